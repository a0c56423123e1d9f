"""Entries of the ledger in the orders table, by channel and day: pk LEDGER#<channel>#<day>#<shard>, sk
<number>#<seq>#<kind>, of a refund on the channel's page with #<its number there>.

Each is written once, in the transaction of the change it belongs to, and never changed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec.json import Decoder
from pynamodb.attributes import UnicodeAttribute

from chalicelib.orders.ledger import LedgerEntry, entries
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json
from chalicelib.shared.log import carried

if TYPE_CHECKING:
    from chalicelib.orders.machine.decide import Change

SHARDS = 4  # a busy second writes 5 entries of one day; a partition takes 1,000
_ENTRY = Decoder(LedgerEntry)  # made at import: its first use by two threads at once would crash


class LedgerItem(TwoKeys):
    """One entry; `body` is its JSON."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    ref = UnicodeAttribute(null=True)  # of the request that wrote it


def writes(change: Change) -> Iterator[Write]:
    """The puts of the change's ledger entries."""
    for entry in entries(change):
        yield Put(item=item_of(entry), new=True)


def item_of(entry: LedgerEntry) -> LedgerItem:
    shard = _shard(entry.order_id)
    part = f"{entry.number}#{entry.seq:08d}#{entry.kind}" + (f"#{entry.refund_no}" if entry.refund_no else "")
    return LedgerItem(_key(entry.channel, entry.day, shard), part, body=as_json(entry), ref=carried())


def _shard(order_id: str) -> int:
    return zlib.crc32(order_id.encode()) % SHARDS


def _key(channel: str, day: date, shard: int) -> str:
    return f"LEDGER#{channel}#{day.isoformat()}#{shard}"


class Ledger:
    """Reads only: nothing ever changes an entry."""

    def __init__(self, table: str) -> None:
        LedgerItem.Meta.table_name = table

    def of_day(self, channel: str, day: date) -> Iterator[LedgerEntry]:
        """All entries of a channel and a day in Shanghai."""
        for shard in range(SHARDS):
            for item in LedgerItem.query(_key(channel, day, shard), consistent_read=True):
                yield _ENTRY.decode(item.body)

    def of_order(self, order_id: str, days: Iterable[tuple[str, date]]) -> list[LedgerEntry]:
        """An order's entries, oldest first.  days: (channel, day) on which it can have any: each is one request."""
        shard, found = _shard(order_id), list[LedgerEntry]()
        for channel, day in days:
            own = LedgerItem.sk.startswith(order_id)  # every number of an order begins with its id
            items = LedgerItem.query(_key(channel, day, shard), own, consistent_read=True)
            found += [_ENTRY.decode(item.body) for item in items]
        return sorted(found, key=lambda entry: entry.seq)


read_entry = _ENTRY.decode
