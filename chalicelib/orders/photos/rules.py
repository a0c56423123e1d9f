"""May a photo be uploaded for an order now, and if not, why?"""

from __future__ import annotations

from datetime import datetime

from chalicelib.orders import errors
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.shared.errors import Conflicting
from chalicelib.tasks.model import Task


def may_upload(order: Order, task: Task, now: datetime, *, on_site: bool) -> bool:
    """Yes for a draft in an open task, and for an order whose photo must be replaced, while there is time and a try
    left."""
    return upload_refusal(order, task, now, on_site=on_site) is None


def upload_refusal(order: Order, task: Task, now: datetime, *, on_site: bool) -> type[Conflicting] | None:
    """CollectedOnSite, TaskNotOpen, PhotoNotWanted, DeadlinePassed or NoTriesLeft; None if a photo may be uploaded."""
    head = order.head
    if head.state is State.DRAFT:
        if on_site:
            return errors.CollectedOnSite
        return None if task.is_open(now) else errors.TaskNotOpen
    if head.state not in RESUBMITTABLE:
        return errors.PhotoNotWanted
    if head.deadline is None or now >= head.deadline:
        return errors.DeadlinePassed
    return None if head.state is State.CORRECTION or tries_left(order, task) else errors.NoTriesLeft


def out_of_tries(order: Order, task: Task) -> bool:
    """Whether the photo was rejected so often that only the branch can allow another one."""
    return order.head.state is State.REJECTED and tries_left(order, task) == 0


def tries_left(order: Order, task: Task) -> int:
    return max(0, rules_of(order, task).reject_limit + order.head.granted - order.head.rejections)
