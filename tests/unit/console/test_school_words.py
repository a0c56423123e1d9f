"""Names of schools: what a new name does to the old one, and whose a name is already."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.worlds.console_modules import evaluated

MODULE = "staff/school_words.js"
SCHOOLS = [
    {"school_code": "10554", "name": "湖南工商大学", "aliases": ["湖南商学院"]},
    {"school_code": "10532", "name": "湖南大学", "aliases": []},
]


def told(expression: str, **words: Any) -> Any:
    for name, value in words.items():
        expression = expression.replace(name, json.dumps(value, ensure_ascii=False))
    return evaluated(MODULE, expression)


@pytest.mark.parametrize(
    ("name", "former", "keep", "kept"),
    [
        ("湖南工商学校", ["湖南商学院"], "YES", ["湖南工商大学", "湖南商学院"]),
        ("湖南工商学校", ["湖南商学院"], "NO", ["湖南商学院"]),
        ("湖南工商大学 ", ["湖南商学院"], "YES", ["湖南商学院"]),  # the same name
        ("湖南商学院", ["湖南商学院"], "YES", ["湖南工商大学"]),  # named as before
        ("湖南工商学校", ["湖南工商大学"], "YES", ["湖南工商大学"]),  # added by hand
    ],
)
def test_a_name_that_is_given_up_is_kept_where_it_is_wanted(
    name: str, former: list[str], keep: str, kept: list[str]
) -> None:
    answer = told("it.namesToKeep(BEFORE, NAME, FORMER, KEEP)", BEFORE=SCHOOLS[0], NAME=name, FORMER=former, KEEP=keep)
    assert answer == kept


@pytest.mark.parametrize(
    ("code", "new", "names", "field", "says"),
    [
        ("10532", True, ["新学院"], "school_code", "湖南大学"),
        ("90001", True, ["湖南 大学"], "name", "10532"),
        ("90001", True, ["新学院", "湖南商学院"], "aliases", "湖南工商大学（10554）的曾用名"),
        ("10554", False, ["湖南工商大学", "湖南大学"], "aliases", "的名称"),
    ],
)
def test_a_clash_says_whose_it_is(code: str, new: bool, names: list[str], field: str, says: str) -> None:
    clash = told("it.clashOf(SCHOOLS, CODE, ISNEW, NAMES)", SCHOOLS=SCHOOLS, CODE=code, ISNEW=new, NAMES=names)
    assert clash["field"] == field
    assert says in clash["message"]


def test_nobody_elses_name_is_no_clash() -> None:
    assert told("it.clashOf(SCHOOLS, '10554', false, ['湖南工商大学', '湖南商学院'])", SCHOOLS=SCHOOLS) is None
    assert told("it.foundBy(SCHOOL, '商学院') ?? null", SCHOOL=SCHOOLS[0]) == "湖南商学院"
    assert told("it.foundBy(SCHOOL, '工商') ?? null", SCHOOL=SCHOOLS[0]) is None
