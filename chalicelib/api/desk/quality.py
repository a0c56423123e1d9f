"""Routes of the reviewers' quality: how much of what was hidden they saw, and where two of them disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import MANAGER, REVIEWER, Done, Why, staff
from chalicelib.api.endpoint import number, routes
from chalicelib.desk.review.check_store import Figure
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

MOST_SHOWN = 50  # disagreements


class WhichDays(Struct, frozen=True, forbid_unknown_fields=True):
    """days: so many, today's included."""

    days: Annotated[int, Meta(ge=1, le=366)] = 30


class ReviewerQuality(Struct, frozen=True):
    """planted: faults hidden among her pictures, of which she caught so many; looked: decisions of hers or another's
    that both made without knowing of it, of which so many agreed."""

    staff_id: str
    name: str
    planted: int
    caught: int
    looked: int
    agreed: int


class QualityFigures(Struct, frozen=True):
    """first, last: days of Shanghai."""

    first: str
    last: str
    reviewers: list[ReviewerQuality]


class Verdict(Struct, frozen=True):
    staff_id: str
    name: str
    approved: bool


class Disagreement(Struct, frozen=True):
    """number: the order's; first: whose decision stands."""

    order_id: str
    number: str
    photo_no: int
    first: Verdict
    second: Verdict
    at: str


class Disagreements(Struct, frozen=True):
    """The oldest first; more: there are others behind these."""

    disagreements: list[Disagreement]
    more: bool


@routes.route("/api/staff/review/quality", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, query=WhichDays, answer=QualityFigures)
def review_quality(who: Staff, query: WhichDays) -> QualityFigures:
    """Show how well reviewers look.  The share of hidden faults they caught and how often two agreed; a reviewer sees
    her own figures, a manager everybody's."""
    last = wire().clock().astimezone(SHANGHAI).date()
    first = last - timedelta(days=query.days - 1)
    figures = wire().stores.checks.figures(who.branch, first, last)
    ids = sorted({staff_id for staff_id, _ in figures}) if who.has(MANAGER) else [who.staff_id]
    names = _names(who)
    return QualityFigures(
        first.isoformat(),
        last.isoformat(),
        [
            ReviewerQuality(staff_id, names.get(staff_id, ""), *(figures.get((staff_id, one), 0) for one in Figure))
            for staff_id in ids
        ],
    )


@routes.route("/api/staff/review/disagreements", methods=["GET"], name="staff")
@staff(MANAGER, answer=Disagreements)
def list_disagreements(who: Staff) -> Disagreements:
    """List the photos on which two reviewers disagree.  The first decision stands until it is recalled."""
    names, checks = _names(who), wire().review.checks.disagreements(who, MOST_SHOWN)
    return Disagreements(
        [
            Disagreement(
                check.order_id,
                wire().review.checks.order_of(check).head.shown_number,
                check.photo_no,
                Verdict(check.first_by, names.get(check.first_by, ""), check.first_approved),
                Verdict(check.by, names.get(check.by, ""), bool(check.approved)),
                iso(check.at),
            )
            for check in checks
            if check.at
        ],
        len(checks) == MOST_SHOWN,
    )


@routes.route("/api/staff/review/disagreements/{order_id}/{photo_no}/settle", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=Done)
def settle_disagreement(who: Staff, body: Why, order_id: str, photo_no: str) -> Done:
    """Take a disagreement off the list.  After looking at the photo; settling it again changes nothing."""
    wire().review.checks.settle(who, order_id, number(photo_no), body.reason)
    return Done()


def _names(who: Staff) -> dict[str, str]:
    return {account.staff_id: account.name for account in wire().staff.accounts.everybody(who)}
