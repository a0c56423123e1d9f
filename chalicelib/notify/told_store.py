"""What students were told of an order, in the orders table, until the order is erased.

TOLD#<order id>   <event id>#<effect>   one message by one channel, as it went the last time it was tried
"""

from __future__ import annotations

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.notify.told import Fate, Told
from chalicelib.shared.db import BaseMeta, TwoKeys, as_json


class ToldItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_TOLD = msgspec.json.Decoder(Told)


class ToldStore:
    """table: name of the orders table."""

    def __init__(self, table: str) -> None:
        ToldItem.Meta.table_name = table

    def put(self, order_id: str, key: str, told: Told) -> None:
        """Keep a message, in place of an earlier try of the same key."""
        ToldItem(f"TOLD#{order_id}", key, body=as_json(told)).save(add_version_condition=False)

    def fate(self, order_id: str, key: str) -> Fate | None:
        """What became of a message, or None if none was stored under this key."""
        item = ToldItem.find(f"TOLD#{order_id}", key)
        return _TOLD.decode(str(item.body)).fate if item else None

    def of(self, order_id: str) -> list[Told]:
        """All of an order, newest first."""
        items = ToldItem.query(f"TOLD#{order_id}", consistent_read=True)
        return sorted((_TOLD.decode(str(item.body)) for item in items), key=lambda told: told.at, reverse=True)

    def forget(self, order_id: str) -> None:
        """Delete all of an order; idempotent."""
        for item in list(ToldItem.query(f"TOLD#{order_id}", consistent_read=True, attributes_to_get=["pk", "sk"])):
            ToldItem(item.pk, item.sk).delete(add_version_condition=False)
