"""An order as the branch's desk sees it: more than its owner sees, but no contact data and no photo, the name masked,
and for whoever has to do with payments alone the student number, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from chalicelib.api.desk.happened import Happened, happened
from chalicelib.desk.possible_actions import impossible_actions, possible_actions
from chalicelib.identity.model import Person
from chalicelib.identity.view import masked_number
from chalicelib.orders.couriers import name_of
from chalicelib.orders.labels import LABELS, REFUND_LABELS, WAITS
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.model import Head, Order, Photo, Rejection
from chalicelib.orders.money_model import Refund, left_of
from chalicelib.orders.photos.rules import tries_left
from chalicelib.orders.screen.details import Detail, details
from chalicelib.orders.screen.masked import masked
from chalicelib.orders.screen.view import StudentBrief, student_view
from chalicelib.pay.refunds import BY_STAFF, REASONS
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules
from chalicelib.wire import wire

# How an order's student was identified: by whom the code was opened, which anybody can write unless it was encrypted.
READERS = {"agency": "加密采集码", "": "采集码"}  # any other reader's is not encrypted
SOURCES = {"picture": "图片", "text": "文字", "form": "学生填写"}
UNREADABLE_NUMBER = "（读不出的号码）"  # in the place of an account's number that does not open
CAUSES = {"student": "STUDENT", "staff": "STAFF"}


class PhotoRow(Struct, frozen=True):
    """report: as the engine wrote it; the picture itself is asked for apart, and that is audited."""

    photo_no: int
    state: str
    asked_at: str
    findings: list[dict[str, Any]]


class AttemptRow(Struct, frozen=True):
    """outside: fen that went back on the channel's own page; left: fen of it that did not go back yet, and is not asked
    for as a refund of a part."""

    attempt_no: int
    channel: str
    kind: str
    state: str
    amount: int
    amount_text: str
    paid_amount: int | None
    paid_at: str | None
    transaction_id: str
    outside: int
    left: int


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


class MayDo(Struct, frozen=True):
    """attempt_no: of the payment it is about; two: it waits until a second person agrees."""

    action: str
    attempt_no: int | None
    two: bool


class MayNot(Struct, frozen=True):
    """why: whose it is, what the order would have to be, or what it waits for."""

    action: str
    why: str


class StudentAccount(Struct, frozen=True):
    """phone: masked, or in brackets that it does not open."""

    person_id: str
    phone: str
    created_at: str
    last_seen_at: str
    wechat: bool


class AppealRow(Struct, frozen=True):
    """A photo that the machine refused and its student asked a person about.  Why, only its reviewers read."""

    photo_no: int
    at: str


class DeskOrder(Struct, frozen=True):
    """An order for the branch's desk.

    number: what people call it; details: of the student, without contact data; identified_by: by what the student was,
    in words; correcting: after delivery; undecided: a
    deadline passed and somebody must decide what becomes of the order; rules: those the student accepted, the task's
    until they hand in; to_correct: while correcting, whatever its photos were rejected for since; actions: what this
    member of staff may do to it now; refused: what they may not, and why; account: of its owner, for whoever may find
    orders.  photos, history, actions and refused are empty in a list, and account is null; an order in review has its
    photos.
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
    identified_by: str
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
    refused: list[MayNot]
    account: StudentAccount | None


def money_only(who: Staff) -> bool:
    """Whether somebody has to do with payments alone: for that, nobody needs a student number."""
    return who.roles == {StaffRole.FINANCE}


def desk_order(
    who: Staff,
    order: Order,
    task: Task,
    history: Sequence[Happened] = (),
    actions: Sequence[MayDo] = (),
    refused: Sequence[MayNot] = (),
    account: StudentAccount | None = None,
) -> DeskOrder:
    """As `who` may see it: the name masked, for money's sake alone the student number, too."""
    order = masked(order, number=money_only(who))
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
        identified_by=identified_by(head, task),
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
        refused=list(refused),
        account=account,
    )


def identified_by(head: Head, task: Task) -> str:
    """`加密采集码（图片）`, `未加密的采集码（图片）`, `未加密的采集码，码未验证（文字）` or `学生填写`.  A code that
    stands on the task's roster is verified."""
    source = SOURCES.get(head.source, head.source)
    plain = "未加密的采集码" if task.roster == "CODES" else "未加密的采集码，码未验证"
    return source if head.source == "form" else f"{READERS.get(head.reader, plain)}（{source}）"


def student_account(person: Person) -> StudentAccount:
    return StudentAccount(
        person.person_id,
        masked_number(person, UNREADABLE_NUMBER),
        iso(person.created_at),
        iso(person.last_seen_at),
        bool(person.wechat),
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
            each.gone_outside,
            left_of(each, order.refunds),
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
    task, now, channels = wire().student.tasks.get(order.head.task_id), wire().clock(), wire().outside.offered
    owner = wire().stores.people.get(order.head.person_id) if who.has(StaffRole.MANAGER, StaffRole.FINANCE) else None
    return desk_order(
        who,
        order,
        task,
        happened(who, wire().stores.orders.history(order.head.order_id)),
        [MayDo(each.action, each.attempt_no, each.two) for each in possible_actions(who, order, task, now, channels)],
        [MayNot(each.action, each.why) for each in impossible_actions(who, order, task, now, channels)],
        student_account(owner) if owner else None,
    )
