"""Routes of exports: tables of many rows that a job writes; each is its own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, Empty, Id, Reason, staff
from chalicelib.api.desk.money.payments import Amount, ChannelName
from chalicelib.api.endpoint import routes
from chalicelib.exports.model import Asked, Export, FileKind, Kind
from chalicelib.shared.clock import iso
from chalicelib.shared.errors import Invalid
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]
Group = Literal["TAKEN", "DOUBT", "BACK", "STUCK", "OPEN", "OVER", "RETURNED"]


class StartExport(Struct, frozen=True, forbid_unknown_fields=True):
    """kind: ORDERS needs task_id, REFUNDS group, SEASON year (in which its students graduate); INVOICES: those that
    wait, of a month, or of the group RETURNED.  first, last: days in Shanghai; amount: in fen; reason: kept in the
    audit trail."""

    kind: Kind
    file: FileKind
    reason: Reason
    first: Day | None = None
    last: Day | None = None
    group: Group | None = None
    channel: ChannelName | None = None
    task_id: Id | None = None
    amount: Amount | None = None
    month: Annotated[str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z")] | None = None
    year: Annotated[int, Meta(ge=2020, le=2100)] | None = None


class ExportView(Struct, frozen=True):
    """state: QUEUED, RUNNING, DONE; STALLED: may be started again, and goes on where it was; GONE: deleted.  total:
    entries to look at, 0 where that is not known; looked: those looked at; size: of the finished file, in bytes."""

    export_id: str
    kind: Kind
    file: FileKind
    name: str
    state: str
    created_at: str
    moved_at: str | None
    kept_until: str
    total: int
    looked: int
    rows: int
    size: int


class ExportViews(Struct, frozen=True):
    """Newest first."""

    exports: list[ExportView]


class TableLink(Struct, frozen=True):
    """Works for five minutes."""

    url: str


@routes.route("/api/staff/exports", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=StartExport, answer=ExportView, status=202)
def start_export(who: Staff, body: StartExport) -> ExportView:
    """Have a table written.  Behind the scenes, of any length; ask for it until it is done."""
    asked = Asked(
        first=_day("first", body.first),
        last=_day("last", body.last),
        group=body.group,
        channel=body.channel,
        task_id=body.task_id,
        amount=body.amount,
        month=body.month,
        year=body.year,
    )
    return _view(wire().finance.exports.start(who, body.kind, body.file, asked, body.reason))


@routes.route("/api/staff/exports", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=ExportViews)
def list_exports(who: Staff) -> ExportViews:
    """List one's own exports.  The newest 30, with how far each is."""
    return ExportViews(list(map(_view, wire().finance.exports.listed(who))))


@routes.route("/api/staff/exports/{export_id}/link", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Empty, answer=TableLink)
def fetch_export(who: Staff, body: Empty, export_id: str) -> TableLink:
    """Get a link to a finished table.  It works for five minutes; who asked is kept."""
    return TableLink(wire().finance.exports.link(who, export_id))


@routes.route("/api/staff/exports/{export_id}/again", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Empty, answer=ExportView, status=202)
def restart_export(who: Staff, body: Empty, export_id: str) -> ExportView:
    """Start a stopped export again.  It goes on where it was."""
    return _view(wire().finance.exports.again(who, export_id))


def _day(field: str, text: str | None) -> date | None:
    """Raises Invalid for a day that no calendar has."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(field=field) from None


def _view(export: Export) -> ExportView:
    return ExportView(
        export_id=export.export_id,
        kind=export.kind,
        file=export.file,
        name=export.name,
        state=export.state,
        created_at=iso(export.created_at),
        moved_at=iso(export.moved_at) if export.moved_at else None,
        kept_until=iso(export.kept_until),
        total=export.total,
        looked=export.looked,
        rows=export.rows,
        size=export.size,
    )
