"""Routes of the review desk: pictures are taken, decided and put back many at once, each with an answer of its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, REVIEWER, Id, Why, staff
from chalicelib.api.desk.views import DeskOrder, PhotoRow, desk_order, order_for, photo_row
from chalicelib.api.endpoint import number, routes
from chalicelib.desk.review.batches import MOST_COUNTED, Answer, Decision
from chalicelib.desk.review.pictures import Picture as Shown
from chalicelib.desk.review.pictures import Same
from chalicelib.desk.review.reasons import MOST_NOTE, MOST_REASONS, messages
from chalicelib.orders.labels import APPEAL_REASONS
from chalicelib.orders.model import State
from chalicelib.orders.screen.photos import REPORT
from chalicelib.orders.store.bands import BAND_LABELS, Band, band_of
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

MOST = 24  # pictures of one request to take or to decide: a page of the grid
MOST_HELD = 48  # of one to prolong or to put back: the page that is looked at, and the next

PhotoNo = Annotated[int, Meta(ge=1, le=9999)]
Codes = Annotated[list[Id], Meta(max_length=MOST_REASONS)]


class WhichTask(Struct, frozen=True, forbid_unknown_fields=True):
    """task_id: of this task only; without it, of the whole branch."""

    task_id: Id | None = None


class BandLength(Struct, frozen=True):
    """waiting: pictures, whoever holds them; more: there are more than that, too many to count at a glance; oldest_at:
    since when the first waits that nobody holds."""

    band: Band
    label: str
    waiting: int
    more: bool
    oldest_at: str | None


class ReviewQueue(Struct, frozen=True):
    """Each band is worked on by itself, in this order."""

    bands: list[BandLength]


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """task_id: of this task only; without it, of the whole branch."""

    band: Band
    count: Annotated[int, Meta(ge=1, le=MOST)]
    task_id: Id | None = None


class Held(Struct, frozen=True, forbid_unknown_fields=True):
    """orders: ids."""

    orders: Annotated[list[Id], Meta(min_length=1, max_length=MOST_HELD)]


class EarlierRejection(Struct, frozen=True):
    """reasons: what was wrong, in the catalogue's words; notes are not kept; url: as in Picture."""

    photo_no: int
    at: str
    reasons: list[str]
    url: str | None


class SamePicture(Struct, frozen=True):
    """An order of another student of the task who brought the same picture, or one that looks like it, first."""

    order_id: str
    number: str
    photo_no: int
    url: str | None


class AskedWhy(Struct, frozen=True):
    """The machine refused this photo, and the student asks for a person.  reason: in words; said: their own sentence,
    or ""."""

    reason: str
    said: str
    at: str


class RecalledWhy(Struct, frozen=True):
    """The approval of the photo was taken back.  by: the name of who did; reason: as they typed it."""

    at: str
    by: str
    reason: str


class Picture(Struct, frozen=True):
    """What a reviewer sees.  since: when its order began to wait, or its upload was asked for if that does not wait;
    url, original_url: of the standard portrait and of the upload, for five minutes; until: the lease's end; seconds:
    until then, whatever the client's clock says; taken: which lease it is, the same one however often it is prolonged;
    appeal: about this photo; earlier: why this order's photos were sent back, the oldest first; recalled: why it is
    here once more, None where it waits for another cause."""

    order: DeskOrder
    band: Band
    photo: PhotoRow
    since: str
    report: Annotated[dict[str, Any], REPORT] | None
    url: str | None
    original_url: str | None
    until: str | None
    seconds: float | None
    taken: int | None
    appeal: AskedWhy | None
    earlier: list[EarlierRejection]
    same: SamePicture | None
    recalled: RecalledWhy | None


class PictureList(Struct, frozen=True):
    """The oldest first."""

    pictures: list[Picture]


class OrderAnswer(Struct, frozen=True):
    """decided: the order is as was asked; else code, message and cure say why not, and nothing was changed."""

    order_id: str
    decided: bool
    state: State | None
    code: str | None
    message: str | None
    cure: str | None


class RenewedList(Struct, frozen=True):
    """pictures: those she holds now; gone: the others."""

    pictures: list[Picture]
    gone: list[OrderAnswer]


class OrderAnswers(Struct, frozen=True):
    """In the order in which they were asked."""

    answers: list[OrderAnswer]


class PhotoDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """photo_no: as it was taken; reasons: codes, every one that applies; none for an approval; taken: as in Picture,
    and refused is what somebody else had since; without it, whichever lease is hers now."""

    order_id: Id
    photo_no: PhotoNo
    verdict: Literal["approve", "reject"]
    reasons: Codes = []
    note: Annotated[str, Meta(max_length=MOST_NOTE)] | None = None
    taken: Annotated[int, Meta(ge=0)] | None = None


class PhotoDecisions(Struct, frozen=True, forbid_unknown_fields=True):
    decisions: Annotated[list[PhotoDecision], Meta(min_length=1, max_length=MOST)]


@routes.route("/api/staff/review/queue", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, query=WhichTask, answer=ReviewQueue)
def review_queue(who: Staff, query: WhichTask) -> ReviewQueue:
    """Show how much waits for review.  By the kind of look it needs, counted to a thousand."""
    return ReviewQueue(
        [
            BandLength(
                one.band,
                BAND_LABELS[one.band],
                one.count,
                one.count == MOST_COUNTED,
                iso(one.oldest) if one.oldest else None,
            )
            for one in wire().review.batches.lengths(who, query.task_id)
        ]
    )


@routes.route("/api/staff/review/take", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=Wanted, answer=PictureList)
def take_pictures(who: Staff, body: Wanted) -> PictureList:
    """Take the next pictures of a band.  Each is held for five minutes, and none that anybody holds is given."""
    pictures = wire().review.desk.take(who, body.band, body.count, body.task_id)
    return PictureList([_picture(who, each) for each in pictures])


@routes.route("/api/staff/review/renew", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=Held, answer=RenewedList)
def renew_pictures(who: Staff, body: Held) -> RenewedList:
    """Hold pictures for another five minutes.  Those that are free again are taken once more."""
    renewed = wire().review.desk.renew(who, body.orders)
    return RenewedList([_picture(who, each) for each in renewed.pictures], [_answer(each) for each in renewed.gone])


@routes.route("/api/staff/review/let-go", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=Held, answer=OrderAnswers)
def let_pictures_go(who: Staff, body: Held) -> OrderAnswers:
    """Put pictures back.  Another reviewer may take them at once."""
    return OrderAnswers([_answer(answer) for answer in wire().review.desk.let_go(who, body.orders)])


@routes.route("/api/staff/review/decide", methods=["POST"], name="staff")
@staff(REVIEWER, MANAGER, body=PhotoDecisions, answer=OrderAnswers)
def decide_photos(who: Staff, body: PhotoDecisions) -> OrderAnswers:
    """Approve or reject photos.  While they are held and as they were looked at, each for itself; the student is told
    every reason with its cure, and a decision that is sent twice is made once."""
    decisions = [
        Decision(
            order_id=each.order_id,
            photo_no=each.photo_no,
            approve=each.verdict == "approve",
            reasons=tuple(each.reasons),
            note=each.note,
            taken=each.taken,
        )
        for each in body.decisions
    ]
    return OrderAnswers([_answer(answer) for answer in wire().review.desk.decide(who, decisions)])


@routes.route("/api/staff/orders/{order_id}/recall", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=DeskOrder)
def recall_order(who: Staff, body: Why, order_id: str) -> DeskOrder:
    """Look at an approved photo again.  Until it is in a package."""
    return order_for(who, wire().review.orders.recall(who, order_id, body.reason))


@routes.route("/api/staff/orders/{order_id}/photos/{photo_no}", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, ADMIN, answer=Picture)
def look_at_photo(who: Staff, order_id: str, photo_no: str) -> Picture:
    """Look at one of an order's photos.  Outside the queue; who looked is kept."""
    return _picture(who, wire().review.desk.look(who, order_id, number(photo_no)))


def _picture(who: Staff, shown: Shown) -> Picture:
    lease, now = shown.order.head.lease, wire().clock()
    return Picture(
        order=desk_order(who, shown.order, shown.task),
        band=band_of(shown.order.head),
        photo=photo_row(shown.photo),
        since=iso(shown.order.head.queued_at or shown.photo.asked_at),
        report=dict(shown.photo.report) if shown.photo.report else None,
        url=shown.link,
        original_url=shown.original,
        until=iso(lease.until) if lease else None,
        seconds=max(0.0, (lease.until - now).total_seconds()) if lease else None,
        taken=lease.taken if lease else None,
        appeal=_asked(shown),
        earlier=[
            EarlierRejection(each.photo_no, iso(each.at), messages(each.reasons), each.link) for each in shown.earlier
        ],
        same=_same(shown.same) if shown.same else None,
        recalled=RecalledWhy(iso(back.at), back.by, back.reason) if (back := shown.recalled) else None,
    )


def _same(same: Same) -> SamePicture:
    head = same.order.head
    return SamePicture(head.order_id, head.shown_number, same.photo.photo_no, same.link)


def _asked(shown: Shown) -> AskedWhy | None:
    appeal = shown.appeal
    return AskedWhy(APPEAL_REASONS[appeal.reason], shown.said, iso(appeal.at)) if appeal else None


def _answer(answer: Answer) -> OrderAnswer:
    refusal, order = answer.refusal, answer.order
    return OrderAnswer(
        answer.order_id,
        order is not None,
        order.head.state if order else None,
        refusal.code if refusal else None,
        refusal.text if refusal else None,
        refusal.cure if refusal else None,
    )
