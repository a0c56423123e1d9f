"""Imports in the tasks table: IMPORT#<id> / IMPORT, listed under IMPORTS#<branch> / <instant>#<id>;
headings that were matched by hand: HEADINGS#<branch> / <kind>."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.imports.model import Import, Kind
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.store.together import several

SHOWN = 50


class ImportItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    at = NumberAttribute(null=True)
    moved_at = UnicodeAttribute(null=True)
    taken_back = BooleanAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_IMPORT = msgspec.json.Decoder(Import)
_REMEMBERED = msgspec.json.Decoder(dict[str, str])


class ImportStore:
    """Stores imports; of two simultaneous runs of one import, only one can go on."""

    def __init__(self, table: str) -> None:
        ImportItem.Meta.table_name = table

    def create(self, job: Import, also: Iterable[Write]) -> None:
        """Store a new import.  also: its audit rows."""
        listed = ImportItem(f"IMPORTS#{job.branch}", f"{iso(job.created_at)}#{job.import_id}")
        transact([Put(item=_item(job), new=True), Put(item=listed, new=True), *also])

    def get(self, import_id: str) -> Import | None:
        item = ImportItem.find(f"IMPORT#{import_id}", "IMPORT")
        if item is None:
            return None
        return _IMPORT.decode(str(item.body))

    def save(self, job: Import, also: Iterable[Write] = ()) -> None:
        """Write the import.  also: writes for the same transaction.  Raises Conflict if it is being or was undone."""
        transact([Put(item=_item(job), condition=ImportItem.taken_back.does_not_exist()), *also])

    def move(self, before: Import, after: Import, also: Iterable[Write] = ()) -> None:
        """Record progress.  Raises Conflict if the import was undone, advanced or restarted meanwhile."""
        moved_at = ImportItem.moved_at
        unmoved = moved_at.does_not_exist()  # in items older than this attribute
        if before.moved_at:
            unmoved |= moved_at == iso(before.moved_at)
        same = ImportItem.taken_back.does_not_exist() & (ImportItem.at == before.at) & unmoved
        transact([Put(item=_item(after), condition=same), *also])

    def remembered(self, branch: str, kind: Kind) -> dict[str, str]:
        """Name in a heading of the branch's tables of this kind → its column, as matched by hand, the newest last."""
        item = ImportItem.find(f"HEADINGS#{branch}", kind)
        return _REMEMBERED.decode(str(item.body)) if item else {}

    def remember(self, branch: str, kind: Kind, before: Mapping[str, str], after: Mapping[str, str]) -> Put:
        """For a transaction: `after` is remembered in place of `before`."""
        unset, same = ImportItem.body.does_not_exist(), ImportItem.body == as_json(before)
        item = ImportItem(f"HEADINGS#{branch}", kind, body=as_json(after))
        return Put(item=item, condition=same if before else same | unset)

    def save_undone(self, job: Import) -> None:
        """Write an import that is being undone."""
        transact([Put(item=_item(job))])

    def of_branch(self, branch: str, after: str | None = None) -> tuple[list[Import], str | None]:
        """A page of the branch's imports, newest first, and where the next page starts, None at the end."""
        older = ImportItem.sk < after if after else None
        found = ImportItem.query(
            f"IMPORTS#{branch}", older, scan_index_forward=False, limit=SHOWN + 1, consistent_read=True
        )
        items = list(found)
        keys = [(f"IMPORT#{item.sk.partition('#')[2]}", "IMPORT") for item in items[:SHOWN]]
        jobs = several(ImportItem, keys)
        following = items[SHOWN - 1].sk if len(items) > SHOWN else None
        return [_IMPORT.decode(str(jobs[key].body)) for key in keys if key in jobs], following


def _item(job: Import) -> ImportItem:
    return ImportItem(
        f"IMPORT#{job.import_id}",
        "IMPORT",
        body=as_json(job),
        at=job.at,
        taken_back=job.taken_back or None,
        moved_at=iso(job.moved_at) if job.moved_at else None,
    )
