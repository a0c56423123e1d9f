"""Cases of the rows a student, a reviewer, staff and the clock move: everything but money and what is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.model import Contest, Rejection, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.shared.money import Fen
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import (
    BLURRED,
    HOUR,
    ME,
    OTHER,
    PRICE,
    REVIEWER,
    STAFF,
    T0,
    a_lease,
    a_photo,
    a_refund,
    a_task,
    an_attempt,
    an_order,
    start,
)

S = State
DAY = 24 * HOUR
FREE, RULES = a_task(price=Fen(0)), a_task().rules
DEARER = a_task(price=Fen(3000))
OVER = T0 + 40 * HOUR  # past the deadline of what was sent back, before closing
SENT_BACK = T0 + 38 * HOUR - HOUR / 3600  # the end of the next day in Shanghai, 23:59:59
GRANTED = SENT_BACK + 4 * DAY  # the end of the third day after OVER
TAKEN = an_order(S.IN_REVIEW, lease=a_lease())
TAKEN_AGAIN = an_order(S.IN_REVIEW, lease=a_lease(), correcting=True)
NO_ATTEMPT: dict[str, Any] = {"attempts": ()}
FREE_REVIEW = an_order(S.IN_REVIEW, price=Fen(0), **NO_ATTEMPT)
LEFT_REVIEW: dict[str, Any] = {"lease": None, "queued_at": None}
DEADLINE: dict[str, Any] = {"deadline": SENT_BACK, "due_at": SENT_BACK}
NO_DEADLINE: dict[str, Any] = {"deadline": None, "due_at": None}
REJECT = ev.Reject(actor=REVIEWER, photo_no=1, reasons=(BLURRED,), note="太暗")
REJECTED: dict[str, Any] = {"rejection": Rejection(reasons=(BLURRED,), note="太暗"), "rejected_sha256": ("sha1",)}
TWO_PHOTOS = (a_photo(), a_photo(2))
BILL = a_refund(requested_at=NOW, due_at=NOW, by="staff")


PAYING = {
    "abandoned": Case(
        order=an_order(S.DRAFT, due_at=NOW), event=ev.Abandoned(), to=S.CANCELLED, head={"due_at": None}
    ),
    "submit": Case(
        order=an_order(S.DRAFT), event=ev.Submit(actor=ME, photo_no=1), to=S.AWAITING_PAYMENT,
        head={"photo_no": 1, "rules": RULES, "price": PRICE, "expires_at": NOW + DAY, "due_at": NOW + DAY},
    ),
    "submit, a free task": Case(
        order=an_order(S.DRAFT), event=ev.Submit(actor=ME, photo_no=1), task=FREE, to=S.IN_REVIEW,
        head={"photo_no": 1, "rules": FREE.rules, "price": 0, "due_at": None, "queued_at": NOW},
    ),
    "submit what stays contested": Case(
        order=an_order(S.DRAFT, contest=Contest(person_id=OTHER.id, at=T0)), event=ev.Submit(actor=ME, photo_no=1),
        to=S.AWAITING_PAYMENT,
        head={"photo_no": 1, "rules": RULES, "price": PRICE, "expires_at": NOW + DAY, "due_at": NOW + DAY},
    ),
    "submit shortly before closing": Case(
        order=an_order(S.DRAFT), event=ev.Submit(actor=ME, photo_no=1), to=S.AWAITING_PAYMENT, now=T0 + 47 * HOUR,
        head={"photo_no": 1, "rules": RULES, "price": PRICE, "expires_at": T0 + 48 * HOUR, "due_at": T0 + 48 * HOUR},
    ),
    "submit what may be doubted": Case(
        order=an_order(S.DRAFT, photos=(a_photo(risk=0.4),)), event=ev.Submit(actor=ME, photo_no=1), task=FREE,
        to=S.IN_REVIEW,
        head={"photo_no": 1, "rules": FREE.rules, "price": 0, "due_at": None, "queued_at": NOW, "risk": 0.4},
    ),
    "start": Case(
        order=an_order(S.AWAITING_PAYMENT), event=start(),
        new={"attempts": (an_attempt(client_key="key", started_at=NOW, due_at=NOW + HOUR / 40),)},
    ),
    "start after another attempt was closed": Case(
        order=an_order(S.AWAITING_PAYMENT, attempts=(an_attempt(1, AttemptState.CLOSED),)), event=start(),
        new={"attempts": (an_attempt(2, client_key="key", started_at=NOW, due_at=NOW + HOUR / 40),)},
    ),
    "expire": Case(
        order=an_order(S.AWAITING_PAYMENT), event=ev.Expire(), now=T0 + DAY, to=S.EXPIRED, head={"due_at": None}
    ),
    "reopen at today's price": Case(
        order=an_order(S.EXPIRED), event=ev.Reopen(actor=ME), task=DEARER, to=S.AWAITING_PAYMENT, claim=True,
        head={"price": 3000, "expires_at": NOW + DAY, "due_at": NOW + DAY},
    ),
    "reopen, free by now": Case(
        order=an_order(S.EXPIRED, expires_at=T0), event=ev.Reopen(actor=ME), task=FREE, to=S.IN_REVIEW, claim=True,
        head={"price": 0, "expires_at": None, "queued_at": NOW},
    ),
    "cancel a draft": Case(
        order=an_order(S.DRAFT), event=ev.Cancel(actor=ME), to=S.CANCELLED, head={"due_at": None}
    ),
    "cancel before paying": Case(
        order=an_order(S.AWAITING_PAYMENT), event=ev.Cancel(actor=OTHER), to=S.CANCELLED, head={"due_at": None}
    ),
}  # fmt: skip

REVIEWING = {
    "take": Case(
        order=an_order(S.IN_REVIEW), event=ev.Take(actor=REVIEWER, until=NOW + HOUR),
        head={"lease": a_lease(until=NOW + HOUR, taken=7)},
    ),
    "take what another held too long": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(STAFF, until=NOW, taken=3)),
        event=ev.Take(actor=REVIEWER, until=NOW + HOUR), head={"lease": a_lease(until=NOW + HOUR, taken=7)},
    ),
    "take what she held herself": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(until=NOW, taken=3)),
        event=ev.Take(actor=REVIEWER, until=NOW + HOUR), head={"lease": a_lease(until=NOW + HOUR, taken=3)},
    ),
    "take another photo of what she held": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(until=NOW, photo_no=2, taken=3)),
        event=ev.Take(actor=REVIEWER, until=NOW + HOUR), head={"lease": a_lease(until=NOW + HOUR, taken=7)},
    ),
    "let go": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(until=NOW + HOUR)), event=ev.LetGo(actor=REVIEWER),
        head={"lease": None},
    ),
    "approve": Case(
        order=TAKEN, event=ev.Approve(actor=REVIEWER, photo_no=1), now=T0, to=S.APPROVED, head=LEFT_REVIEW
    ),
    "reject": Case(
        order=TAKEN, event=REJECT, now=T0, to=S.REJECTED, head={**LEFT_REVIEW, **DEADLINE, **REJECTED, "rejections": 1}
    ),
    "reject a correction": Case(
        order=TAKEN_AGAIN, event=REJECT, now=T0, to=S.CORRECTION, head={**LEFT_REVIEW, **DEADLINE, **REJECTED}
    ),
    "reject a photo that is gone": Case(
        order=replace(TAKEN, photos=()), event=REJECT, now=T0, to=S.REJECTED,
        head={**LEFT_REVIEW, **DEADLINE, "rejection": REJECTED["rejection"], "rejections": 1},
    ),
    "withdraw": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(until=NOW)), event=ev.Withdraw(actor=ME), to=S.WITHDRAWN,
        head={**LEFT_REVIEW, **DEADLINE},
    ),
    "withdraw a correction": Case(
        order=an_order(S.IN_REVIEW, correcting=True), event=ev.Withdraw(actor=ME), to=S.CORRECTION,
        head={**LEFT_REVIEW, **DEADLINE},
    ),
    "stop": Case(
        order=TAKEN, event=ev.Stop(actor=ME), now=T0, to=S.WITHDRAWN,
        head={**LEFT_REVIEW, **DEADLINE, "stopped": True},
    ),
    "stop a correction": Case(
        order=TAKEN_AGAIN, event=ev.Stop(actor=ME), now=T0, to=S.CORRECTION,
        head={**LEFT_REVIEW, **DEADLINE, "stopped": True},
    ),
    "stop what was approved": Case(
        order=an_order(S.APPROVED), event=ev.Stop(actor=ME), now=T0, to=S.WITHDRAWN,
        head={**DEADLINE, "stopped": True},
    ),
    "stop a correction that was approved": Case(
        order=an_order(S.APPROVED, correcting=True), event=ev.Stop(actor=ME), now=T0, to=S.CORRECTION,
        head={**DEADLINE, "stopped": True},
    ),
    "contest a draft": Case(
        order=an_order(S.DRAFT), event=ev.Contest(actor=OTHER),
        head={"contest": Contest(person_id=OTHER.id, at=NOW)},
    ),
    "contest what waits to be paid": Case(
        order=an_order(S.AWAITING_PAYMENT), event=ev.Contest(actor=OTHER),
        head={"contest": Contest(person_id=OTHER.id, at=NOW)},
    ),
    "cancel what was stopped, of a free order": Case(
        order=an_order(S.WITHDRAWN, stopped=True, attempts=(), price=Fen(0)), event=ev.Cancel(actor=ME), to=S.CANCELLED,
        head=NO_DEADLINE,
    ),
    "keep": Case(
        order=an_order(S.IN_REVIEW, contest=Contest(person_id=OTHER.id, at=T0)),
        event=ev.Keep(actor=STAFF, reason="saw her ID"),
        head={"contest": None, "denied": (OTHER.id,)}, moved={"asker": OTHER.id},
    ),
    "go on": Case(
        order=an_order(S.WITHDRAWN, stopped=True), event=ev.Resubmit(actor=ME, photo_no=1), to=S.IN_REVIEW,
        head={**NO_DEADLINE, "stopped": False, "queued_at": NOW, "priority": True},
    ),
    "resubmit": Case(
        order=an_order(
            S.REJECTED, photos=TWO_PHOTOS, rejections=2, rejected_sha256=("sha1",),
            rejection=Rejection(reasons=(BLURRED,)),
        ),
        event=ev.Resubmit(actor=ME, photo_no=2), to=S.IN_REVIEW,
        head={**NO_DEADLINE, "photo_no": 2, "rejection": None, "queued_at": NOW, "priority": True},
    ),
    "resubmit a correction, however often rejected": Case(
        order=an_order(S.CORRECTION, photos=TWO_PHOTOS, rejections=9), event=ev.Resubmit(actor=ME, photo_no=2),
        to=S.IN_REVIEW, head={**NO_DEADLINE, "photo_no": 2, "queued_at": NOW, "priority": True},
    ),
    "resubmit a correction, which its reviewer reads": Case(
        order=an_order(S.CORRECTION, photos=TWO_PHOTOS, correcting=True, rejection=Rejection(reasons=(), note="name")),
        event=ev.Resubmit(actor=ME, photo_no=2), to=S.IN_REVIEW,
        head={**NO_DEADLINE, "photo_no": 2, "queued_at": NOW, "priority": True},
    ),
    "grant": Case(
        order=an_order(S.REJECTED, undecided=True, due_at=None), now=OVER,
        event=ev.Grant(actor=STAFF, reason="ill", days=3, tries=1),
        head={"deadline": GRANTED, "due_at": GRANTED, "undecided": False, "granted": 1},
    ),
    "grant a try alone": Case(
        order=an_order(S.REJECTED, due_at=None), event=ev.Grant(actor=STAFF, reason="ill", days=0, tries=1),
        head={"due_at": an_order(S.REJECTED).head.deadline, "granted": 1},
    ),
    "grant fewer days than are left": Case(
        order=an_order(S.CORRECTION, deadline=GRANTED), event=ev.Grant(actor=STAFF, reason="ill", days=1, tries=1),
        head={"due_at": GRANTED, "granted": 1},
    ),
    "overdue, money back": Case(
        order=an_order(S.REJECTED), event=ev.Overdue(), now=OVER, task=a_task(overdue="REFUND"), to=S.REFUNDING,
        head=NO_DEADLINE, new={"refunds": (a_refund(reason="overdue", requested_at=OVER, due_at=OVER, by="clock"),)},
    ),
    "overdue, money back as it was accepted": Case(
        order=an_order(S.REJECTED, rules=replace(RULES, overdue="REFUND")), event=ev.Overdue(), now=OVER,
        to=S.REFUNDING, head=NO_DEADLINE,
        new={"refunds": (a_refund(reason="overdue", requested_at=OVER, due_at=OVER, by="clock"),)},
    ),
    "rejected under more days than today's": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(), rules=replace(RULES, resubmit_days=5)), event=REJECT,
        now=T0, to=S.REJECTED, head={
            **LEFT_REVIEW, **REJECTED, "rejections": 1, "deadline": SENT_BACK + 4 * DAY, "due_at": SENT_BACK + 4 * DAY,
        },
    ),
    "overdue and free": Case(
        order=an_order(S.WITHDRAWN, price=Fen(0), **NO_ATTEMPT), event=ev.Overdue(), now=OVER, to=S.CLOSED,
        head=NO_DEADLINE,
    ),
    "overdue, staff decide": Case(
        order=an_order(S.REJECTED), event=ev.Overdue(), now=OVER, head={"due_at": None, "undecided": True}
    ),
    "a correction overdue": Case(
        order=an_order(S.CORRECTION), event=ev.Overdue(), now=OVER, task=a_task(overdue="REFUND"),
        head={"due_at": None, "undecided": True},
    ),
    "close": Case(
        order=an_order(S.REJECTED, undecided=True), event=ev.Close(actor=STAFF, reason="rule"), to=S.CLOSED,
        head={**NO_DEADLINE, "undecided": False},
    ),
    "recall": Case(
        order=an_order(S.APPROVED), event=ev.Recall(actor=STAFF, reason="second look"), to=S.IN_REVIEW,
        head={"queued_at": NOW, "risk": 1.0},
    ),
}  # fmt: skip
