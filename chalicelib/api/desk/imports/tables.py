"""Routes of tables to import: a form to upload with, the import, and its progress."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, Empty, Id, Reason, Why, staff
from chalicelib.api.endpoint import routes
from chalicelib.imports.model import Import, Kind
from chalicelib.imports.sheets import MOST_BYTES
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

FileName = Annotated[str, Meta(max_length=200)]


class TableForm(Struct, frozen=True):
    """A form to post the table with, as the last field, `file`."""

    upload_id: str
    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_at: str


class StartImport(Struct, frozen=True, forbid_unknown_fields=True):
    """task_id: for everything but SCHOOLS; file_name: to be recognised by; hold: of CHSI's results, photos
    that it refused are not corrected yet: the branch looks at them first."""

    kind: Kind
    upload_id: Id
    reason: Reason
    task_id: Id | None = None
    file_name: FileName = ""
    hold: bool = False


class ProblemRow(Struct, frozen=True):
    """order_id: of the order that the row is about and somebody must look at."""

    line: int
    column: str
    message: str
    order_id: str | None = None


class ImportView(Struct, frozen=True):
    """state: QUEUED, RUNNING, DONE; REFUSED: nothing was written; STALLED: may be started again, and goes on where
    it was; UNDOING, UNDONE: taken back.

    wrong: all problems; the first are shown.  corrections: how many it had; skipped: rows they leave out; correctable:
    rows wait to be corrected; moved_at: when it last did something; head: names in the table's heading, if they can be
    matched to columns.
    """

    import_id: str
    kind: Kind
    state: str
    created_at: str
    staff_name: str
    task_id: str | None
    rows: int
    done: int
    wrong: int
    problems: list[ProblemRow]
    file_name: str
    corrections: int
    skipped: int
    correctable: bool
    moved_at: str
    head: list[str]


class TakeBack(Struct, frozen=True):
    """What taking an import back does.  rows: that it wrote; begun: of them people who have an order, which stays; null
    where there are too many to ask."""

    rows: int
    begun: int | None


class WhichImports(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before."""

    cursor: Annotated[str, Meta(min_length=1, max_length=100)] | None = None


class ImportViews(Struct, frozen=True):
    """cursor: where the next ones are, null at the end."""

    imports: list[ImportView]
    cursor: str | None


@routes.route("/api/staff/uploads", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=Empty, answer=TableForm, status=201)
def upload_table(who: Staff, body: Empty) -> TableForm:
    """Ask for a form to upload a table.  It is posted straight to storage; an import names it then."""
    upload_id, form = wire().delivery.imports.upload(who)
    return TableForm(upload_id, form.url, dict(form.fields), MOST_BYTES, iso(form.expires_at))


@routes.route("/api/staff/imports", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=StartImport, answer=ImportView, status=202)
def start_import(who: Staff, body: StartImport) -> ImportView:
    """Import an uploaded table.  Behind the scenes; ask for the import until it is done."""
    imports = wire().delivery.imports
    return import_view(
        imports.start(
            who, body.kind, body.upload_id, body.task_id, body.reason, file_name=body.file_name, hold=body.hold
        )
    )


@routes.route("/api/staff/imports", methods=["GET"], name="staff")
@staff(MANAGER, ADMIN, query=WhichImports, answer=ImportViews)
def list_imports(who: Staff, query: WhichImports) -> ImportViews:
    """List the branch's imports.  The newest first, in pages."""
    jobs, cursor = wire().delivery.imports.listed(who, query.cursor)
    return ImportViews([import_view(job) for job in jobs], cursor)


@routes.route("/api/staff/imports/{import_id}", methods=["GET"], name="staff")
@staff(MANAGER, ADMIN, answer=ImportView)
def show_import(who: Staff, import_id: str) -> ImportView:
    """Show how far an import is.  With the rows that could not be taken, and why."""
    return import_view(wire().delivery.imports.show(who, import_id))


@routes.route("/api/staff/imports/{import_id}/restart", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=Empty, answer=ImportView, status=202)
def restart_import(who: Staff, body: Empty, import_id: str) -> ImportView:
    """Start a stopped import again.  It goes on where it was; asked twice, it is started once."""
    return import_view(wire().delivery.imports.restart(who, import_id))


@routes.route("/api/staff/imports/{import_id}/undo", methods=["GET"], name="staff")
@staff(MANAGER, ADMIN, answer=TakeBack)
def foresee_undo(who: Staff, import_id: str) -> TakeBack:
    """Say what taking an import back would do.  How many people leave the list, and how many of them have begun."""
    return TakeBack(*wire().delivery.imports.would_undo(who, import_id))


@routes.route("/api/staff/imports/{import_id}/undo", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=Why, answer=ImportView, status=202)
def undo_import(who: Staff, body: Why, import_id: str) -> ImportView:
    """Take an import of people back.  As a whole, behind the scenes; who is there by another import stays."""
    return import_view(wire().delivery.imports.undo(who, import_id, body.reason))


def import_view(job: Import) -> ImportView:
    return ImportView(
        import_id=job.import_id,
        kind=job.kind,
        state=job.state,
        created_at=iso(job.created_at),
        staff_name=job.staff_name,
        task_id=job.task_id,
        rows=job.rows,
        done=job.done,
        wrong=job.wrong,
        problems=[ProblemRow(each.line, each.column, each.message, each.order_id) for each in job.problems],
        file_name=job.file_name,
        corrections=len(job.corrections),
        skipped=job.skipped,
        correctable=job.is_correctable,
        moved_at=iso(job.moved_at or job.created_at),
        head=[*job.head] if job.is_matchable else [],
    )
