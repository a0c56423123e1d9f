"""May a photo be uploaded for an order now?"""

from __future__ import annotations

from datetime import datetime

from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.tasks.model import Task


def may_upload(order: Order, task: Task, now: datetime) -> bool:
    """A draft in an open task, or an order whose photo is to be replaced in time and with tries left."""
    head = order.head
    if head.state is State.DRAFT:
        return task.is_open(now)
    if head.state not in RESUBMITTABLE or head.deadline is None or now >= head.deadline:
        return False
    return head.state is State.CORRECTION or tries_left(order, task) > 0


def tries_left(order: Order, task: Task) -> int:
    return max(0, task.reject_limit + order.head.granted - order.head.rejections)
