"""Until when a student may still act on an order: the order's own time, or the task's end if the branch has moved that
forward since."""

from __future__ import annotations

from datetime import datetime

from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.tasks.model import Task


def until(order: Order, task: Task) -> datetime | None:
    """The end of the time to hand in a draft, to pay, or to hand in another photo; None where nothing waits for the
    student."""
    head = order.head
    if head.state is State.DRAFT:
        return _cut(head.due_at, task)
    if head.state is State.AWAITING_PAYMENT:
        return _cut(head.expires_at, task)
    return head.deadline if head.state in RESUBMITTABLE else None


def _cut(end: datetime | None, task: Task) -> datetime | None:
    return min(end, task.closes_at) if end else None
