"""An order as the branch's desk sees it: more than its owner sees, but no contact data and no photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from chalicelib.desk.possible_actions import possible_actions
from chalicelib.orders.couriers import name_of
from chalicelib.orders.labels import EVENT_LABELS, LABELS, REFUND_LABELS, WAITS
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.model import EventRecord, Order, Photo, Rejection
from chalicelib.orders.money_model import Refund
from chalicelib.orders.photos.rules import tries_left
from chalicelib.orders.screen.details import Detail, details
from chalicelib.orders.screen.view import StudentBrief, student_view
from chalicelib.pay.refunds import BY_STAFF, REASONS
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules
from chalicelib.wire import wire

CAUSES = {"student": "STUDENT", "staff": "STAFF"}


class PhotoRow(Struct, frozen=True):
    """report: as the engine wrote it; the picture itself is asked for apart, and that is audited."""

    photo_no: int
    state: str
    asked_at: str
    findings: list[dict[str, Any]]


class AttemptRow(Struct, frozen=True):
    attempt_no: int
    channel: str
    kind: str
    state: str
    amount: int
    amount_text: str
    paid_amount: int | None
    paid_at: str | None
    transaction_id: str


class RefundRow(Struct, frozen=True):
    """cause: AUTOMATIC (money without an order to pay for, or an overdue resubmission), STUDENT or STAFF; reason: in
    words; waits: why the channel will not have it now, or empty."""

    attempt_no: int
    try_no: int
    state: str
    label: str
    amount: int
    amount_text: str
    cause: str
    reason: str
    requested_at: str
    waits: str


class Happened(Struct, frozen=True):
    """by: student, staff, clock, channel, deliver or purge; name: of the staff."""

    at: str
    event: str
    label: str
    by: str
    staff_id: str | None
    name: str | None


class MayDo(Struct, frozen=True):
    """attempt_no: of the payment it is about; two: it waits until a second person agrees."""

    action: str
    attempt_no: int | None
    two: bool


class AppealRow(Struct, frozen=True):
    """A photo that the machine refused and its student asked a person about.  Why, only its reviewers read."""

    photo_no: int
    at: str


class DeskOrder(Struct, frozen=True):
    """An order for the branch's desk.

    number: what people call it; details: of the student, without contact data; correcting: after delivery; undecided: a
    deadline passed and somebody must decide what becomes of the order; rules: those the student accepted, the task's
    until they hand in; to_correct: while correcting, whatever its photos were rejected for since; actions: what this
    member of staff may do to it now.  history and actions are empty in a list.
    """

    order_id: str
    number: str
    state: str
    label: str
    seq: int
    task_id: str
    task_title: str
    student: StudentBrief
    details: list[Detail]
    opened_at: str
    price: int | None
    price_text: str | None
    paid: bool
    late: bool
    rejections: int
    tries_left: int
    deadline: str | None
    undecided: bool
    correcting: bool
    rejection: Rejection | None
    to_correct: Rejection | None
    rules: Rules
    photo_no: int | None
    photos: list[PhotoRow]
    appeals: list[AppealRow]
    attempts: list[AttemptRow]
    refunds: list[RefundRow]
    package: str | None
    courier: str | None
    waybill: str | None
    history: list[Happened]
    actions: list[MayDo]


def desk_order(order: Order, task: Task, history: Sequence[Happened] = (), actions: Sequence[MayDo] = ()) -> DeskOrder:
    head = order.head
    return DeskOrder(
        order_id=head.order_id,
        number=head.shown_number,
        state=head.state.value,
        label=LABELS[head.state],
        seq=head.seq,
        task_id=task.task_id,
        task_title=task.title,
        student=student_view(order),
        details=details(head.student),
        opened_at=iso(head.opened_at),
        price=head.price,
        price_text=None if head.price is None else yuan(Fen(head.price)),
        paid=order.paid_attempt() is not None,
        late=head.late,
        rejections=head.rejections,
        tries_left=tries_left(order, task),
        deadline=iso(head.deadline) if head.deadline else None,
        undecided=head.undecided,
        correcting=head.correcting,
        rejection=head.rejection,
        to_correct=head.correction.said if head.correction else None,
        rules=rules_of(order, task),
        photo_no=head.photo_no,
        photos=[photo_row(photo) for photo in order.photos],
        appeals=[AppealRow(each.photo_no, iso(each.at)) for each in head.appeals],
        attempts=_attempts(order),
        refunds=[refund_row(each) for each in order.refunds],
        package=head.package,
        courier=name_of(head.posting.courier) if head.posting else None,
        waybill=head.posting.number if head.posting else None,
        history=list(history),
        actions=list(actions),
    )


def photo_row(photo: Photo) -> PhotoRow:
    findings = list(photo.report["findings"]) if photo.report else []
    return PhotoRow(photo.photo_no, photo.state.value, iso(photo.asked_at), findings)


def _attempts(order: Order) -> list[AttemptRow]:
    return [
        AttemptRow(
            each.attempt_no,
            each.channel,
            each.kind,
            each.state.value,
            each.amount,
            yuan(each.amount),
            each.paid_amount,
            iso(each.paid_at) if each.paid_at else None,
            each.transaction_id,
        )
        for each in order.attempts
    ]


def refund_row(refund: Refund) -> RefundRow:
    return RefundRow(
        attempt_no=refund.attempt_no,
        try_no=refund.try_no,
        state=refund.state.value,
        label=REFUND_LABELS[refund.state],
        amount=refund.amount,
        amount_text=yuan(refund.amount),
        cause=CAUSES.get(refund.by, "AUTOMATIC"),
        reason=REASONS.get(refund.reason, BY_STAFF),
        requested_at=iso(refund.requested_at),
        waits=WAITS.get(refund.waits, ""),
    )


def order_for(who: Staff, order: Order) -> DeskOrder:
    """An order with its whole history, and what `who` may do to it now."""
    task = wire().student.tasks.get(order.head.task_id)
    return desk_order(
        order,
        task,
        _history(who, wire().stores.orders.history(order.head.order_id)),
        [
            MayDo(each.action, each.attempt_no, each.two)
            for each in possible_actions(who, order, task, wire().clock(), wire().outside.offered)
        ],
    )


def _history(who: Staff, records: list[EventRecord]) -> list[Happened]:
    names = {who.staff_id: who.name}
    for staff_id in {record.actor.id for record in records if record.actor.kind == "staff"} - names.keys():
        if account := wire().stores.staff.get(staff_id):
            names[staff_id] = account.name
    return [_happened(record, names) for record in records]


def _happened(record: EventRecord, names: Mapping[str, str]) -> Happened:
    staff_id = record.actor.id if record.actor.kind == "staff" else None
    return Happened(
        iso(record.at),
        record.event,
        EVENT_LABELS.get(record.event, record.event),
        record.actor.kind,
        staff_id,
        names.get(staff_id) if staff_id else None,
    )
