"""Names of schools: what a new name does to the old one, and which one was looked for."""

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


def test_a_former_name_that_led_here_is_told() -> None:
    assert told("it.foundBy(SCHOOL, '商学院') ?? null", SCHOOL=SCHOOLS[0]) == "湖南商学院"
    assert told("it.foundBy(SCHOOL, '工商') ?? null", SCHOOL=SCHOOLS[0]) is None
