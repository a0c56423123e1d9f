"""Routes of the `rights` step: a copy of one's own data, deletion, closing the account."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.student.telling import tell
from chalicelib.identity.model import Role, Who
from chalicelib.identity.trail import Act
from chalicelib.privacy.model import DeletionRecord, Kept
from chalicelib.shared.clock import iso
from chalicelib.wire import wire


class Sure(Struct, frozen=True, forbid_unknown_fields=True):
    """The student was told what goes and what stays, and confirmed it."""

    confirmed: Literal[True]


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class ExportLink(Struct, frozen=True):
    """A zip with data.json and the photos; the link works until then."""

    url: str
    expires_at: str


class KeptView(Struct, frozen=True):
    """what: in words; an order by its number."""

    what: str
    why: str


class DeletionPlan(Struct, frozen=True):
    """orders: whose data would go; profile: whether the account has something to forget; standing: orders that are
    not over, because of which the account cannot be closed."""

    orders: list[str]
    profile: bool
    kept: list[KeptView]
    standing: int


class Deleted(Struct, frozen=True):
    """What went and what stayed; record_id: of the deletion record."""

    record_id: str
    at: str
    orders: list[str]
    kept: list[KeptView]


@routes.route("/api/me/export", methods=["POST"], name="rights")
@endpoint(role=Role.STUDENT, body=Nothing, answer=ExportLink, status=201)
def export_my_data(who: Who, body: Nothing) -> ExportLink:
    """Make a copy of one's own data.  A zip behind a link of ten minutes; five a day, and an earlier copy is gone.
    Wants the proof of /api/login/phone/proof, and the number is told by SMS."""
    wire().student.proven.require(who)
    export = wire().privacy.export.make(who)
    tell(Act.EXPORTED, who)
    return ExportLink(export.url, iso(export.expires_at))


@routes.route("/api/me/deletion", methods=["GET"], name="rights")
@endpoint(role=Role.STUDENT, answer=DeletionPlan)
def plan_deletion(who: Who) -> DeletionPlan:
    """Show what deletion would do now.  Which orders' data goes, and what stays for which reason."""
    plan = wire().privacy.rights.plan(who)
    ids = [order.head.order_id for order in plan.orders]
    return DeletionPlan(ids, plan.profile, _kept(plan.kept), plan.standing)


@routes.route("/api/me/deletion", methods=["POST"], name="rights")
@endpoint(role=Role.STUDENT, body=Sure, answer=Deleted)
def delete_my_data(who: Who, body: Sure) -> Deleted:
    """Delete one's own data.  What may go goes now; the answer is the record of it.  Wants the proof of
    /api/login/phone/proof, and the number is told by SMS."""
    wire().student.proven.require(who)
    record = wire().privacy.rights.erase(who)
    tell(Act.DELETED, who)
    return _deleted(record)


@routes.route("/api/me/closing", methods=["POST"], name="rights")
@endpoint(role=Role.STUDENT, body=Sure, answer=Deleted)
def close_my_account(who: Who, body: Sure) -> Deleted:
    """Delete everything and close the account.  Phone and WeChat lead nowhere any more; refused while an order is not
    over.  Wants the proof of /api/login/phone/proof, and the number is told by SMS."""
    wire().student.proven.require(who)
    record = wire().privacy.rights.close(who)
    tell(Act.CLOSED, who)
    return _deleted(record)


def _deleted(record: DeletionRecord) -> Deleted:
    return Deleted(record.record_id, iso(record.at), list(record.orders), _kept(record.kept))


def _kept(kept: tuple[Kept, ...]) -> list[KeptView]:
    return [KeptView(entry.what, entry.why) for entry in kept]
