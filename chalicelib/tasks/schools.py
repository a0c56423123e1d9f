"""Schools: search by what a student types, and a small catalogue to start with.

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
INSIDE: Final = len(Fit)  # rank of a text found inside a name's words: after every Fit
Rank = tuple[bool, int, int, str]
_FORMER = re.compile(r"\(曾用名:.*\)$")


@dataclass(frozen=True)
class FoundSchool:
    """A search result.  label: with the former name if that matched: 湖南工商大学（曾用名：湖南商学院）."""

    school: School
    label: str


def search(schools: Iterable[School], typed: str, limit: int = MOST_FOUND) -> list[FoundSchool]:
    """Schools with a name that contains or is abbreviated by what was typed, in characters or pinyin: today's names
    before former ones, matches at the beginning first, then at the beginnings of words."""
    text = folded_name(typed)
    if not text:
        return []
    short = Short(text)
    hits = [hit for school in schools if (hit := _hit(school, text, short))]
    return [FoundSchool(school, label) for _, school, label in sorted(hits, key=lambda hit: hit[0])[:limit]]


def school_named(schools: Iterable[School], typed: str) -> School | None:
    """The school with exactly this name (or former name, or label of `search`), or None."""
    name = folded_name(typed)
    return next((school for school in schools if name in _folded(school.names)), None)


def folded_name(typed: str) -> str:
    """A typed or picked name, folded, without the note on former names."""
    return _FORMER.sub("", fold(typed))


def label_of(school: School, former: str | None = None) -> str:
    """Today's name, with the former one if that is what matched."""
    return f"{school.name}（曾用名：{former}）" if former else school.name


def _hit(school: School, text: str, short: Short) -> tuple[Rank, School, str] | None:
    ranked = []
    for at, folded in enumerate(_folded(school.names)):
        fit = short.fit(folded)
        if fit is not None or text in folded:
            former = school.names[at] if at else None
            rank = (at > 0, INSIDE if fit is None else fit, len(folded), school.school_code)
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
