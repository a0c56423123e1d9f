"""Schools are found by what students type: parts of names, and names that are history."""

from __future__ import annotations

from chalicelib.tasks.model import fold
from chalicelib.tasks.schools import CATALOGUE, named, search


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
        school = named(CATALOGUE, typed)
        assert school is not None
        assert school.school_code == "10554"
    assert named(CATALOGUE, "湖南工商") is None


def test_every_name_of_the_catalogue_belongs_to_one_school() -> None:
    names = [fold(name) for school in CATALOGUE for name in school.names]
    assert len(names) == len(set(names))
    assert len({school.school_code for school in CATALOGUE}) == len(CATALOGUE)
    assert all(school.moe_id.endswith(school.school_code) for school in CATALOGUE)
