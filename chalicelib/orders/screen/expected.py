"""By which day a student may expect what comes next, in Shanghai, by the task's working days.  Pure.

Working days are Monday to Friday; holidays are known to nobody here, so a day is what is expected and no deadline.
"""

from __future__ import annotations

from datetime import date, datetime

from chalicelib.orders.model import Order, State
from chalicelib.shared.clock import SHANGHAI, add_days
from chalicelib.tasks.model import Task


def expected(order: Order, task: Task) -> date | None:
    """The verdict's day for a photo in review, the day it is made for one that passed; None where nothing is expected
    of the branch, or the student's data went."""
    head = order.head
    if head.erased_at is not None:
        return None
    if head.state is State.IN_REVIEW:
        return working_day(head.state_at, task.review_days)
    if head.state in (State.APPROVED, State.IN_PRODUCTION):
        return working_day(head.state_at, task.production_days)
    return None


def promised(task: Task, paid_at: datetime) -> date:
    """The day by which everything is done that was paid for then, if the first photo passes."""
    return working_day(paid_at, task.review_days + task.production_days)


def working_day(since: datetime, days: int) -> date:
    """So many working days after the day of an instant."""
    return add_days(since, days, working=True).astimezone(SHANGHAI).date()
