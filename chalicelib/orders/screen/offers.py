"""What an order's student may do now, by the order's table, so that no screen needs to know the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.machine.decide import allowed_events, decide_in
from chalicelib.orders.machine.situation import Around, Situation
from chalicelib.orders.model import RESUBMITTABLE, Actor, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.photos.rules import may_upload
from chalicelib.tasks.model import Task


def closing(order: Order, now: datetime) -> bool:
    """Whether a deadline has passed and the scheduled job has not moved the order yet."""
    head = order.head
    if head.state is State.AWAITING_PAYMENT:
        return head.expires_at is not None and now >= head.expires_at
    if head.state in RESUBMITTABLE and not head.undecided:
        return head.deadline is not None and now >= head.deadline
    return head.state is State.DRAFT and head.due_at is not None and now >= head.due_at


def actions(order: Order, task: Task, now: datetime, *, owns_claim: bool, on_site: bool) -> list[str]:
    """What the student may do now.  `upload` and `pay` are the first halves of the events submit and start."""
    if closing(order, now):
        return []
    me = Actor(kind="student", id=order.head.person_id)
    newest = order.newest_photo()
    photo_no = newest.photo_no if newest else 0
    asking: list[ev.Event] = [
        ev.Submit(actor=me, photo_no=photo_no), _start(me), ev.Reopen(actor=me), ev.Cancel(actor=me),
        ev.Withdraw(actor=me), ev.Resubmit(actor=me, photo_no=photo_no), ev.AskRefund(actor=me),
        ev.Appeal(actor=me, photo_no=photo_no, reason=AppealReason.MISJUDGED),
        ev.Contact(actor=me, sealed={}),
    ]  # fmt: skip
    names = allowed_events(_settled(order), now, task=task, owns_claim=owns_claim, asking=asking, on_site=on_site)
    names = ["pay" if name == "start" else name for name in names]
    return (["upload"] if may_upload(order, task, now, on_site=on_site) else []) + names


def check_payable(order: Order, now: datetime, around: Around) -> None:
    """Raises NotAllowed, with the reason, exactly where `actions` does not contain `pay`."""
    me = Actor(kind="student", id=order.head.person_id)
    decide_in(Situation(order=_settled(order), event=_start(me), now=now, around=around))


def _start(actor: Actor) -> ev.Start:
    return ev.Start(actor=actor, channel="", kind="", mchid="", appid="", client_key="")


def _settled(order: Order) -> Order:
    """The order as if every pending attempt were closed: the service tries that first when the student goes on."""
    for attempt in order.attempts:
        if attempt.state is AttemptState.PENDING:
            order = order.with_attempt(replace(attempt, state=AttemptState.CLOSED))
    return order
