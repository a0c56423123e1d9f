"""An order as the branch's desk sees it: more than its owner, and still no contact data and no photo."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from chalicelib.orders.labels import EVENT_LABELS, LABELS, REFUND_LABELS, WAITS
from chalicelib.orders.model import EventRecord, Order, Photo, Refund, Rejection
from chalicelib.orders.photo_rules import tries_left
from chalicelib.orders.views import StudentBrief, student_view
from chalicelib.pay.refunds import REASONS
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan
from chalicelib.tasks.model import Task

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
    at: str
    event: str
    label: str
    by: str
    staff_id: str | None


class DeskOrder(Struct, frozen=True):
    """correcting: after delivery; undecided: a deadline passed and somebody must say what becomes of it."""

    order_id: str
    state: str
    label: str
    seq: int
    task_id: str
    task_title: str
    student: StudentBrief
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
    photo_no: int | None
    photos: list[PhotoRow]
    attempts: list[AttemptRow]
    refunds: list[RefundRow]
    package: str | None
    courier: str | None
    waybill: str | None
    history: list[Happened]


def desk_order(order: Order, task: Task, history: list[EventRecord]) -> DeskOrder:
    """history: empty where a list is shown."""
    head = order.head
    return DeskOrder(
        order_id=head.order_id, state=head.state.value, label=LABELS[head.state], seq=head.seq, task_id=task.task_id,
        task_title=task.title, student=student_view(order), opened_at=iso(head.opened_at), price=head.price,
        price_text=None if head.price is None else yuan(Fen(head.price)), paid=order.paid_attempt() is not None,
        late=head.late, rejections=head.rejections, tries_left=tries_left(order, task),
        deadline=iso(head.deadline) if head.deadline else None, undecided=head.undecided, correcting=head.correcting,
        rejection=head.rejection, photo_no=head.photo_no, photos=[photo_row(photo) for photo in order.photos],
        attempts=_attempts(order), refunds=[refund_row(one) for one in order.refunds], package=head.package,
        courier=head.posting.courier if head.posting else None, waybill=head.posting.number if head.posting else None,
        history=[_happened(record) for record in history],
    )  # fmt: skip


def photo_row(photo: Photo) -> PhotoRow:
    findings = list(photo.report["findings"]) if photo.report else []
    return PhotoRow(photo.photo_no, photo.state.value, iso(photo.asked_at), findings)


def _attempts(order: Order) -> list[AttemptRow]:
    return [
        AttemptRow(
            one.attempt_no, one.channel, one.kind, one.state.value, one.amount, yuan(one.amount), one.paid_amount,
            iso(one.paid_at) if one.paid_at else None, one.transaction_id,
        )
        for one in order.attempts
    ]  # fmt: skip


def refund_row(refund: Refund) -> RefundRow:
    return RefundRow(
        attempt_no=refund.attempt_no, try_no=refund.try_no, state=refund.state.value,
        label=REFUND_LABELS[refund.state], amount=refund.amount, amount_text=yuan(refund.amount),
        cause=CAUSES.get(refund.by, "AUTOMATIC"), reason=REASONS.get(refund.reason, refund.reason),
        requested_at=iso(refund.requested_at), waits=WAITS.get(refund.waits, ""),
    )  # fmt: skip


def _happened(record: EventRecord) -> Happened:
    staff_id = record.actor.id if record.actor.kind == "staff" else None
    return Happened(
        iso(record.at), record.event, EVENT_LABELS.get(record.event, record.event), record.actor.kind, staff_id
    )
