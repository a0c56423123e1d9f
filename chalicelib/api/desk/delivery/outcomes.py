"""Routes of what becomes of a delivered order: its prints are posted, CHSI has its photo, or it must be corrected."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import MANAGER, Empty, Id, Reason, staff
from chalicelib.api.desk.views import DeskOrder, order_for
from chalicelib.api.endpoint import routes
from chalicelib.desk.review.reasons import MOST_NOTE, MOST_REASONS, rejection
from chalicelib.orders.couriers import Courier
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Waybill = Annotated[str, Meta(min_length=1, max_length=40)]


class CorrectPhoto(Struct, frozen=True, forbid_unknown_fields=True):
    """reasons: codes of a review, note: words; one of them at least, for the student and the next reviewer to read.
    reason: for the audit trail."""

    reason: Reason
    reasons: Annotated[list[Id], Meta(max_length=MOST_REASONS)] = []
    note: Annotated[str, Meta(max_length=MOST_NOTE)] | None = None


class Posted(Struct, frozen=True, forbid_unknown_fields=True):
    """courier: by WeChat's code; of one that is OTHER, WeChat is told by hand."""

    courier: Courier
    number: Waybill


@routes.route("/api/staff/orders/{order_id}/post", methods=["POST"], name="staff")
@staff(MANAGER, body=Posted, answer=DeskOrder)
def post_prints(who: Staff, body: Posted, order_id: str) -> DeskOrder:
    """Record an order's waybill.  Of a task that posts prints; the newest one counts."""
    return order_for(who, wire().delivery.results.post(who, order_id, body.courier, body.number))


@routes.route("/api/staff/orders/{order_id}/confirm", methods=["POST"], name="staff")
@staff(MANAGER, body=Empty, answer=DeskOrder)
def confirm_order(who: Staff, body: Empty, order_id: str) -> DeskOrder:
    """Record that CHSI has the photo.  The order is done."""
    return order_for(who, wire().delivery.chsi.confirmed(who, order_id))


@routes.route("/api/staff/orders/{order_id}/correct", methods=["POST"], name="staff")
@staff(MANAGER, body=CorrectPhoto, answer=DeskOrder)
def correct_order(who: Staff, body: CorrectPhoto, order_id: str) -> DeskOrder:
    """Ask for another photo after delivery.  Free of charge; the student and the next reviewer read what is to be
    corrected, the trail keeps the reason."""
    return order_for(
        who, wire().delivery.results.correct(who, order_id, rejection(body.reasons, body.note), body.reason)
    )
