"""Schools: how one is found by what a student types, and a small catalogue to begin with.

Codes are 院校代码; names and numbers are those of the Ministry of Education's public list of institutions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chalicelib.tasks.abbreviations import Fit, Short
from chalicelib.tasks.school import School
from chalicelib.tasks.spelling import fold

MOST_FOUND: Final = 10
INSIDE: Final = len(Fit)  # somewhere within its words, after every fit
Rank = tuple[bool, int, int, str]
_FORMER = re.compile(r"\(曾用名:.*\)$")


@dataclass(frozen=True)
class FoundSchool:
    """A search result; label shows the former name that matched: 湖南工商大学（曾用名：湖南商学院）."""

    school: School
    label: str


def search(schools: Iterable[School], typed: str, limit: int = MOST_FOUND) -> list[FoundSchool]:
    """Schools whose name contains what was typed, or what it is short for, in characters or by their sound: today's
    names before former ones, beginnings first, then the beginnings of words."""
    wanted = folded_name(typed)
    if not wanted:
        return []
    short = Short(wanted)
    hits = [hit for school in schools if (hit := _hit(school, wanted, short))]
    return [FoundSchool(school, label) for _, school, label in sorted(hits, key=lambda hit: hit[0])[:limit]]


def named(schools: Iterable[School], typed: str) -> School | None:
    """The school with exactly this name, former names and labels of `search` included."""
    wanted = folded_name(typed)
    return next((school for school in schools if wanted in _folded(school.names)), None)


def folded_name(typed: str) -> str:
    """A name as typed or picked, folded, without the note on former names."""
    return _FORMER.sub("", fold(typed))


def label_of(school: School, former: str | None = None) -> str:
    """Today's name, with the former one where that is what the student knows."""
    return f"{school.name}（曾用名：{former}）" if former else school.name


def _hit(school: School, wanted: str, short: Short) -> tuple[Rank, School, str] | None:
    ranked = []
    for at, folded in enumerate(_folded(school.names)):
        how = short.fit(folded)
        if how is not None or wanted in folded:
            former = school.names[at] if at else None
            rank = (at > 0, INSIDE if how is None else how, len(folded), school.school_code)
            ranked.append((rank, school, label_of(school, former)))
    return min(ranked, key=lambda hit: hit[0], default=None)


@lru_cache(maxsize=10_000)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, names))


def _school(school_code: str, name: str, *aliases: str) -> School:
    return School(school_code=school_code, name=name, moe_id=f"41430{school_code}", aliases=aliases)


CATALOGUE: Final = (
    _school("10530", "湘潭大学"),
    _school("10531", "吉首大学"),
    _school("10532", "湖南大学"),
    _school("10533", "中南大学", "中南工业大学", "湖南医科大学", "长沙铁道学院"),
    _school("10534", "湖南科技大学", "湘潭工学院", "湘潭师范学院"),
    _school("10536", "长沙理工大学", "长沙交通学院", "长沙电力学院"),
    _school("10537", "湖南农业大学", "湖南农学院"),
    _school("10538", "中南林业科技大学", "中南林学院"),
    _school("10541", "湖南中医药大学", "湖南中医学院"),
    _school("10542", "湖南师范大学", "湖南师范学院"),
    _school("10543", "湖南理工学院", "岳阳师范学院"),
    _school("10549", "湖南文理学院", "常德师范学院"),
    _school("10554", "湖南工商大学", "湖南商学院"),
    _school("10555", "南华大学", "中南工学院", "衡阳医学院"),
    _school("11527", "湖南城市学院"),
    _school("11535", "湖南工业大学", "株洲工学院"),
    _school("12034", "湖南第一师范学院", "湖南省第一师范学校"),
    _school("12652", "长沙工业学院", "湖南师范大学树达学院"),
    _school("12658", "岳阳学院", "湖南理工学院南湖学院"),
)
