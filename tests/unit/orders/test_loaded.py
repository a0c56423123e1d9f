"""What stands around an order is read when a row asks for it, and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.committing import Committer
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from tests.worlds.orders import HOUR, ME, PRICE, T0, a_photo, a_refund, a_task, an_attempt, an_order, paid, start


class Tables:
    """Store and tasks in one: what is read is noted, what is written kept."""

    def __init__(self, order: Order) -> None:
        self.order, self.read = order, list[str]()

    def load(self, order_id: str) -> Order | None:
        return self._noted("order", self.order if order_id == self.order.head.order_id else None)

    def owns_claim(self, head: object) -> bool:
        return self._noted("claim", True)

    def get(self, task_id: str) -> object:
        return self._noted("task", a_task())

    def is_captured(self, task_id: str, digest: str, rev: str | None) -> bool:
        return self._noted("site", False)

    def commit(self, change: Change, also: object) -> None:
        self.order = change.after

    def _noted[T](self, what: str, answer: T) -> T:
        self.read.append(what)
        return answer


def committer(tables: Any, now: Callable[[], Any] = lambda: T0 + HOUR) -> Committer:
    return Committer(tables, tables, now)


def loaded(changes: Committer, order: Order) -> Loaded:
    fresh = changes.load(order.head.order_id)
    assert fresh is not None
    return fresh


WAITING = an_order(State.AWAITING_PAYMENT, attempts=(an_attempt(state=AttemptState.PENDING),))
RETURNING = an_order(
    State.REFUNDING, attempts=(an_attempt(state=AttemptState.OK),), refunds=(a_refund(state=RefundState.PROCESSING),)
)
ASKED: dict[str, tuple[Order, ev.Event, list[str]]] = {
    "money for an order that waits": (WAITING, paid(), []),
    "a refund that went through": (RETURNING, facts.RefundDone(attempt_no=1, try_no=1, amount=PRICE), []),
    "a photo": (an_order(State.DRAFT, photos=(a_photo(),)), ev.Submit(actor=ME, photo_no=1), ["site", "task"]),
    "a payment": (an_order(State.AWAITING_PAYMENT, attempts=()), start(), ["site", "task"]),
    "an order that comes back": (an_order(State.EXPIRED), ev.Reopen(actor=ME), ["site", "task", "claim"]),
    "money that comes late": (
        an_order(State.EXPIRED, attempts=(an_attempt(state=AttemptState.ABANDONED),)), paid(), ["claim", "task"]
    ),
    "a cancelled order": (an_order(State.DRAFT), ev.Cancel(actor=ME), []),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_a_row_reads_what_it_asks_and_nothing_twice(name: str) -> None:
    order, event, reads = ASKED[name]
    tables = Tables(order)
    changes = committer(tables)
    before = loaded(changes, order)
    after = before.after(changes.commit(before, event))
    assert tables.read == ["order", *reads]
    assert after.order == tables.order
    assert after.record is not None
    assert (after.record.event, after.record.seq) == (event.name, after.head.seq)
    assert (after.task, after.on_site, after.owns_claim) == (a_task(), False, True)
    assert tables.read[1:].count("task") == tables.read[1:].count("site") == tables.read[1:].count("claim") == 1
    assert before.record is None


def test_a_task_that_is_known_is_not_read() -> None:
    tables = Tables(WAITING)
    assert committer(tables).around(WAITING, a_task()).task == a_task()
    assert tables.read == []


def test_what_says_nothing_new_makes_nothing() -> None:
    tables = Tables(an_order(State.IN_REVIEW, attempts=(an_attempt(state=AttemptState.OK),)))
    changes = committer(tables)
    before = loaded(changes, tables.order)
    after = before.after(changes.commit(before, facts.Closed(attempt_no=1)))
    assert (after.order, after.record) == (before.order, None)


def test_an_order_that_is_not_there() -> None:
    assert committer(Tables(an_order(State.DRAFT))).load("nobody's") is None


def test_deciding_writes_nothing() -> None:
    tables = Tables(WAITING)
    changes = committer(tables, lambda: T0 + 40 * HOUR)
    before = loaded(changes, WAITING)
    assert changes.decide(before, facts.Unknown(attempt_no=1)).after != WAITING
    assert tables.order == WAITING
