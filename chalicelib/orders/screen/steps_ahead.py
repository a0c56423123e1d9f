"""What happens after an order's student has done their part, step by step."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from chalicelib.orders.model import Order, State
from chalicelib.orders.screen.review_time import usual_text
from chalicelib.tasks.model import Task, TaskType


class Ahead(Struct, frozen=True):
    """One step.  tells: by which day, or what to know about it."""

    title: str
    tells: str


REVIEW, RESULT = "人工审核", "结果会在订单中显示。"
MADE: dict[TaskType, str] = {"GROUP": "制作并报送学信网", "INDIVIDUAL": "制作、报送学信网并寄送照片"}
CHECK = Ahead("登录学信网校对图像", "报送后请按学校通知校对。")
DONE_BEFORE = {State.AWAITING_PAYMENT: 0, State.IN_REVIEW: 0, State.APPROVED: 1, State.IN_PRODUCTION: 1}


def ahead(order: Order, task: Task, expected_on: date | None, usual: timedelta | None) -> list[Ahead]:
    """The next step first, with the day it is expected by, or the time it usually takes where that is known.  Empty for
    an order that waits for something else or was erased."""
    head = order.head
    if head.state not in DONE_BEFORE or head.erased_at is not None:
        return []
    if head.posting is not None:
        return [CHECK]
    approved = head.state in (State.APPROVED, State.IN_PRODUCTION)
    making = Ahead(MADE[task.task_type], "您不用操作。" if approved else "审核通过后办理，您不用操作。")
    review = Ahead(REVIEW, f"通常 {usual_text(usual)}内审核，{RESULT}" if usual else RESULT)
    first, *rest = [review, making, CHECK][DONE_BEFORE[head.state] :]
    if expected_on is not None and (approved or not usual):
        first = Ahead(first.title, f"预计 {expected_on.month}月{expected_on.day}日 前完成。")
    return [first, *rest]
