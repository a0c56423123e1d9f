"""An order as a screen shows it.

The actions come from the state machine; no client works out what is possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby

import msgspec

from chalicelib.identity.phone import mask
from chalicelib.orders import events as ev
from chalicelib.orders.claims.ownership import held_until
from chalicelib.orders.couriers import name_of
from chalicelib.orders.labels import (
    CLOSING,
    EVENT_LABELS,
    LABELS,
    QUIET_EVENTS,
    TONES,
    Tone,
)
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.model import RESUBMITTABLE, EventRecord, Head, Order, Rejection, State
from chalicelib.orders.number import grouped
from chalicelib.orders.photos.rules import tries_left
from chalicelib.orders.questions import Question, contact_questions
from chalicelib.orders.screen.appeals import AppealView, appeal_view
from chalicelib.orders.screen.awaited_messages import NoticeKind, awaited_notices
from chalicelib.orders.screen.details import Detail, details
from chalicelib.orders.screen.offers import actions, closing
from chalicelib.orders.screen.photos import PhotoView, Sign, photo_view
from chalicelib.orders.screen.receipts import Receipt, receipts
from chalicelib.orders.screen.review_time import still_usual, usual_text
from chalicelib.orders.screen.standings import Standing, expected_on
from chalicelib.orders.screen.steps_ahead import Ahead, ahead
from chalicelib.orders.screen.ways_out import Step, Tab, WayOut, open_until, tab_of, waits, way_out
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan
from chalicelib.tasks.model import CollectMode, Contact, Covers, Glasses, Task, TaskType
from chalicelib.tasks.rules import delivery_text


class Deadlines(msgspec.Struct, frozen=True):
    """Instants, null where there is none.  draft: until when the draft exists; hold: until when nobody else who types
    the same student number may take it over; pay: the end of the time to pay; resubmit: of the time to hand in another
    photo."""

    draft: str | None
    hold: str | None
    pay: str | None
    resubmit: str | None


class PaymentView(msgspec.Struct, frozen=True):
    attempt_no: int
    channel: str
    state: str


class TaskBrief(msgspec.Struct, frozen=True):
    """What an order's screens need of its task.

    code: as students type it; background: its RGB; refund_text: as it was when the photo was handed in; people: whom to
    call at the branch; contacts: the same in one sentence.
    """

    task_id: str
    code: str
    title: str
    task_type: TaskType
    collect_mode: CollectMode
    background: tuple[int, int, int]
    glasses: Glasses
    covers: Covers
    refund_text: str
    allow_album: bool
    delivery_text: str
    kept_text: str
    contacts: str
    people: list[Contact]


class StudentBrief(msgspec.Struct, frozen=True):
    """What staff may see too: it has no contact data."""

    name: str
    school_code: str
    school_name: str
    level: str
    student_no: str
    college: str
    department: str
    major: str
    class_name: str
    id_tail_known: bool


class OrderContact(msgspec.Struct, frozen=True):
    """For the owner only, who must check it before paying.  contact_phone: masked, like the account's."""

    contact_phone: str
    email: str
    consignee: str
    address: str
    layout: str


class PostingView(msgspec.Struct, frozen=True):
    """Where the prints are: the courier's usual name, the waybill, and when it was last entered."""

    courier: str
    waybill: str
    posted_at: str


class Moment(msgspec.Struct, frozen=True):
    at: str
    event: str
    label: str


class OrderView(msgspec.Struct, frozen=True):
    """An order for its owner.

    number: what people call it, twelve digits, or the id if the order is older than the numbers; number_text: the same
    in fours, as it is shown; photo_no: of the photo handed in last; expected_on: the day in Shanghai by which the next
    step is expected, null where nothing is expected or that day is over; notices: kinds of WeChat messages that may
    still come and that a tap may ask for; way_out: what happens now; ahead: what follows the student's part; next: the
    one thing to do, null where there is nothing; waits: whether nothing happens until the owner does something; until:
    the end of the time for it, null where there is none; tab: the list it is in besides that of all orders; details: of
    the student; contact_questions: for the data that they may change.
    """

    order_id: str
    number: str
    number_text: str
    state: str
    label: str
    tone: Tone
    seq: int
    opened_at: str
    task: TaskBrief
    student: StudentBrief
    contact: OrderContact
    details: list[Detail]
    contact_questions: list[Question]
    price: int | None
    price_text: str | None
    paid: bool
    deadlines: Deadlines
    expected_on: str | None
    tries_left: int
    photo_no: int | None
    photo: PhotoView | None
    appeal: AppealView | None
    rejection: Rejection | None
    posting: PostingView | None
    payment: PaymentView | None
    receipts: list[Receipt]
    notices: list[NoticeKind]
    way_out: WayOut
    ahead: list[Ahead]
    next: Step | None
    waits: bool
    until: str | None
    tab: Tab | None
    actions: list[str]
    timeline: list[Moment]


def view(
    order: Order,
    task: Task,
    now: datetime,
    *,
    owns_claim: bool,
    on_site: bool,
    took_back: bool,
    usual: timedelta | None,
    history: list[EventRecord],
    sign: Sign | None,
    contact: Mapping[str, str],
) -> OrderView:
    """Everything a screen needs of an order, and no more.  usual: within which time photos are decided at present;
    contact: the contact data, unsealed."""
    head, late, hold = order.head, closing(order, now), held_until(order)
    newest = order.newest_photo() if head.state in (State.DRAFT, *RESUBMITTABLE) else order.photo(head.photo_no)
    newest = newest or (order.photos[-1] if order.photos else None)
    may = actions(order, task, now, owns_claim=owns_claim, on_site=on_site)
    standing = Standing(
        order=order,
        task=task,
        now=now,
        actions=may,
        history=history,
        owns_claim=owns_claim,
        on_site=on_site,
        took_back=took_back,
        usual=usual,
    )
    soon = usual if still_usual(head, usual, now) else None
    (out, then), next_day, end = way_out(standing), expected_on(order, task, now), until(order, task)
    open_end, owner_contact = open_until(standing), contact_view(contact)
    contact_texts = msgspec.structs.asdict(owner_contact)
    unpayable = head.state is State.AWAITING_PAYMENT and "pay" not in may
    coming = [] if unpayable else ahead(order, task, next_day, soon)
    price = head.price if head.price is not None else task.price
    last = order.attempts[-1] if order.attempts else None
    return OrderView(
        order_id=head.order_id,
        number=head.shown_number,
        number_text=grouped(head.shown_number),
        state=head.state.value,
        label=CLOSING if late else LABELS[head.state],
        tone=TONES[head.state],
        seq=head.seq,
        opened_at=iso(head.opened_at),
        task=task_view(order, task, soon),
        student=student_view(order),
        contact=owner_contact,
        details=details(head.student, contact_texts),
        contact_questions=contact_questions(task, contact_texts),
        price=price,
        price_text=yuan(Fen(price)),
        paid=order.paid_attempt() is not None,
        deadlines=Deadlines(
            draft=iso(end) if head.state is State.DRAFT and end else None,
            hold=iso(min(hold, end or hold)) if hold and now < hold else None,
            pay=iso(end) if head.state is State.AWAITING_PAYMENT and end else None,
            resubmit=iso(end) if head.state in RESUBMITTABLE and end else None,
        ),
        expected_on=next_day.isoformat() if next_day else None,
        tries_left=tries_left(order, task),
        photo_no=head.photo_no,
        photo=photo_view(newest, head, sign) if newest else None,
        appeal=appeal_view(order, task, may),
        rejection=head.rejection if head.state in RESUBMITTABLE else None,
        posting=posting_view(head, history),
        payment=PaymentView(last.attempt_no, last.channel, last.state.value) if last else None,
        receipts=receipts(order, history),
        notices=awaited_notices(head),
        way_out=out,
        ahead=coming,
        next=then,
        waits=waits(then),
        until=iso(open_end) if open_end else None,
        tab=tab_of(order),
        actions=may,
        timeline=timeline(history),
    )


def task_view(order: Order, task: Task, usual: timedelta | None) -> TaskBrief:
    return TaskBrief(
        task_id=task.task_id,
        code=task.code,
        title=task.title,
        task_type=task.task_type,
        collect_mode=task.collect_mode,
        background=task.background.rgb,
        glasses=task.glasses,
        covers=task.covers,
        refund_text=rules_of(order, task).refund_text,
        allow_album=task.allow_album,
        delivery_text=delivery_text(task.review_days, task.production_days, usual_text(usual) if usual else ""),
        kept_text=task.kept_text,
        contacts=task.contact_text(),
        people=list(task.contacts_of("BRANCH")),
    )


def posting_view(head: Head, history: list[EventRecord]) -> PostingView | None:
    if head.posting is None:
        return None
    at = max((record.at for record in history if record.event == ev.Post.name), default=head.state_at)
    return PostingView(name_of(head.posting.courier), head.posting.number, iso(at))


def timeline(history: list[EventRecord]) -> list[Moment]:
    """What happened, as the student sees it; of equal events in a row only the first."""
    moments = [record for record in history if record.event not in QUIET_EVENTS]
    news = [next(same) for _, same in groupby(moments, key=lambda record: record.event)]
    return [Moment(iso(record.at), record.event, EVENT_LABELS[record.event]) for record in news]


def student_view(order: Order) -> StudentBrief:
    student = order.head.student
    shown = {name: getattr(student, name) for name in StudentBrief.__struct_fields__ if name != "id_tail_known"}
    return StudentBrief(**shown, id_tail_known=student.id_tail is not None)


def contact_view(texts: Mapping[str, str]) -> OrderContact:
    shown = {name: texts.get(name, "") for name in OrderContact.__struct_fields__}
    return OrderContact(**shown | {"contact_phone": mask(shown["contact_phone"])})
