"""What was deleted of a branch, in the people table: DELETIONS#<branch> / <instant>#<id>, beside the audit trail."""

from __future__ import annotations

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.privacy.model import Deleted
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json
from chalicelib.shared.ids import random_id


class DeletedItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_DELETED = msgspec.json.Decoder(Deleted)


class DeletedStore:
    """Append-only: nothing removes a record."""

    def __init__(self, table: str) -> None:
        DeletedItem.Meta.table_name = table

    def add(self, branch: str, deleted: Deleted) -> Write:
        """The write of a record, for the transaction of what it records."""
        sk = f"{iso(deleted.at)}#{random_id(8)}"
        return Put(item=DeletedItem(f"DELETIONS#{branch}", sk, body=as_json(deleted)), new=True)

    def page(self, branch: str, *, limit: int, before: str | None) -> tuple[list[Deleted], str | None]:
        """A page of a branch's records, newest first, and `before` of the next one (None at the end)."""
        older = DeletedItem.sk < before if before else None
        query = DeletedItem.query(
            f"DELETIONS#{branch}", older, scan_index_forward=False, consistent_read=True, limit=limit
        )
        items = list(query)
        return [_DELETED.decode(item.body) for item in items], items[-1].sk if len(items) == limit else None
