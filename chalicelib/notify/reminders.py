"""What a student is reminded of, and when.  Pure.

A deadline is told a day before, or half of its time before when it has less than two days; one of under two hours is
not told: whoever has it just acted.  CHSI shows a portrait about ten working days after it was delivered, and only
the student can confirm it there (图像校对).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.notify.circumstances import Case
from chalicelib.notify.notices import notice
from chalicelib.notify.wording import Message, worded
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.model import Order
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.tasks.model import Task

# Of these at most one fits an order.
BEFORE_DEADLINES, AFTER_DELIVERY = ("remind_submit", "remind_pay", "remind_resubmit"), "remind_proof"
LEAD = timedelta(hours=24)
SHORT = timedelta(hours=2)
PROOF_WORKING_DAYS = 10
PROOF_WINDOW = timedelta(days=4)  # runs that were missed are made up for
DAYTIME = range(9, 21)  # hours in Shanghai: nobody is woken
PROOF_HOUR = 10


@dataclass(frozen=True, kw_only=True)
class DueReminder:
    """mark: the idempotency key, equal for equal reminders, so each is sent once."""

    event: str
    mark: str
    message: Message


def reminder(order: Order, task: Task, now: datetime) -> DueReminder | None:
    """What the order's owner should be reminded of now."""
    if order.head.erased_at is not None:
        return None
    end, since = until(order, task), order.head.state_at
    due = [(event, end) for event in BEFORE_DEADLINES if end is not None and _soon(since, end, now)]
    if since <= proof_due(now):
        due.append((AFTER_DELIVERY, since))
    made = (_made(event, order, task, now, at) for event, at in due)
    return next((one for one in made if one is not None), None)


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


def _made(event: str, order: Order, task: Task, now: datetime, at: datetime) -> DueReminder | None:
    """at: the deadline, or when it was delivered."""
    case = Case(order=order, task=task, at=now)
    found = notice(event, case)
    said = worded(found, case, deadline=at, dated=at) if found else None
    return DueReminder(event=event, mark=f"{order.head.order_id}#{iso(at)}", message=said) if said else None


def proof_due(now: datetime) -> datetime:
    """What was delivered until then is confirmed by now: the same time of day, working days back (no holidays)."""
    day, left = now.astimezone(SHANGHAI), PROOF_WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day
