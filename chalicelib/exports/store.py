"""Exports in the orders table: EXPORT#<id> / EXPORT, listed under EXPORTS#<staff id> / <instant>#<id>."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.exports.model import Export
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact

SHOWN = 30


class ExportItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)


_EXPORT = msgspec.json.Decoder(Export)  # at import: a first use by two threads at once crashes


class ExportStore:
    """Of two simultaneous runs of one export, only one can go on: every change is compared with what was read."""

    def __init__(self, table: str) -> None:
        ExportItem.Meta.table_name = table

    def create(self, export: Export, also: Iterable[Write]) -> None:
        """also: its audit rows."""
        listed = ExportItem(f"EXPORTS#{export.staff_id}", f"{iso(export.created_at)}#{export.export_id}")
        transact([Put(item=_item(export), new=True), Put(item=listed, new=True), *also])

    def get(self, export_id: str) -> Export | None:
        item = ExportItem.find(f"EXPORT#{export_id}", "EXPORT")
        return _EXPORT.decode(str(item.body)) if item else None

    def move(self, before: Export, after: Export, also: Iterable[Write] = ()) -> None:
        """Raises Conflict when somebody changed it meanwhile."""
        transact([Put(item=_item(after), condition=ExportItem.body == as_json(before)), *also])

    def of_staff(self, staff_id: str) -> list[Export]:
        """The SHOWN newest of one person, newest first."""
        items = ExportItem.query(f"EXPORTS#{staff_id}", scan_index_forward=False, limit=SHOWN, consistent_read=True)
        found = (self.get(item.sk.partition("#")[2]) for item in items)
        return [export for export in found if export is not None]


def _item(export: Export) -> ExportItem:
    return ExportItem(f"EXPORT#{export.export_id}", "EXPORT", body=as_json(export))
