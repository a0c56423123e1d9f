"""What a text that is typed to find an order may be, by its shape."""

from __future__ import annotations

import pytest

from chalicelib.desk.find_ways import Way, ways_of
from chalicelib.orders import number
from chalicelib.orders.store.names import folded

CALLED = "123456789015"  # its check digit is right


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", []), ("   ", []), ("张三", ["name"]), ("阿依古丽·买买提", ["name"]),
        ("13800000000", ["phone", "collect_code", "student_no"]),
        ("+86 138-0000-0000", ["phone", "collect_code", "student_no"]),
        ("１３８００００００００", ["phone", "collect_code", "student_no"]),
        (CALLED, ["number", "collect_code", "student_no"]),
        ("1234 5678 9015", ["number", "collect_code", "student_no"]),
        ("123456789014", ["collect_code", "student_no"]),
        ("a" * 22, ["number", "collect_code", "student_no", "name"]),
        ("a" * 21 + "1_01", ["number", "collect_code", "student_no"]),
        ("2022159513", ["collect_code", "student_no"]), ("Tom Smith", ["collect_code", "student_no", "name"]),
        ("{" * 121, ["collect_code"]), ("学号 1", ["collect_code", "student_no"]),
    ],
)  # fmt: skip
def test_the_ways_of_a_text(text: str, ways: list[Way]) -> None:
    assert ways_of(text) == ways


def test_the_number_above_is_one() -> None:
    assert number.read(CALLED) == CALLED


@pytest.mark.parametrize(
    ("one", "same"), [("张 三", "张三"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("ｔｏｍ", "TOM")]
)  # fmt: skip
def test_names_that_are_typed_in_another_way_are_the_same(one: str, same: str) -> None:
    assert folded(one) == folded(same)
