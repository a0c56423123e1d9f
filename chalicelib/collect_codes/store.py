"""Counters of readings per person in the inbox table, `RATE#reads#…`, and readings that an earlier version kept there,
`READ#<read id>`; today their readers keep them (see sealed.py).

DynamoDB may delete an expired item days late, so `ttl` only cleans up: the reader has to compare `expires_at`.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.collect_codes.model import KeptReading
from chalicelib.shared.db import BaseMeta, Item, is_condition_failure


class ReadItem(Item):
    class Meta(BaseMeta):
        pass

    pk = UnicodeAttribute(hash_key=True)
    ttl = NumberAttribute()
    n = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_READ = msgspec.json.Decoder(KeptReading)


class ReadingStore:
    """The readings of the last hour."""

    def __init__(self, table: str) -> None:
        ReadItem.Meta.table_name = table

    def get(self, read_id: str) -> KeptReading | None:
        """The reading, even if it has expired; None if there is none.  A strongly consistent read."""
        item = ReadItem.find(f"READ#{read_id}")
        if item is None:
            return None
        return _READ.decode(item.body or "")

    def count(self, person_id: str, *, until: datetime, most: int) -> bool:
        """Counts one more reading of this person in the window that ends at `until`; False if `most` were counted."""
        window = int(until.timestamp())
        item = ReadItem(f"RATE#reads#{person_id}#{window}")
        room = ReadItem.n.does_not_exist() | (ReadItem.n < most)
        actions: list[Action] = [ReadItem.n.add(1), ReadItem.ttl.set(window)]
        try:
            item.update(actions=actions, condition=room, add_version_condition=False)
        except UpdateError as error:
            if not is_condition_failure(error):
                raise
            return False
        return True
