"""Imports in the tasks table: IMPORT#<id> / IMPORT, listed under IMPORTS#<branch> / <instant>#<id>."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.imports.model import Import
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact

SHOWN = 50


class ImportItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_IMPORT = msgspec.json.Decoder(Import)


class ImportStore:
    """An import is written by the one step that works on it; twice at once writes the same."""

    def __init__(self, table: str) -> None:
        ImportItem.Meta.table_name = table

    def create(self, job: Import, also: Iterable[Write]) -> None:
        """A new import, with the rows of its audit."""
        listed = ImportItem(f"IMPORTS#{job.branch}", f"{iso(job.created_at)}#{job.import_id}")
        transact([Put(item=_item(job), new=True), Put(item=listed, new=True), *also])

    def get(self, import_id: str) -> Import | None:
        item = ImportItem.find(f"IMPORT#{import_id}", "IMPORT")
        if item is None:
            return None
        return _IMPORT.decode(str(item.body))

    def save(self, job: Import) -> None:
        """Where it is now."""
        transact([Put(item=_item(job))])

    def of_branch(self, branch: str) -> list[Import]:
        """The newest ones first."""
        items = ImportItem.query(f"IMPORTS#{branch}", scan_index_forward=False, limit=SHOWN, consistent_read=True)
        found = (self.get(item.sk.partition("#")[2]) for item in items)
        return [job for job in found if job is not None]


def _item(job: Import) -> ImportItem:
    return ImportItem(f"IMPORT#{job.import_id}", "IMPORT", body=as_json(job))
