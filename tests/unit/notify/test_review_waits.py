"""Which waits count, and what is usual by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.notify.review_waits import ENOUGH, Waits
from chalicelib.notify.waited_store import NAMES, WaitedItem, WaitedStore
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import EventRecord, Order, Reason, State
from chalicelib.shared.histogram import BUCKETS, MINUTES, Histogram
from tests.worlds.orders import HOUR, ME, REVIEWER, T0, a_lease, a_task, an_order

TASK = a_task(price=0)
counting = WaitedStore.counting
REASON = Reason(code="blurred", message="照片模糊", cure="请重拍")


def queued(**head: Any) -> Order:
    return an_order(State.IN_REVIEW, lease=a_lease(until=T0 + 99 * HOUR), queued_at=T0, **head)


def told(order: Order, event: ev.Event, after: timedelta) -> EventRecord:
    record = decide(order, event, T0 + after, task=TASK, owns_claim=True).record
    assert record is not None
    return record


def test_the_attributes_are_the_buckets() -> None:
    assert len(NAMES) == BUCKETS == len(MINUTES) + 1
    assert set(NAMES) == set(WaitedItem.get_attributes()) - {"pk", "sk"}


@pytest.mark.parametrize(
    "event",
    [ev.Approve(actor=REVIEWER, photo_no=1), ev.Reject(actor=REVIEWER, photo_no=1, reasons=(REASON,), note=None)],
)
def test_a_decision_counts_the_hours_since_the_photo_was_handed_in(event: ev.Event) -> None:
    record = told(queued(), event, 15 * HOUR)
    (write,) = counting(record, TASK)
    assert isinstance(write.item, WaitedItem)
    assert (write.item.pk, write.item.sk) == (f"WAITED#{TASK.branch}", f"2026-06-02#{TASK.task_id}")  # 01:00 there
    assert str(write.actions[0]) == str(WaitedItem.to_1440.add(1))


def test_it_is_told_by_the_event_however_the_order_went_on() -> None:
    """The order that the counter loads may be in the queue again."""
    assert told(queued(), ev.Approve(actor=REVIEWER, photo_no=1), 15 * HOUR).data["waited"] == 15 * 3600


def test_a_clock_that_lags_behind_waits_no_less_than_nothing() -> None:
    assert told(queued(), ev.Approve(actor=REVIEWER, photo_no=1), -HOUR).data["waited"] == 0


def test_what_no_person_decided_is_no_wait() -> None:
    taken_back = told(an_order(State.IN_REVIEW, queued_at=T0), ev.Withdraw(actor=ME), 3 * HOUR)
    assert taken_back.data["waited"] == 3 * 3600
    assert counting(taken_back, TASK) == []


def test_an_event_of_before_waits_were_told_is_left_out() -> None:
    record = told(queued(), ev.Approve(actor=REVIEWER, photo_no=1), HOUR)
    assert counting(replace(record, data={}), TASK) == []


def after_hours(hours: int, count: int) -> Histogram:
    """So many within that hour, one of the bounds."""
    bucket = MINUTES.index(60 * hours)
    return Histogram(tuple(count if number == bucket else 0 for number in range(BUCKETS)))


def test_a_task_with_enough_decisions_tells_its_own_usual_time() -> None:
    waits = Waits({"slow": after_hours(12, ENOUGH), "quick": after_hours(1, 1000)})
    assert waits.usual("slow") == 11.6 * HOUR


def test_a_task_with_too_few_tells_the_branch_s() -> None:
    waits = Waits({"new": after_hours(12, ENOUGH - 1), "old": after_hours(1, 1000)})
    assert (waits.usual("new") or timedelta()) <= HOUR
    assert waits.usual("of another day") == waits.usual("new")


def test_of_too_few_nothing_is_usual() -> None:
    assert Waits().usual("any") is None
    assert Waits({"a": after_hours(1, 10), "b": after_hours(1, 9)}).usual("a") is None


def test_what_takes_more_than_a_week_is_not_told() -> None:
    longer = Histogram((0,) * (BUCKETS - 1) + (ENOUGH,))
    assert Waits({"a": longer}).usual("a") is None
