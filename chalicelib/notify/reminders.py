"""What a student is reminded of, and when.  Pure.

A deadline is told a day before, or half of its time before when it has less than two days; one of under two hours is
not told: whoever has it just acted.  CHSI shows a portrait about ten working days after it was delivered, and only
the student can confirm it there (图像校对).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.notify.wording import Message, worded
from chalicelib.orders.deadlines import until
from chalicelib.orders.model import RESUBMITTABLE, Order, State
from chalicelib.orders.photos.rules import out_of_tries
from chalicelib.shared.clock import SHANGHAI, iso, shanghai
from chalicelib.tasks.model import Task

Kind = Literal["submit", "pay", "resubmit", "proof"]
LEAD = timedelta(hours=24)
SHORT = timedelta(hours=2)
PROOF_WORKING_DAYS = 10
PROOF_WINDOW = timedelta(days=4)  # runs that were missed are made up for
DAYTIME = range(9, 21)  # hours in Shanghai: nobody is woken
PROOF_HOUR = 10


@dataclass(frozen=True, kw_only=True)
class DueReminder:
    """mark: the same reminder has the same, so it is told once."""

    kind: Kind
    mark: str
    message: Message


def reminder(order: Order, task: Task, now: datetime) -> DueReminder | None:
    """What the order's owner should be reminded of now."""
    head = order.head
    if head.erased_at is not None:
        return None
    end, wanted = until(order, task), task.is_open(now)
    if end is not None and _soon(head.state_at, end, now):
        if head.state is State.DRAFT and wanted:
            hint = f"请在{shanghai(end)}前提交照片"
            return _made("submit", order, task, end, "待提交", hint, "即将取消，请提交照片")
        if head.state is State.AWAITING_PAYMENT and wanted:
            hint = f"请在{shanghai(end)}前支付"
            return _made("pay", order, task, end, "待支付", hint, "即将超时，请尽快支付")
        if head.state in RESUBMITTABLE and not out_of_tries(order, task):
            hint = f"请在{shanghai(end)}前重新提交"
            return _made("resubmit", order, task, end, "待重新提交", hint, "即将逾期，请重新提交")
    if head.state is State.IN_PRODUCTION and head.state_at <= proof_due(now):
        return _made("proof", order, task, head.state_at, "待校对", "请登录学信网确认图像校对", "待学信网图像校对")
    return None


def by_day(now: datetime) -> bool:
    return now.astimezone(SHANGHAI).hour in DAYTIME


def reminded_from(since: datetime, deadline: datetime) -> datetime:
    """When a deadline that runs since then is told of, if it is: by day, the evening before where the next morning is
    too late."""
    at = deadline - min(LEAD, (deadline - since) / 2)
    local = at.astimezone(SHANGHAI)
    if local.hour in DAYTIME[:-1]:  # the schedule runs once more by day
        return at
    evening = (local - timedelta(hours=DAYTIME[0])).replace(hour=DAYTIME[-2], minute=0, second=0, microsecond=0)
    morning = evening + timedelta(hours=24 - DAYTIME[-2] + DAYTIME[1])
    return at if morning <= deadline else max(since, evening)


def _soon(since: datetime, deadline: datetime, now: datetime) -> bool:
    return deadline - since >= SHORT and reminded_from(since, deadline) <= now < deadline


def _made(kind: Kind, order: Order, task: Task, at: datetime, phrase: str, hint: str, sms: str) -> DueReminder:
    said = worded(order, task, at, "state", phrase, hint, sms=sms)
    return DueReminder(kind=kind, mark=f"{order.head.order_id}#{iso(at)}", message=said)


def proof_due(now: datetime) -> datetime:
    """What was delivered until then is confirmed by now: the same time of day, working days back (no holidays)."""
    day, left = now.astimezone(SHANGHAI), PROOF_WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day
