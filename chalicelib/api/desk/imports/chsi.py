"""Routes of what CHSI refused that we passed: how much and why, which photos, and what its words mean to us."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, REVIEWER, Done, Id, Reason, staff
from chalicelib.api.desk.review import MOST, OrderAnswer, OrderAnswers
from chalicelib.api.endpoint import routes
from chalicelib.delivery.chsi.model import Refusal
from chalicelib.delivery.chsi.service import Figures, is_open
from chalicelib.delivery.chsi.words import MOST_SAID, UNSAID
from chalicelib.desk.review.reasons import messages
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import Order, Photo
from chalicelib.shared.clock import iso
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Season = Annotated[int, Meta(ge=2020, le=2100)]
Code = Annotated[str, Meta(max_length=40)]
MOST_WORDS = 200  # of an answer


class WhichAnswers(Struct, frozen=True, forbid_unknown_fields=True):
    """Of a task, or of the branch's season: the year of graduation, this one unless given."""

    task_id: Id | None = None
    season: Season | None = None


class WhichRefused(Struct, frozen=True, forbid_unknown_fields=True):
    """As WhichAnswers.  code: of one reason, "" for those without; cursor: of the answer before."""

    task_id: Id | None = None
    season: Season | None = None
    code: Code | None = None
    cursor: Annotated[str, Meta(max_length=200)] | None = None


class RefusedFor(Struct, frozen=True):
    """code: null where nobody has said which of our reasons it is."""

    code: str | None
    message: str
    photos: int


class ChsiWord(Struct, frozen=True):
    """said: CHSI's reason; code: what it is taken for; open: it waits for a manager to say so."""

    said: str
    code: str | None
    photos: int
    open: bool


class ChsiFigures(Struct, frozen=True):
    """Photos that CHSI accepted and refused, as imported; reasons and words: the most frequent first;
    other_words: photos refused for words that are not among them."""

    season: int
    accepted: int
    refused: int
    reasons: list[RefusedFor]
    words: list[ChsiWord]
    other_words: int


class ChsiRefusal(Struct, frozen=True):
    """number: the order's; said: CHSI's reason; label: how the order stands now; risk: 0–1, how doubtful the engine was
    of the photo, null where it is gone; open: a correction can be opened."""

    order_id: str
    number: str
    task_id: str
    photo_no: int
    at: str
    said: str
    code: str | None
    message: str
    label: str
    risk: float | None
    open: bool


class ChsiRefusals(Struct, frozen=True):
    """Newest first.  cursor: where the next are, null at the end; a page of one reason may be short before it."""

    photos: list[ChsiRefusal]
    cursor: str | None


class LearnWord(Struct, frozen=True, forbid_unknown_fields=True):
    """said: as in ChsiWord; code: of a reason for rejection, null to forget what the branch said."""

    said: Annotated[str, Meta(min_length=1, max_length=MOST_SAID)]
    code: Code | None
    reason: Reason


class RefusedOne(Struct, frozen=True, forbid_unknown_fields=True):
    order_id: Id
    photo_no: Annotated[int, Meta(ge=0, le=9999)]


class OpenCorrections(Struct, frozen=True, forbid_unknown_fields=True):
    photos: Annotated[list[RefusedOne], Meta(min_length=1, max_length=MOST)]
    reason: Reason


@routes.route("/api/staff/chsi/figures", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, ADMIN, query=WhichAnswers, answer=ChsiFigures)
def chsi_figures(who: Staff, query: WhichAnswers) -> ChsiFigures:
    """Show how many of our photos CHSI refused.  By our reason and by its own words, from sums."""
    chsi = wire().delivery.chsi
    which = chsi.which(who, query.task_id, query.season)
    return figures_of(which.season, chsi.figures(who, which))


def figures_of(season: int, found: Figures) -> ChsiFigures:
    """As answered: the words are free text, so that only the most frequent are told one by one."""
    by_code = sorted(found.by_code.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    by_said = sorted(found.by_said.items(), key=lambda pair: (-pair[1][1], pair[0]))
    return ChsiFigures(
        season,
        found.accepted,
        found.refused,
        [RefusedFor(code, _message(code), n) for code, n in by_code],
        [ChsiWord(said, code, n, code is None and said != UNSAID) for said, (code, n) in by_said[:MOST_WORDS]],
        sum(n for _, (_, n) in by_said[MOST_WORDS:]),
    )


@routes.route("/api/staff/chsi/refused", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, ADMIN, query=WhichRefused, answer=ChsiRefusals)
def list_refused(who: Staff, query: WhichRefused) -> ChsiRefusals:
    """List the photos that CHSI refused.  In pages, by the indexes of tasks and branches; no picture is in it."""
    chsi = wire().delivery.chsi
    found, cursor = chsi.page(who, chsi.which(who, query.task_id, query.season), query.code, query.cursor)
    orders = wire().stores.orders.without_photos(refusal.order_id for refusal, _ in found)
    photos = wire().stores.orders.photos((refusal.order_id, refusal.photo_no) for refusal, _ in found)
    rows = [
        _row(refusal, code, orders.get(refusal.order_id), photos.get((refusal.order_id, refusal.photo_no)))
        for refusal, code in found
    ]
    return ChsiRefusals(rows, cursor)


@routes.route("/api/staff/chsi/corrections", methods=["POST"], name="staff")
@staff(MANAGER, body=OpenCorrections, answer=OrderAnswers)
def open_corrections(who: Staff, body: OpenCorrections) -> OrderAnswers:
    """Have photos corrected that CHSI refused.  Each for itself, without a new charge; the student is told why and what
    to do, and one that is open already stays so."""
    return OrderAnswers([_opened(who, each, body.reason) for each in body.photos])


@routes.route("/api/staff/chsi/words", methods=["PUT"], name="staff")
@staff(MANAGER, body=LearnWord, answer=Done)
def learn_chsi_word(who: Staff, body: LearnWord) -> Done:
    """Say which of our reasons CHSI's words are.  For figures at once, and for what students are told from now on."""
    wire().delivery.chsi.learn(who, body.said, body.code, body.reason)
    return Done()


def _opened(who: Staff, which: RefusedOne, reason: str) -> OrderAnswer:
    try:
        order = wire().delivery.chsi.open_correction(who, which.order_id, which.photo_no, reason)
    except DomainError as error:
        return OrderAnswer(which.order_id, False, None, error.code, error.message, error.action)
    return OrderAnswer(which.order_id, True, order.head.state, None, None, None)


def _row(refusal: Refusal, code: str | None, order: Order | None, photo: Photo | None) -> ChsiRefusal:
    return ChsiRefusal(
        order_id=refusal.order_id,
        number=order.head.shown_number if order else refusal.order_id,
        task_id=refusal.task_id,
        photo_no=refusal.photo_no,
        at=iso(refusal.at),
        said=refusal.said,
        code=code,
        message=_message(code),
        label=LABELS[order.head.state] if order else "已删除",
        risk=photo.risk if photo else None,
        open=order is not None and is_open(refusal, order),
    )


def _message(code: str | None) -> str:
    return next(iter(messages([code] if code else [])), "还没有对应的原因")
