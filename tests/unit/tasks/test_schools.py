"""Schools are found by what students type: parts of names, and names that are history."""

from __future__ import annotations

import pytest

from chalicelib.tasks.school import School
from chalicelib.tasks.schools import CATALOGUE, school_named, search
from chalicelib.tasks.spelling import fold


def labels(typed: str) -> list[str]:
    return [hit.label for hit in search(CATALOGUE, typed)]


def test_a_beginning_comes_before_a_middle_and_short_before_long() -> None:
    found = labels("湖南")
    assert found[0] == "湖南大学"
    assert all(label.startswith("湖南") for label in found)
    assert len(found) == 10


def test_part_of_a_name_is_enough() -> None:
    assert labels("理工") == ["长沙理工大学", "湖南理工学院", "岳阳学院（曾用名：湖南理工学院南湖学院）"]


def test_an_old_name_is_shown_beside_the_new_one() -> None:
    assert labels("商学院") == ["湖南工商大学（曾用名：湖南商学院）"]
    assert labels("湖南商学院") == ["湖南工商大学（曾用名：湖南商学院）"]


def test_todays_name_wins_where_both_match() -> None:
    assert labels("南华") == ["南华大学"]


def test_full_width_and_blanks_do_not_matter() -> None:
    assert labels(" 湘潭 大学") == ["湘潭大学"]


def test_nothing_typed_finds_nothing() -> None:
    assert labels(" \u3000") == []
    assert labels("哈佛") == []


def test_the_exact_name_the_old_name_and_the_label_name_one_school() -> None:
    for typed in (
        "湖南工商大学",
        "湖南商学院",
        "湖南工商大学（曾用名：湖南商学院）",
        "湖南工商大学(曾用名:湖南商学院)",
    ):
        school = school_named(CATALOGUE, typed)
        assert school is not None
        assert school.school_code == "10554"
    assert school_named(CATALOGUE, "湖南工商") is None


def test_every_name_of_the_catalogue_belongs_to_one_school() -> None:
    names = [fold(name) for school in CATALOGUE for name in school.names]
    assert len(names) == len(set(names))
    assert len({school.school_code for school in CATALOGUE}) == len(CATALOGUE)
    assert all(school.moe_id.endswith(school.school_code) for school in CATALOGUE)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("湖南农大", ["湖南农业大学"]),
        ("湖大", ["湖南大学", "湖南科技大学", "湖南农业大学"]),
        ("农大", ["湖南农业大学"]),
        ("师大", ["湖南师范大学", "长沙工业学院（曾用名：湖南师范大学树达学院）"]),
        ("科大", ["湖南科技大学", "中南林业科技大学", "中南大学（曾用名：湖南医科大学）"]),
        ("hnnd", ["湖南农业大学"]),
        ("hunannongye", ["湖南农业大学"]),
        ("Hu Nan Nong Ye", ["湖南农业大学"]),
        ("csl", ["长沙理工大学"]),
        ("zndx", ["中南大学", "中南林业科技大学"]),
        ("hafo", []),
    ],
)
def test_what_is_short_for_a_name_finds_it(typed: str, names: list[str]) -> None:
    assert labels(typed)[: len(names)] == names
    assert bool(labels(typed)) == bool(names)


def test_a_name_of_today_that_is_abbreviated_comes_before_an_old_one_that_contains_it() -> None:
    found = labels("科大")
    assert found.index("湖南科技大学") < found.index("中南大学（曾用名：湖南医科大学）")


def test_a_beginning_of_a_word_comes_before_its_middle() -> None:
    schools = [
        School(school_code=str(20000 + at), name=name) for at, name in enumerate(["南方医科大学", "国防科技大学"])
    ]
    assert [hit.label for hit in search(schools, "科大")] == ["国防科技大学", "南方医科大学"]
