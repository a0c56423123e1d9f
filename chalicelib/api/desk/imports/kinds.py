"""The route of what a table of some kind looks like: its columns, and examples to fill in."""

from __future__ import annotations

from base64 import b64encode

from msgspec import Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, Id, staff
from chalicelib.api.desk.imports.corrections import TableFile
from chalicelib.api.endpoint import routes
from chalicelib.imports.columns import columns, example, spellings
from chalicelib.imports.errors import KindUnknown, TaskNeeded
from chalicelib.imports.model import Kind
from chalicelib.shared.sheets import csv_bytes, xlsx_bytes
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.wire import wire

KINDS: dict[Kind, str] = {
    "ROSTER": "名单",
    "CAPTURED": "现场已采集名单",
    "WAYBILLS": "快递单号",
    "CHSI": "学信网结果",
    "SCHOOLS": "院校目录",
}


class ForTask(Struct, frozen=True, forbid_unknown_fields=True):
    """task_id: for everything but SCHOOLS."""

    task_id: Id | None = None


class ColumnView(Struct, frozen=True):
    """needed: the table is refused without it; about: what to fill in; accepted: what a heading may call it, the
    preferred first: ours, then what the branch matched."""

    name: str
    needed: bool
    about: str
    accepted: list[str]


class TableKind(Struct, frozen=True):
    """examples: one table, as XLSX and as CSV."""

    columns: list[ColumnView]
    examples: list[TableFile]


@routes.route("/api/staff/table-kinds/{kind}", methods=["GET"], name="staff")
@staff(MANAGER, ADMIN, query=ForTask, answer=TableKind)
def show_table_kind(who: Staff, query: ForTask, kind: str) -> TableKind:
    """Say what a table of this kind looks like.  The columns its reader knows, and an example it would take."""
    known, task = _kind(kind), _task(who, query.task_id)
    if (task is None) != (known == "SCHOOLS"):
        raise TaskNeeded(field="task_id")
    found, lines, name = columns(known, task), example(known, task), f"{KINDS[known]}示例"
    accepted = spellings(found, wire().delivery.imports.remembered(who, known))
    files = {"xlsx": xlsx_bytes(lines, KINDS[known]), "csv": csv_bytes(lines)}
    return TableKind(
        [ColumnView(column.name, column.needed, column.about, [*accepted[column.name]]) for column in found],
        [TableFile(f"{name}.{ending}", b64encode(data).decode()) for ending, data in files.items()],
    )


def _kind(text: str) -> Kind:
    for kind in KINDS:
        if kind == text:
            return kind
    raise KindUnknown


def _task(who: Staff, task_id: str | None) -> Task | None:
    return None if task_id is None else wire().student.tasks.of_branch(who.branch, task_id)
