"""Routes of the review desk."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, EVERYBODY, MANAGER, REVIEWER, Empty, Id, Why, staff
from chalicelib.api.desk.views import DeskOrder, PhotoRow, desk_order, order_for, photo_row
from chalicelib.api.endpoint import number, routes
from chalicelib.desk.reject_reasons import MOST_NOTE, MOST_REASONS, catalogue, messages
from chalicelib.desk.review import Taken
from chalicelib.orders.labels import APPEAL_REASONS
from chalicelib.orders.model import Order
from chalicelib.orders.screen.photos import REPORT
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

PhotoNo = Annotated[int, Meta(ge=1, le=9999)]
Codes = Annotated[list[Id], Meta(min_length=1, max_length=MOST_REASONS)]


class ReasonRow(Struct, frozen=True):
    """automatic: the engine's to find; the others are for a person's eye, though the engine suspects some of them;
    message and cure: what the student reads."""

    code: str
    automatic: bool
    message: str
    cure: str


class ReasonRows(Struct, frozen=True):
    reasons: list[ReasonRow]


class WhichTask(Struct, frozen=True, forbid_unknown_fields=True):
    """task_id: of this task only; without it, of the whole branch."""

    task_id: Id | None = None


class EarlierRejection(Struct, frozen=True):
    """reasons: what was wrong, in the catalogue's words; notes are not kept."""

    photo_no: int
    at: str
    reasons: list[str]


class AskedWhy(Struct, frozen=True):
    """The machine refused this photo, and the student asks for a person.  reason: in words; said: their own sentence,
    or ""."""

    reason: str
    said: str
    at: str


class Picture(Struct, frozen=True):
    """What a reviewer sees.  url: of the standard portrait, for two minutes; until: the lease's end; seconds: until
    then, whatever the client's clock says; appeal: about this photo; earlier: why this order's photos were sent back,
    the oldest first."""

    order: DeskOrder
    photo: PhotoRow
    report: Annotated[dict[str, Any], REPORT] | None
    url: str | None
    until: str | None
    seconds: float | None
    appeal: AskedWhy | None
    earlier: list[EarlierRejection]


class NextPicture(Struct, frozen=True):
    """picture: null when nothing waits."""

    picture: Picture | None


class ApprovePhoto(Struct, frozen=True, forbid_unknown_fields=True):
    """photo_no: as it was taken."""

    photo_no: PhotoNo


class RejectPhoto(Struct, frozen=True, forbid_unknown_fields=True):
    """reasons: codes, every one that applies."""

    photo_no: PhotoNo
    reasons: Codes
    note: Annotated[str, Meta(max_length=MOST_NOTE)] | None = None


@routes.route("/api/staff/review/reasons", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=ReasonRows)
def reject_reasons(who: Staff) -> ReasonRows:
    """List the reasons for a rejection.  Each with what the student is told and how to mend it."""
    return ReasonRows([ReasonRow(code, auto, words.message, words.cure) for code, auto, words in catalogue()])


@routes.route("/api/staff/review/next", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=WhichTask, answer=NextPicture)
def next_picture(who: Staff, body: WhichTask) -> NextPicture:
    """Take the next picture to review.  The one held already, or the first that waits: resubmissions before others;
    held for five minutes."""
    taken = wire().desk.review.next(who, body.task_id)
    return NextPicture(_picture(taken) if taken else None)


@routes.route("/api/staff/review/{order_id}/take", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=Empty, answer=Picture)
def take_picture(who: Staff, body: Empty, order_id: str) -> Picture:
    """Take one picture to review.  Or keep it for another five minutes."""
    return _picture(wire().desk.review.take(who, order_id))


@routes.route("/api/staff/review/{order_id}/let-go", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=Empty, answer=DeskOrder)
def let_picture_go(who: Staff, body: Empty, order_id: str) -> DeskOrder:
    """Put a picture back.  Another reviewer may take it at once."""
    return order_for(who, wire().desk.review.let_go(who, order_id))


@routes.route("/api/staff/review/{order_id}/approve", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=ApprovePhoto, answer=DeskOrder)
def approve_photo(who: Staff, body: ApprovePhoto, order_id: str) -> DeskOrder:
    """Approve a photo.  While it is held, and only the photo that was looked at."""
    return order_for(who, wire().desk.review.approve(who, order_id, body.photo_no))


@routes.route("/api/staff/review/{order_id}/reject", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=RejectPhoto, answer=DeskOrder)
def reject_photo(who: Staff, body: RejectPhoto, order_id: str) -> DeskOrder:
    """Reject a photo.  With every reason at once; the student is told each with its cure."""
    return order_for(who, wire().desk.review.reject(who, order_id, body.photo_no, body.reasons, body.note))


@routes.route("/api/staff/orders/{order_id}/recall", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=DeskOrder)
def recall_order(who: Staff, body: Why, order_id: str) -> DeskOrder:
    """Look at an approved photo again.  Until it is in a package."""
    return order_for(who, wire().desk.review.recall(who, order_id, body.reason))


@routes.route("/api/staff/orders/{order_id}/photos/{photo_no}", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, ADMIN, answer=Picture)
def look_at_photo(who: Staff, order_id: str, photo_no: str) -> Picture:
    """Look at one of an order's photos.  Outside the queue; who looked is kept."""
    return _picture(wire().desk.review.look(who, order_id, number(photo_no)))


def _picture(taken: Taken) -> Picture:
    lease, now = taken.order.head.lease, wire().clock()
    return Picture(
        order=desk_order(taken.order, taken.task),
        photo=photo_row(taken.photo),
        report=dict(taken.photo.report) if taken.photo.report else None,
        url=taken.link,
        until=iso(lease.until) if lease else None,
        seconds=max(0.0, (lease.until - now).total_seconds()) if lease else None,
        appeal=_asked(taken),
        earlier=_earlier(taken.order),
    )


def _asked(taken: Taken) -> AskedWhy | None:
    appeal = taken.appeal
    return AskedWhy(APPEAL_REASONS[appeal.reason], taken.said, iso(appeal.at)) if appeal else None


def _earlier(order: Order) -> list[EarlierRejection]:
    """The history is read only for orders that were sent back: most never were."""
    if not order.head.rejected_sha256:
        return []
    history = wire().stores.orders.history(order.head.order_id)
    return [
        EarlierRejection(record.data["photo_no"], iso(record.at), messages(record.data["reasons"]))
        for record in history
        if record.event == "reject"
    ]
