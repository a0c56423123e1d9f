"""What a student is reminded of, and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from chalicelib.notify.reminding.reminders import proof_due, reminded_from, reminder
from chalicelib.orders.model import Order, State
from tests.worlds.orders import HOUR, T0, a_task, an_order

DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("window", "before", "told"),
    [
        (72 * HOUR, 25 * HOUR, False), (72 * HOUR, 24 * HOUR, True), (72 * HOUR, HOUR, True),
        (24 * HOUR, 13 * HOUR, False), (24 * HOUR, 12 * HOUR, True),
        (2 * HOUR, HOUR, True), (HOUR, HOUR / 4, False), (72 * HOUR, timedelta(), False), (72 * HOUR, -HOUR, False),
    ],
)  # fmt: skip
def test_a_deadline_is_told_a_day_before_or_half_its_time(window: timedelta, before: timedelta, told: bool) -> None:
    now = T0 + window - before
    to_submit = an_order(State.DRAFT, due_at=T0 + window)
    to_pay = an_order(State.AWAITING_PAYMENT, expires_at=T0 + window)
    to_change = an_order(State.REJECTED, deadline=T0 + window)
    found = [reminder(order, a_task(closes_at=T0 + 4 * DAY), now) for order in (to_submit, to_pay, to_change)]
    assert [one.event if one else None for one in found] == (
        ["remind_submit", "remind_pay", "remind_resubmit"] if told else [None] * 3
    )


@pytest.mark.parametrize(
    ("handed_in", "hours", "from_hour"),
    [(8.5, 24, 19.0), (10, 24, 22.0), (9, 24, 19.0), (20, 24, 32.0), (21, 12, 21.0), (8, 72, 56.0), (9.5, 23, 19.0)],
)
def test_a_deadline_before_the_morning_is_told_the_evening_before(
    handed_in: float, hours: float, from_hour: float
) -> None:
    """Hours since midnight in Shanghai; nobody is reminded before nine, and the schedule may run until ten."""
    midnight = T0 - 10 * HOUR
    since = midnight + handed_in * HOUR
    assert reminded_from(since, since + hours * HOUR) == midnight + from_hour * HOUR


def test_once_the_task_is_closed_only_what_may_still_be_done_is_told() -> None:
    orders = [
        an_order(State.DRAFT, due_at=T0 + 2 * DAY), an_order(State.AWAITING_PAYMENT, expires_at=T0 + 2 * DAY),
        an_order(State.REJECTED, deadline=T0 + 2 * DAY),
    ]  # fmt: skip
    found = [reminder(order, a_task(closes_at=T0 + HOUR), T0 + 2 * DAY - HOUR) for order in orders]
    assert [one.event if one else None for one in found] == [None, None, "remind_resubmit"]


def test_a_task_that_ends_sooner_than_it_said_is_told_as_the_end() -> None:
    task, now = a_task(closes_at=T0 + DAY), T0 + 20 * HOUR
    for order in (
        an_order(State.DRAFT, due_at=T0 + 7 * DAY),
        an_order(State.AWAITING_PAYMENT, expires_at=T0 + 3 * DAY),
    ):
        found = reminder(order, task, now)
        assert found is not None
        assert found.message.fields["thing3"].startswith("请在6月2日 10:00前")
    changed = reminder(an_order(State.REJECTED, deadline=T0 + 7 * DAY), task, now)
    assert changed is None  # another photo is taken after it, too


def test_whoever_has_no_tries_left_is_not_asked_for_a_photo() -> None:
    now = T0 + DAY - HOUR
    rejected = [an_order(State.REJECTED, deadline=T0 + DAY, rejections=times) for times in (2, 3)]
    granted = an_order(State.REJECTED, deadline=T0 + DAY, rejections=3, granted=1)
    mistake = an_order(State.CORRECTION, deadline=T0 + DAY, rejections=3)
    found = [reminder(one, a_task(), now) for one in (*rejected, granted, mistake)]
    assert [one is not None for one in found] == [True, False, True, True]


@pytest.mark.parametrize(
    "order",
    [
        an_order(State.REJECTED, deadline=T0 + DAY), an_order(State.DRAFT, due_at=T0 + DAY),
        an_order(State.AWAITING_PAYMENT, expires_at=T0 + DAY),
    ],
)  # fmt: skip
def test_what_it_says_fits_the_template(order: Order) -> None:
    found = reminder(order, a_task(), T0 + DAY - HOUR)
    assert found is not None
    assert "6月2日 10:00" in found.message.fields["thing3"]
    assert len(found.message.fields["thing3"]) <= 20
    assert len(found.message.fields["phrase2"]) <= 5
    assert all(0 < len(word) <= 12 for word in found.message.sms)


def test_a_tap_leads_to_a_page_the_mini_program_has() -> None:
    found = reminder(an_order(State.REJECTED, deadline=T0 + DAY), a_task(), T0 + DAY - HOUR)
    assert found is not None
    page, _, query = found.message.page.partition("?")
    program = json.loads(Path("miniprogram/app.json").read_text())
    pages = [f"{part['root']}/{name}" for part in program["subPackages"] for name in part["pages"]]
    assert page in [*program["pages"], *pages]
    order_id = an_order(State.REJECTED).head.order_id
    assert parse_qs(query) == {"order_id": [order_id], "notice": [found.message.template]}  # the client counts it


def test_a_new_deadline_is_another_reminder() -> None:
    first = reminder(an_order(State.REJECTED, deadline=T0 + 2 * DAY), a_task(), T0 + DAY)
    later = reminder(an_order(State.REJECTED, deadline=T0 + 5 * DAY), a_task(), T0 + 4 * DAY)
    assert first is not None
    assert later is not None
    assert first.mark != later.mark


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2026, 6, 16, 2, tzinfo=UTC), datetime(2026, 6, 2, 2, tzinfo=UTC)),  # Tuesday: two weeks
        (datetime(2026, 6, 14, 2, tzinfo=UTC), datetime(2026, 6, 1, 2, tzinfo=UTC)),  # Sunday
    ],
)
def test_ten_working_days_skip_the_weekends(now: datetime, since: datetime) -> None:
    assert proof_due(now) == since


def test_chsi_is_told_ten_working_days_after_delivery_unless_it_confirmed() -> None:
    then = T0 + 15 * DAY
    made = an_order(State.IN_PRODUCTION)
    assert reminder(made, a_task(), T0 + 8 * DAY) is None
    found = reminder(made, a_task(), then)
    assert found is not None
    assert (found.event, "学信网" in found.message.fields["thing3"]) == ("remind_proof", True)
    assert reminder(an_order(State.DONE), a_task(), then) is None
    assert reminder(an_order(State.IN_PRODUCTION, erased_at=T0), a_task(), then) is None


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.EXPIRED, State.CANCELLED, State.REFUNDED])
def test_nothing_is_said_in_other_states(state: State) -> None:
    assert reminder(an_order(state), a_task(), T0 + 23 * HOUR) is None
