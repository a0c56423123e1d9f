"""How characters are typed by their sound."""

from __future__ import annotations

from chalicelib.tasks.pinyin import typings
from chalicelib.tasks.schools import CATALOGUE
from tools.pinyin import FILE, changed, table


def test_every_reading_counts_whole_and_by_its_first_letter() -> None:
    assert typings("湖") == ("hu", "h")
    assert set(typings("长")) == {"zhang", "z", "zh", "chang", "c", "ch"}
    assert {"nv", "n"} <= set(typings("女"))
    assert typings("a") == typings("㐀") == ()


def test_every_school_can_be_typed() -> None:
    assert all(typings(char) for school in CATALOGUE for name in school.names for char in name)


def test_the_table_is_what_was_made() -> None:
    assert changed() == []
    assert FILE.stat().st_size < 32_000  # it ships with every function


def test_a_table_is_made_of_readings_with_tones() -> None:
    """Common characters only, each reading once, as it is typed."""
    readings = {"22823": "dà,dài,tài,dá", "22899": "nǚ,rǔ", "13312": "qiū", "12295": "líng"}
    assert table(readings) == "da 大\ndai 大\nnv 女\nru 女\ntai 大\n"
