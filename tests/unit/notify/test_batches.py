"""A batch of the stream is counted together and followed up part by part, whatever fails."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import pytest

from chalicelib.notify.counter_store import Share
from chalicelib.notify.counting.batches import MOST_WRITES, PATIENCE, PAUSES, Batch, together
from chalicelib.notify.money_totals import MoneyTotals
from chalicelib.notify.once import Outcome
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import Actor, EventRecord, Order, PhotoState, State
from chalicelib.shared.db import Busy, Conflict
from tests.worlds.orders import ME, T0, a_photo, a_task, an_order

NOTHING = Outcome()
ORDER = an_order(State.AWAITING_PAYMENT)
ORDER_ID = ORDER.head.order_id
SUBMITTED = EventRecord(
    order_id=ORDER_ID, seq=2, at=T0, event="submit", actor=ME, source=State.DRAFT, to=State.AWAITING_PAYMENT
)
STARTED = replace(SUBMITTED, seq=3, event="start", source=State.AWAITING_PAYMENT)
PAID = replace(SUBMITTED, seq=4, event="paid", source=State.AWAITING_PAYMENT, to=State.IN_REVIEW)
APPROVED = replace(SUBMITTED, seq=5, event="approve", actor=Actor(kind="staff", id="s"), to=State.APPROVED)
PHOTO = (ORDER_ID, a_photo(1, PhotoState.PASSED))
ENTRY = LedgerEntry(
    channel="wechat", kind=EntryKind.PAID, order_id=ORDER_ID, seq=4, number=f"{ORDER_ID}_01", amount=3000, at=T0
)


@dataclass
class World:
    """What the batch works with: every call of it is written down."""

    broken: type[Exception] | None = None
    busy: int = 0
    outcome: Outcome = NOTHING
    together: list[list[str]] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    def count_together(self, shares: Sequence[Share], now: datetime) -> None:
        if self.busy:
            self.busy -= 1
            raise Busy
        if self.broken:
            raise self.broken
        self.shares += shares
        self.together.append([share.event_id for share in shares])

    def load(self, order_id: str) -> Order:
        self.loads.append(order_id)
        return ORDER

    def handle(self, record: EventRecord, order: Order | None, *, counted: bool) -> Outcome:
        if order is None:
            self.load(record.order_id)
        if not counted:
            self.alone.append(f"{record.order_id}#{record.seq}")
        return self.outcome

    def judged(self, order_id: str, photo: Any) -> bool:
        self.alone.append(f"{order_id}#PHOTO#{photo.photo_no}")
        return True

    def add(self, entry: LedgerEntry) -> bool:
        self.alone.append(MoneyTotals.event_id(entry))
        return True

    share = staticmethod(MoneyTotals.share)

    def run(self, *parts: Any) -> None:
        of = {"load": self.load, "task_of": lambda _: a_task(), "clock": lambda: T0}
        batch = Batch(**cast(Any, of), store=cast(Any, self), totals=cast(Any, self), notify=cast(Any, self))
        batch.count(parts)
        for part in parts:
            batch.follow(part)


ALL = [f"{ORDER_ID}#2", f"{ORDER_ID}#PHOTO#1", f"{ORDER_ID}#4", f"{ORDER_ID}#LEDGER#{ORDER_ID}_01#4#PAID"]


def test_what_one_batch_tells_is_counted_together_and_its_order_read_once() -> None:
    world = World()
    world.run(SUBMITTED, PHOTO, PAID, ENTRY)
    assert (world.together, world.alone, world.loads) == ([ALL], [], [ORDER_ID])


def test_a_record_that_a_batch_holds_twice_is_counted_once() -> None:
    world = World()
    world.run(SUBMITTED, SUBMITTED)
    assert world.together == [[f"{ORDER_ID}#2"]]


@pytest.mark.parametrize("broken", [Conflict, ValueError])
def test_what_was_not_counted_together_is_counted_alone(broken: type[Exception]) -> None:
    world = World(broken)
    world.run(SUBMITTED, PHOTO, PAID, ENTRY)
    assert (world.together, world.alone) == ([], ALL)


@pytest.mark.parametrize("busy", [1, len(PAUSES), len(PAUSES) + 1])
def test_busy_counters_are_waited_for(busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world, slept = World(busy=busy), list[float]()
    monkeypatch.setattr(time, "sleep", slept.append)
    world.run(SUBMITTED, PHOTO, PAID, ENTRY)
    assert (world.together, world.alone) == (([], ALL) if busy > len(PAUSES) else ([ALL], []))
    assert len(slept) == min(busy, len(PAUSES))


def test_a_decision_which_needs_the_orders_history_is_counted_alone() -> None:
    world = World()
    world.run(SUBMITTED, APPROVED)
    assert (world.together, world.alone) == ([[f"{ORDER_ID}#2"]], [f"{ORDER_ID}#5"])


def test_orders_are_read_anew_after_somebody_outside_was_told() -> None:
    world = World(outcome=Outcome(done=True))
    world.run(SUBMITTED, PAID)
    assert world.loads == [ORDER_ID, ORDER_ID]


def test_no_stretch_is_more_than_a_transaction_holds() -> None:
    shares = [
        Share(event_id=f"{number // 3}#{number}", steps=Counter({("COUNT#t", f"{number % 70}"): 1, ("a", "b"): 1}))
        for number in range(200)
    ]
    stretches = list(together(shares))
    assert [share for some in stretches for share in some] == shares
    sizes = [len(set().union(*(share.keys for share in some))) for some in stretches]
    assert max(sizes) <= MOST_WRITES
    assert len(sizes) < 5


@pytest.mark.parametrize("broken", [None, ValueError])
def test_what_leaves_an_order_as_it_was_is_not_written_down(broken: type[Exception] | None) -> None:
    world = World(broken)
    world.run(STARTED)
    assert (world.together, world.alone) == ([], [])


def test_a_batch_has_one_patience_for_all_its_branches(monkeypatch: pytest.MonkeyPatch) -> None:
    world, slept, branches = World(busy=1000), list[float](), 20
    monkeypatch.setattr(time, "sleep", slept.append)
    orders = {str(number): an_order(State.AWAITING_PAYMENT, branch=f"branch {number}") for number in range(branches)}
    monkeypatch.setattr(world, "load", orders.__getitem__)
    world.run(*(replace(SUBMITTED, order_id=order_id) for order_id in orders))
    assert PATIENCE < sum(slept) < PATIENCE + max(PAUSES)
    assert len(world.alone) == branches


def test_each_branch_has_a_transaction_of_its_own() -> None:
    shares = [
        Share(event_id=f"{number}#1", steps=Counter({("WORK#", f"{number % 3}"): 1}), branch="甲乙丙"[number % 3])
        for number in range(30)
    ]
    stretches = list(together(shares))
    assert [{share.branch for share in some} for some in stretches] == [{"丙"}, {"乙"}, {"甲"}]
    assert [share for some in stretches for share in some] == sorted(shares, key=lambda share: share.branch)


@pytest.mark.parametrize("part", [SUBMITTED, PHOTO, ENTRY])
def test_a_share_names_its_orders_branch(part: Any) -> None:
    world = World()
    world.run(part)
    assert [share.branch for share in world.shares] == [ORDER.head.branch]
