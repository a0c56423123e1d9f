"""Every interleaving of a small world, through the real table: money is conserved and nobody is stuck."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import pytest

from chalicelib.orders.machine.rows import ROWS, Row
from chalicelib.shared.money import Fen
from tests.property.order_check import endless, explore, stuck
from tests.property.order_world import Bounds
from tests.worlds.orders import PRICE, a_task

REVIEW = Bounds(attempts=1, review=True, clock=5)
CLAIM = Bounds(attempts=1, students=2, rounds=2)
ALL_PRICES = (PRICE, Fen(0), Fen(3000))

WORLDS = {
    "two attempts": Bounds(),
    "wrong amounts": Bounds(attempts=1, wrong_amount=True, outside=True),
    "refunds that fail": Bounds(attempts=1, refund_trouble=True, outside=True),
    "a claim fought over": CLAIM,
    "a price that becomes 0": Bounds(attempts=1, prices=(PRICE, Fen(0))),
    "review, overdue refunds": replace(REVIEW, task=a_task(overdue="REFUND", refund_until="APPROVAL")),
    "review of a free order": replace(REVIEW, prices=(Fen(0),), task=a_task(overdue="REFUND")),
    "appeals": Bounds(attempts=1, appeals=True),
    "review of appeals": replace(REVIEW, appeals=True, prices=(Fen(0),)),
    "a late writer": Bounds(attempts=1, late_writer=True),
    "data deleted": Bounds(attempts=1, erase=True),
    "data deleted, review": replace(REVIEW, erase=True, task=a_task(overdue="REFUND", refund_until="APPROVAL")),
}
BIG_WORLDS = {
    "three attempts": Bounds(attempts=3),
    "wrong amounts, two attempts": Bounds(wrong_amount=True),
    "refunds that fail, two attempts": Bounds(refund_trouble=True, outside=True),
    "a claim fought over, transfers": replace(CLAIM, transfer=True),
    "three rounds": replace(CLAIM, rounds=3, clock=3),
    "three prices": Bounds(prices=ALL_PRICES),
    "review, overdue kept": replace(REVIEW, refund_trouble=True, task=a_task(refund_until="NEVER")),
    "a late writer, two attempts": Bounds(late_writer=True),
    "a late writer, everything goes wrong": Bounds(
        attempts=1, late_writer=True, refund_trouble=True, wrong_amount=True
    ),
    "a late writer, a claim fought over": replace(CLAIM, late_writer=True, clock=3),
}
# What no small world sends: changes of owner and data, and facts about things that never were.  Unit tests do.
NEVER_SENT = frozenset({"contact", "contest", "edit", "keep", "post", "refill", "refund_part", "transfer"})
NEVER_ASKED = frozenset(
    {"attempt_unknown", "part_leaves_order", "refund_differs", "refund_is_part", "refund_not_awaited"}
)


class Seen(NamedTuple):
    """What is left of a walk: the worlds themselves take memory."""

    wrong: str
    rests: int
    stuck: str
    endless: bool
    used: frozenset[Row[Any]]


@cache
def seen(bounds: Bounds) -> Seen:
    walk = explore(bounds)
    return Seen(walk.wrong, walk.rests, stuck(walk), endless(walk), frozenset(walk.machine.used))


def holds(bounds: Bounds) -> None:
    walk = seen(bounds)
    assert not walk.wrong
    assert walk.rests
    assert not walk.stuck
    assert not walk.endless


@pytest.mark.parametrize("name", WORLDS)
def test_invariants_hold(name: str) -> None:
    holds(WORLDS[name])


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", BIG_WORLDS)
def test_invariants_hold_in_big_worlds(name: str) -> None:
    holds(BIG_WORLDS[name])


def test_the_worlds_use_the_whole_table() -> None:
    """A row no world reaches would be a row nothing is proved about."""
    names = (
        "wrong amounts",
        "refunds that fail",
        "a price that becomes 0",
        "appeals",
        "data deleted",
        *(name for name in WORLDS if "review" in name),
    )
    used = frozenset[Row[Any]]().union(*(seen(WORLDS[name]).used for name in names))
    left = [row for row in ROWS if row not in used and row.event.name not in NEVER_SENT]
    assert [row for row in left if NEVER_ASKED.isdisjoint(guard.__name__ for guard in row.guards)] == []
