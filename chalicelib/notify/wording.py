"""What a student is told of an event, filled in and cut to what WeChat's fields and an SMS hold.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.notify.circumstances import Case
from chalicelib.notify.notices import PARAMETER, THING, Notice, SmsTemplate, Template, notice
from chalicelib.orders.machine.decide import ASKER
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI, shanghai
from chalicelib.shared.names import masked
from chalicelib.tasks.model import Task

PAGE, HOME = "pages/orders/detail/detail", "pages/home/home/home"  # of the mini-program


@dataclass(frozen=True, kw_only=True)
class Message:
    """fields: of the template, by name; page: where a tap leads; sms: the parameters of an SMS (whose order it is,
    her school, what happened), none where none is sent; sms_template: the one it goes by."""

    template: Template
    fields: Mapping[str, str]
    page: str
    sms: tuple[str, ...]
    sms_template: SmsTemplate | None


def message(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for the order's owner, or None if she is not told of the event."""
    case = _case(record, order, task)
    found = notice(record.event, case)
    return worded(found, case, deadline=order.head.deadline) if found else None


def farewell(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for whoever had the order before, or None if nobody lost it."""
    case = _case(record, order, task)
    found = notice(record.event, case, "before")
    return replace(worded(found, case), page=HOME) if found else None


def answer(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for whoever said that the order's collection code is hers, once that is decided; None if nobody did,
    or she has the order now."""
    if record.data.get(ASKER, order.head.person_id) == order.head.person_id:
        return None
    case = _case(record, order, task)
    found = notice(record.event, case, "asker")
    return replace(worded(found, case), page=HOME) if found else None


def worded(found: Notice, case: Case, *, deadline: datetime | None = None, dated: datetime | None = None) -> Message:
    """The row's words for this order.  dated: the time it names, that of the case by default."""
    order, at = case.order, (dated or case.at).astimezone(SHANGHAI)
    hint = found.hint.format(deadline=shanghai(deadline) if deadline else "", fault=_fault(order))
    by_sms = found.sms is not None and found.sms_when(case)
    return Message(
        template=found.template,
        page=f"{PAGE}?order_id={order.head.order_id}&notice={found.template}",
        sms=_in_sms(order, found.in_sms or found.phrase) if by_sms else (),
        sms_template=found.sms if by_sms else None,
        fields={
            "thing1": case.task.title[:THING],
            "phrase2": found.phrase,
            "thing3": hint[:THING],
            "date4": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        },
    )


def _case(record: EventRecord, order: Order, task: Task) -> Case:
    return Case(order=order, task=task, at=record.at, record=record)


def _fault(order: Order) -> str:
    """What the branch asked to be corrected, in its own words or the first reason's."""
    said = order.head.rejection
    return (said.note or next((reason.message for reason in said.reasons), "")) if said else ""


def _in_sms(order: Order, happened: str) -> tuple[str, ...]:
    student = order.head.student
    return masked(student.name) or "您", student.school_name[:PARAMETER], happened[:PARAMETER]
