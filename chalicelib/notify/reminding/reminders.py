"""What a student is reminded of, and when.  Pure.

The reminder of a deadline is sent a day before it, or halfway if the deadline runs for less than two days; none is sent
if it runs for less than two hours, since the student has just acted.  CHSI shows a portrait about ten working days
after delivery, and only the student can confirm it there (图像校对).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.notify.circumstances import Case
from chalicelib.notify.notices import notice
from chalicelib.notify.wording import Message, fill_in
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.model import Order
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.tasks.model import Task

# At most one of these is due for an order.
BEFORE_DEADLINES, AFTER_DELIVERY = ("remind_submit", "remind_pay", "remind_resubmit"), "remind_proof"
LEAD = timedelta(hours=24)
SHORT = timedelta(hours=2)
PROOF_WORKING_DAYS = 10
PROOF_WINDOW = timedelta(days=4)  # so that missed runs are made up for
DAYTIME = range(9, 21)  # hours, Shanghai time: nobody is woken
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
    reminders = (_reminder(event, order, task, now, at) for event, at in due)
    return next((candidate for candidate in reminders if candidate is not None), None)


def by_day(now: datetime) -> bool:
    return now.astimezone(SHANGHAI).hour in DAYTIME


def reminded_from(since: datetime, deadline: datetime) -> datetime:
    """When the reminder of a deadline is sent, if one is: by day, and the evening before if the next morning would
    be too late.  since: when the deadline was set."""
    at = deadline - min(LEAD, (deadline - since) / 2)
    local = at.astimezone(SHANGHAI)
    if local.hour in DAYTIME[:-1]:  # the schedule runs once more by day
        return at
    evening = (local - timedelta(hours=DAYTIME[0])).replace(hour=DAYTIME[-2], minute=0, second=0, microsecond=0)
    morning = evening + timedelta(hours=24 - DAYTIME[-2] + DAYTIME[1])
    return at if morning <= deadline else max(since, evening)


def _soon(since: datetime, deadline: datetime, now: datetime) -> bool:
    return deadline - since >= SHORT and reminded_from(since, deadline) <= now < deadline


def _reminder(event: str, order: Order, task: Task, now: datetime, at: datetime) -> DueReminder | None:
    """at: the deadline, or the time of delivery."""
    case = Case(order=order, task=task, at=now)
    row = notice(event, case)
    if row is None:
        return None
    mark = f"{order.head.order_id}#{iso(at)}"
    return DueReminder(event=event, mark=mark, message=fill_in(row, case, deadline=at, dated=at))


def proof_due(now: datetime) -> datetime:
    """Whatever was delivered before this time should be confirmed by now: the same time of day, PROOF_WORKING_DAYS back
    (weekends do not count as working days, public holidays do)."""
    day, left = now.astimezone(SHANGHAI), PROOF_WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day
