"""By which day, in Shanghai, a student may expect the next step, by the task's working days.  Pure.

Working days are Monday to Friday.  Holidays are not known here, so the day is an expectation and not a deadline.
"""

from __future__ import annotations

from datetime import date, datetime

from chalicelib.orders.model import Order, State
from chalicelib.shared.clock import SHANGHAI, add_days
from chalicelib.tasks.model import Task


def expected_day(order: Order, task: Task) -> date | None:
    """For a photo in review the day of the verdict, for an approved one the day it is made.  None where the branch has
    nothing to do, or the order was erased."""
    head = order.head
    if head.erased_at is not None:
        return None
    if head.state is State.IN_REVIEW:
        return working_day(head.state_at, task.review_days)
    if head.state in (State.APPROVED, State.IN_PRODUCTION):
        return working_day(head.state_at, task.production_days)
    return None


def promised(task: Task, paid_at: datetime) -> date:
    """The day by which everything is done for an order paid at `paid_at`, if its first photo passes."""
    return working_day(paid_at, task.review_days + task.production_days)


def working_day(since: datetime, days: int) -> date:
    """The date so many working days after the day of `since`."""
    return add_days(since, days, working=True).astimezone(SHANGHAI).date()
