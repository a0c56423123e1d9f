"""Routes of rows that an import did not take: what is wrong with them, to be corrected and sent again."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, Empty, Id, staff
from chalicelib.api.desk.imports.tables import ImportView, import_view
from chalicelib.api.endpoint import routes
from chalicelib.imports.corrections import to_correct
from chalicelib.imports.runner import MOST_NAME
from chalicelib.shared.sheets import xlsx_bytes
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

SHEET = "错误的行"
Name = Annotated[str, Meta(min_length=1, max_length=MOST_NAME)]
Place = Annotated[int, Meta(ge=0, le=10_000)]


class WrongFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """place: of the answer before."""

    place: Place = 0


class WrongCellView(Struct, frozen=True):
    """column: empty if the row as a whole is wrong."""

    column: str
    message: str


class WrongRowView(Struct, frozen=True):
    """line: as the spreadsheet shows it; cells: by column."""

    line: int
    cells: dict[str, str]
    wrong: list[WrongCellView]


class WrongRowViews(Struct, frozen=True):
    """place: where the next ones are; null at the end."""

    rows: list[WrongRowView]
    place: int | None


class TableFile(Struct, frozen=True):
    """data: Base64."""

    name: str
    data: str


class CorrectImport(Struct, frozen=True, forbid_unknown_fields=True):
    """upload_id: of a table whose column 原表行号 says which row each of its rows replaces, or leaves out where 处理 is
    跳过; seen: how many corrections the import had."""

    upload_id: Id
    seen: Annotated[int, Meta(ge=0, le=1_000)]


class MatchColumns(Struct, frozen=True, forbid_unknown_fields=True):
    """columns: a column of the kind → the name that the table's heading has for it, "" for none; only those that are
    to be read otherwise."""

    columns: Annotated[dict[Name, Annotated[str, Meta(max_length=MOST_NAME)]], Meta(max_length=20)]


@routes.route("/api/staff/imports/{import_id}/wrong-rows", methods=["GET"], name="staff")
@staff(MANAGER, ADMIN, query=WrongFrom, answer=WrongRowViews)
def list_wrong_rows(who: Staff, query: WrongFrom, import_id: str) -> WrongRowViews:
    """List the rows that were not taken.  With their cells, in pages, for a day; then they are deleted."""
    rows, place = wire().delivery.imports.wrong_part(who, import_id, query.place)
    return WrongRowViews(
        [
            WrongRowView(row.line, row.cells, [WrongCellView(cell.column, cell.message) for cell in row.wrong])
            for row in rows
        ],
        place,
    )


@routes.route("/api/staff/imports/{import_id}/wrong-rows/file", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=Empty, answer=TableFile)
def fetch_wrong_rows(who: Staff, body: Empty, import_id: str) -> TableFile:
    """Fetch the rows that were not taken as XLSX.  To be corrected and uploaded as the import's correction."""
    rows = wire().delivery.imports.wrong_rows(who, import_id)
    return TableFile(f"{SHEET}.xlsx", b64encode(xlsx_bytes(to_correct(rows), SHEET)).decode())


@routes.route("/api/staff/imports/{import_id}/corrections", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=CorrectImport, answer=ImportView, status=202)
def correct_import(who: Staff, body: CorrectImport, import_id: str) -> ImportView:
    """Send corrected rows of an import again.  All other rows are taken from its table; the same upload counts once."""
    return import_view(wire().delivery.imports.correct(who, import_id, body.upload_id, body.seen))


@routes.route("/api/staff/imports/{import_id}/columns", methods=["POST"], name="staff")
@staff(MANAGER, ADMIN, body=MatchColumns, answer=ImportView, status=202)
def match_columns(who: Staff, body: MatchColumns, import_id: str) -> ImportView:
    """Match the heading of a refused table to columns by hand.  The table is read again; the branch's next tables of
    this kind are read so, too."""
    return import_view(wire().delivery.imports.match(who, import_id, body.columns))
