"""Deletion records in the people table: P#<person> / DELETION#<instant>#<id>."""

from __future__ import annotations

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.privacy.model import DeletionRecord
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact


class DeletionItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_RECORD = msgspec.json.Decoder(DeletionRecord)


class DeletionStore:
    """Append-only."""

    def __init__(self, table: str) -> None:
        DeletionItem.Meta.table_name = table

    def add(self, person_id: str, record: DeletionRecord) -> Write:
        """The write of a record, for the transaction of the deletion it records."""
        sk = f"DELETION#{iso(record.at)}#{record.record_id}"
        return Put(item=DeletionItem(f"P#{person_id}", sk, body=as_json(record)), new=True)

    def keep(self, person_id: str, record: DeletionRecord) -> None:
        """Store a record by itself."""
        transact([self.add(person_id, record)])

    def of_person(self, person_id: str) -> list[DeletionRecord]:
        """A person's records, oldest first."""
        items = DeletionItem.query(f"P#{person_id}", DeletionItem.sk.startswith("DELETION#"), consistent_read=True)
        return [_RECORD.decode(item.body) for item in items]
