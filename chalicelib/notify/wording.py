"""The text of a message about an event, cut to the lengths of WeChat's fields and an SMS.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.notify.circumstances import Case
from chalicelib.notify.notices import PARAMETER, THING, Notice, SmsTemplate, Template, notice
from chalicelib.orders.machine.decide import ASKER
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI, shanghai
from chalicelib.shared.names import mask_name
from chalicelib.tasks.model import Task

PAGE, HOME = "pages/orders/detail/detail", "pages/home/home/home"  # of the mini-program


@dataclass(frozen=True, kw_only=True)
class Message:
    """fields: template field → text; page: where a tap leads; sms: the SMS parameters (masked name, school, what
    happened), empty if no SMS is sent; sms_template: its template, None if no SMS is sent; both: as in `Notice`."""

    template: Template
    fields: Mapping[str, str]
    page: str
    sms: tuple[str, ...]
    sms_template: SmsTemplate | None
    both: bool = False

    @property
    def in_words(self) -> str:
        return f"{self.fields['phrase2']}：{self.fields['thing3']}"


def message(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for the order's owner, or None if the event calls for none."""
    case = _case(record, order, task)
    row = notice(record.event, case)
    return fill_in(row, case, deadline=order.head.deadline) if row else None


def farewell(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for whoever had the order before, or None if it did not change hands."""
    case = _case(record, order, task)
    row = notice(record.event, case, "before")
    return replace(fill_in(row, case), page=HOME) if row else None


def answer(record: EventRecord, order: Order, task: Task) -> Message | None:
    """The message for whoever claimed the order's collection code, once the claim is decided; None if nobody did, or if
    the claimant has the order now."""
    if record.data.get(ASKER, order.head.person_id) == order.head.person_id:
        return None
    case = _case(record, order, task)
    row = notice(record.event, case, "asker")
    return replace(fill_in(row, case), page=HOME) if row else None


def fill_in(row: Notice, case: Case, *, deadline: datetime | None = None, dated: datetime | None = None) -> Message:
    """The row's message for this order.  dated: the date it shows, the case's time by default."""
    order, at = case.order, (dated or case.at).astimezone(SHANGHAI)
    hint = row.hint.format(deadline=shanghai(deadline) if deadline else "", fault=_fault(order))
    by_sms = row.sms is not None and row.sms_when(case)
    return Message(
        template=row.template,
        page=f"{PAGE}?order_id={order.head.order_id}&notice={row.template}",
        sms=_in_sms(order, row.in_sms or row.phrase) if by_sms else (),
        sms_template=row.sms if by_sms else None,
        both=row.both,
        fields={
            "thing1": case.task.title[:THING],
            "phrase2": row.phrase,
            "thing3": hint[:THING],
            "date4": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        },
    )


def in_any_case(message: Message, order: Order) -> Message:
    """The message with an SMS, which says the phrase, whether or not its row has one."""
    sms = _in_sms(order, message.fields["phrase2"])
    return replace(message, sms=sms, sms_template=message.sms_template or "remind")


def _case(record: EventRecord, order: Order, task: Task) -> Case:
    return Case(order=order, task=task, at=record.at, record=record)


def _fault(order: Order) -> str:
    """What the branch asked to be corrected: its own note, else the text of the first reason, else ""."""
    rejection = order.head.rejection
    return (rejection.note or next((reason.message for reason in rejection.reasons), "")) if rejection else ""


def _in_sms(order: Order, happened: str) -> tuple[str, ...]:
    student = order.head.student
    return mask_name(student.name) or "您", student.school_name[:PARAMETER], happened[:PARAMETER]
