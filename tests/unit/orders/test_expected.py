"""By which day a student may expect what comes next."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.screen.expected_dates import expected_day, promised, working_day
from chalicelib.orders.screen.view import OrderView, view
from tests.worlds.orders import a_task, an_order

FRIDAY = datetime(2026, 11, 27, 2, tzinfo=UTC)  # 10:00 in Shanghai
TASK = a_task(review_days=3, production_days=7)


@pytest.mark.parametrize(
    ("since", "days", "day"),
    [
        (FRIDAY, 1, date(2026, 11, 30)), (FRIDAY, 3, date(2026, 12, 2)), (FRIDAY, 10, date(2026, 12, 11)),
        (FRIDAY + timedelta(days=1), 1, date(2026, 11, 30)),  # a Saturday is no day of the count
        (FRIDAY - timedelta(hours=10), 1, date(2026, 11, 30)),  # midnight in Shanghai: Friday has just begun
        (FRIDAY - timedelta(hours=10, seconds=1), 1, date(2026, 11, 27)),
    ],
)  # fmt: skip
def test_working_days_are_monday_to_friday_in_shanghai(since: datetime, days: int, day: date) -> None:
    assert working_day(since, days) == day


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (State.IN_REVIEW, date(2026, 12, 2)), (State.APPROVED, date(2026, 12, 8)),
        (State.IN_PRODUCTION, date(2026, 12, 8)), (State.AWAITING_PAYMENT, None), (State.REJECTED, None),
        (State.DONE, None), (State.REFUNDING, None),
    ],
)  # fmt: skip
def test_what_is_expected_by_state(state: State, day: date | None) -> None:
    assert expected_day(an_order(state, state_at=FRIDAY), TASK) == day


def test_of_deleted_data_nothing_is_expected() -> None:
    assert expected_day(an_order(State.IN_PRODUCTION, state_at=FRIDAY, erased_at=FRIDAY), TASK) is None


def shown(now: datetime) -> OrderView:
    order = an_order(State.IN_REVIEW, state_at=FRIDAY)
    return view(
        order,
        TASK,
        now,
        owns_claim=True,
        on_site=False,
        took_back=False,
        usual=None,
        history=[],
        sign=None,
        contact={},
    )


def test_an_order_tells_the_day_until_it_is_over() -> None:
    last = datetime(2026, 12, 2, 15, 59, 59, tzinfo=UTC)  # its last second in Shanghai
    assert (shown(FRIDAY).expected_on, shown(last).expected_on) == ("2026-12-02", "2026-12-02")
    assert shown(last + timedelta(seconds=1)).expected_on is None
    said = "提交后约 3 个工作日内审核，审核通过后约 7 个工作日内制作完成并报送。"
    assert shown(FRIDAY).task.delivery_text == said


def test_what_a_task_promises_by_default_needs_no_report_of_a_long_wait() -> None:
    """The platform wants to hear of what takes more than 15 days."""
    known = {field.name: field.default for field in fields(TASK)}
    usual = a_task(review_days=known["review_days"], production_days=known["production_days"])
    for day in range(7):
        paid = FRIDAY + timedelta(days=day)
        assert promised(usual, paid) - paid.date() <= timedelta(days=15)
    assert promised(a_task(review_days=60, production_days=150), FRIDAY) - FRIDAY.date() < timedelta(days=330)
