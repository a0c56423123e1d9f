"""The number an order is called by: how it is made, typed and mistyped."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.delivery.model import Member, emptied
from chalicelib.orders import number
from chalicelib.orders.model import State
from tests.worlds.cell import Cell
from tests.worlds.orders import an_order

NUMBER = "123456789015"


def test_the_check_digit_is_luhns() -> None:
    """Numbers known to be right: the example of the standard's article, and two test cards' beginnings of 15 digits."""
    for known in ("79927398713", "4111111111111111", "378282246310005"):
        assert number._check_digit(known[:-1]) == known[-1]


def test_fresh_ones_are_twelve_digits_that_read_back() -> None:
    made = {number.fresh() for _ in range(500)}
    assert len(made) == 500
    assert all(number.read(one) == one and len(one) == 12 and one[0] != "0" for one in made)


def test_nothing_tells_the_next_one() -> None:
    made = [int(number.fresh()[:-1]) for _ in range(200)]
    steps = [abs(after - before) for before, after in pairwise(made)]
    assert min(made) < 3 * 10**10 < 8 * 10**10 < max(made)
    assert min(steps) > 1


@pytest.mark.parametrize(
    "typed",
    [NUMBER, " 1234 5678 9015 ", "1234-5678-9015", "1234–5678—9015", "１２３４　５６７８　９０１５", "123456\n789015"],
)
def test_it_is_read_however_it_is_grouped(typed: str) -> None:
    assert number.read(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "O" * 22, "bXHH3kVAaKl6Wg36S9QORV", "4200001234202611271234567890", "张三", "12a"]
)
def test_what_is_no_number(typed: str) -> None:
    assert number.read(typed) is None


def test_every_wrong_digit_is_told() -> None:
    for at in range(len(NUMBER)):
        for digit in "0123456789".replace(NUMBER[at], ""):
            with pytest.raises(number.Mistyped):
                number.read(NUMBER[:at] + digit + NUMBER[at + 1 :])


def test_neighbours_that_changed_places_are_told() -> None:
    for at in range(len(NUMBER) - 1):
        one, other = NUMBER[at], NUMBER[at + 1]
        if one != other and {one, other} != {"0", "9"}:
            with pytest.raises(number.Mistyped):
                number.read(NUMBER[:at] + other + one + NUMBER[at + 2 :])


@pytest.mark.parametrize("typed", [NUMBER[1:], NUMBER + "0", "13800138000"])
def test_a_digit_too_few_or_too_many_is_told(typed: str) -> None:
    with pytest.raises(number.Mistyped):
        number.read(typed)


def test_an_order_of_before_is_called_by_its_id() -> None:
    head = an_order(State.DRAFT).head
    assert (head.number, head.shown_number) == ("", head.order_id)
    assert number.grouped(head.shown_number) == head.order_id
    assert number.grouped(NUMBER) == "1234 5678 9015"
    assert number.grouped("4200202611285247") == "4200 2026 1128 5247"


def test_a_package_of_before_lists_its_members_by_id_for_good() -> None:
    """Made again its lists must have the same bytes."""
    head = an_order(State.APPROVED).head
    known: dict[str, Any] = {
        "order_id": head.order_id,
        "photo_no": 1,
        "sha256": "s",
        "size": 1,
        "student": head.student,
    }
    before = Member(**known, approved_at=head.state_at)
    assert before.called == head.order_id
    assert replace(before, number=NUMBER).called == "1234 5678 9015"
    assert emptied(replace(before, number=NUMBER)).called == "1234 5678 9015"


@pytest.mark.parametrize(("called", "shown"), [(NUMBER, "1234 5678 9015"), ("", "O" * 22)])
def test_screens_are_told_how_to_show_it(called: str, shown: str) -> None:
    order = an_order(State.DRAFT)
    head = replace(order.head, number=called, order_id="O" * 22)
    told = Cell(order=replace(order, head=head), tells="").view(lambda key, name="": key)
    assert (told.number, told.number_text) == (called or head.order_id, shown)
