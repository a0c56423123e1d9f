"""What waited to be told: until when somebody needs to hear of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.notify.reminding.held import needless
from chalicelib.orders.model import Actor, EventRecord, Order, State
from tests.worlds.orders import HOUR, T0, a_task, an_order

DAY = 24 * HOUR
REJECTED = EventRecord(
    order_id="o" * 22,
    seq=4,
    at=T0,
    event="reject",
    actor=Actor(kind="staff"),
    source=State.IN_REVIEW,
    to=State.REJECTED,
)


def rejected(**changes: Any) -> Order:
    return an_order(State.REJECTED, **{"state_at": T0, "deadline": T0 + 7 * DAY} | changes)


def test_news_is_worth_a_text_for_three_days() -> None:
    refunded = replace(REJECTED, event="refund_done", source=State.REFUNDING, to=State.REFUNDED)
    order = an_order(State.REFUNDED)
    assert [needless(refunded, order, a_task(), T0 + age) for age in (3 * DAY - HOUR, 3 * DAY)] == [False, True]


@pytest.mark.parametrize(
    ("event", "at", "told"),
    [
        ("grant", 6 * DAY, True), ("grant", 5 * DAY, False), ("reject", 0 * DAY, False), ("transfer", 6 * DAY, True),
        ("transfer", 8 * DAY, True),
    ],
)  # fmt: skip
def test_what_came_after_the_reminder_is_told(event: str, at: timedelta, told: bool) -> None:
    """The order was rejected for seven days and reminded of after six; the event is looked at an hour after it, or
    once the reminder has gone out."""
    after = replace(REJECTED, event=event, at=T0 + at, source=State.REJECTED)
    assert needless(after, rejected(), a_task(), max(after.at + HOUR, T0 + 6 * DAY)) is not told


def test_the_last_rejection_waits_for_no_reminder() -> None:
    """Nobody reminds her of a photo that she may not hand in."""
    last = rejected(rejections=99)
    assert not needless(REJECTED, last, a_task(), T0 + 6 * DAY)
    assert needless(REJECTED, last, a_task(), T0 + 7 * DAY)
