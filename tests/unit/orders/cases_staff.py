"""Cases of the rows after the review: delivery, corrections, the branch, and data that goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.labels import ERASED
from chalicelib.orders.model import Correction, Order, Posting, Rejection, State, Student
from chalicelib.orders.money_model import AttemptState, RefundState
from tests.unit.orders.cases_student import (
    BILL,
    DAY,
    DEADLINE,
    FREE_REVIEW,
    LEFT_REVIEW,
    NO_DEADLINE,
    S,
)
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import (
    BLURRED,
    ME,
    OTHER,
    SECOND,
    STAFF,
    STUDENT,
    T0,
    a_lease,
    a_refund,
    an_appeal,
    an_attempt,
    an_order,
)

ERASED_HEAD: dict[str, Any] = {
    "student": Student(name=ERASED, school_code="10532", school_name="湖南大学", level="BACHELOR"), "erased_at": NOW,
    "rejected_sha256": (), "appeals": (), "posting": None,
}  # fmt: skip
COLLAR = Rejection(reasons=(BLURRED,), note="the collar")
AS_DELIVERED: dict[str, Any] = {
    **NO_DEADLINE, "correcting": False, "correction": None, "rejection": None, "package": "p1", "photo_no": 1,
    "undecided": False,
}  # fmt: skip


def corrected(was: State, **head: Any) -> Order:
    """Delivered in photo 1 and package p1, and begun to be corrected."""
    said = Rejection(reasons=(BLURRED,))
    began = Correction(said=said, state=was, package="p1", photo_no=1)
    return an_order(S.CORRECTION, rejection=said, correction=began, **head)


STAFFING = {
    "deliver": Case(
        order=an_order(S.APPROVED, correcting=True, rejection=Rejection(reasons=(), note="name")),
        event=ev.Deliver(actor=STAFF, package="p1"), to=S.IN_PRODUCTION,
        head={"package": "p1", "correcting": False, "rejection": None},
    ),
    "post": Case(
        order=an_order(S.IN_PRODUCTION), event=ev.Post(actor=STAFF, courier="顺丰", number="SF1"),
        head={"posting": Posting(courier="顺丰", number="SF1")},
    ),
    "confirm": Case(
        order=an_order(S.IN_PRODUCTION), event=ev.Confirm(actor=STAFF), to=S.DONE
    ),
    "confirm again": Case(
        order=an_order(S.DONE), event=ev.Confirm(actor=STAFF), to=S.DONE
    ),
    "correct": Case(
        order=an_order(S.DONE, package="p1"), to=S.CORRECTION,
        event=ev.Correct(actor=STAFF, reason="a letter", reasons=(BLURRED,), note="the collar"),
        head={
            **DEADLINE, "correcting": True, "package": None,
            "rejection": COLLAR, "correction": Correction(said=COLLAR, state=S.DONE, package="p1", photo_no=1),
            "rejected_sha256": ("sha1",),
        },
    ),
    "explain a correction": Case(
        order=corrected(S.DONE), event=ev.Explain(actor=STAFF, reasons=(BLURRED,), note="the collar"),
        head={"rejection": COLLAR, "correction": Correction(said=COLLAR, state=S.DONE, package="p1", photo_no=1)},
    ),
    "uncorrect what was made": Case(
        order=corrected(
            S.IN_PRODUCTION, photo_no=2, undecided=True, due_at=None, rejected_sha256=("sha0", "sha1", "sha2"),
        ),
        event=ev.Uncorrect(actor=STAFF, reason="another student"), to=S.IN_PRODUCTION,
        head={**AS_DELIVERED, "rejected_sha256": ("sha0", "sha2")},
    ),
    "uncorrect what was done": Case(
        order=corrected(S.DONE), event=ev.Uncorrect(actor=STAFF, reason="another student"), to=S.DONE,
        head=AS_DELIVERED,
    ),
    "erase what was being corrected when it was given back": Case(
        order=an_order(
            S.REFUNDED, attempts=(an_attempt(state=AttemptState.RETURNED),), rejection=COLLAR, correcting=True,
            correction=Correction(said=COLLAR, state=S.DONE, package="p1", photo_no=1),
        ),
        event=ev.Erase(actor=ME), head={**ERASED_HEAD, "rejection": None, "correction": None},
    ),
    "transfer": Case(
        order=an_order(S.IN_REVIEW), event=ev.Transfer(actor=STAFF, second=SECOND, reason="lost", owner=OTHER.id),
        head={"person_id": OTHER.id}, moved={"from_owner": ME.id},
    ),
    "transfer to whom it came from": Case(
        order=an_order(S.IN_REVIEW, person_id=OTHER.id),
        event=ev.Transfer(actor=STAFF, second=SECOND, reason="found", owner=ME.id),
        head={"person_id": ME.id}, moved={"from_owner": OTHER.id},
    ),
    "refill": Case(
        order=an_order(S.DRAFT), event=ev.Refill(actor=ME, student=replace(STUDENT, major="法学")),
        head={"student": replace(STUDENT, major="法学")},
    ),
    "contact": Case(
        order=an_order(S.DRAFT, student=replace(STUDENT, sealed={"code": "c", "address": "a", "email": "e"})),
        event=ev.Contact(actor=ME, sealed={"address": "b", "layout": "l"}),
        head={"student": replace(STUDENT, sealed={"code": "c", "address": "b", "layout": "l"})},
    ),
    "contact of what is being reviewed": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease()), event=ev.Contact(actor=ME, sealed={"email": "e"}),
        head={"student": replace(STUDENT, sealed={"email": "e"})},
    ),
    "edit into another class": Case(
        order=an_order(S.DRAFT), event=ev.Edit(actor=STAFF, reason="typo", student=replace(STUDENT, class_name="2201")),
        head={"student": replace(STUDENT, class_name="2201")}, moved={"from_group": ["", ""]},
    ),
    "edit out of a class": Case(
        order=an_order(S.DRAFT, student=replace(STUDENT, class_name="2201")),
        event=ev.Edit(actor=STAFF, reason="typo", student=STUDENT),
        head={"student": STUDENT}, moved={"from_group": ["", "2201"]},
    ),
    "edit before paying": Case(
        order=an_order(S.DRAFT), event=ev.Edit(actor=STAFF, reason="typo", student=replace(STUDENT, major="法学")),
        head={"student": replace(STUDENT, major="法学")},
    ),
    "erase what expired": Case(
        order=an_order(S.EXPIRED, attempts=(an_attempt(state=AttemptState.CLOSED),)), event=ev.Erase(actor=ME),
        to=S.CANCELLED, head=ERASED_HEAD,
    ),
    "erase what was refunded": Case(
        order=an_order(
            S.REFUNDED, attempts=(an_attempt(state=AttemptState.RETURNED),),
            refunds=(a_refund(state=RefundState.DONE, due_at=None),), rejected_sha256=("sha1",),
            appeals=(an_appeal(),),
        ),
        event=ev.Erase(actor=ME), head=ERASED_HEAD,
    ),
    "erase what the channel's page returned while our refund waited": Case(
        order=an_order(
            S.REFUNDED, attempts=(an_attempt(state=AttemptState.RETURNED_OUTSIDE),),
            refunds=(a_refund(state=RefundState.CLOSED),),
        ),
        event=ev.Erase(actor=ME), head=ERASED_HEAD,
    ),
    "erase a month after delivery": Case(
        order=an_order(S.IN_PRODUCTION, posting=Posting(courier="顺丰", number="SF1")), event=ev.Erase(actor=ME),
        now=T0 + 30 * DAY, head={**ERASED_HEAD, "erased_at": T0 + 30 * DAY},
    ),
    "release, unpaid": Case(
        order=an_order(S.AWAITING_PAYMENT), event=ev.Release(actor=STAFF, reason="proof"), to=S.CANCELLED,
        head={"due_at": None},
    ),
    "release, paid": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease()), event=ev.Release(actor=STAFF, reason="proof"), to=S.REFUNDING,
        head=LEFT_REVIEW, new={"refunds": (replace(BILL, reason="release"),)},
    ),
    "release, free": Case(
        order=FREE_REVIEW, event=ev.Release(actor=STAFF, reason="proof"), to=S.CLOSED, head=LEFT_REVIEW
    ),
}  # fmt: skip
