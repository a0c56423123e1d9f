"""Orders about which something was refused, or failed: what `tools.replay` feeds again.

A set an hour and shard in the inbox, NOTICE#UNFINISHED#<hour>#<shard>, kept as long as the marks of what was done.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.once import KEPT
from chalicelib.shared.clock import Clock

SHARDS = 64  # every note is charged for its whole set: of 10,000 orders an hour, four units each
HOUR = timedelta(hours=1)


class Unfinished:
    """Every call is idempotent.  An order stays noted when it is fed again: what was done is not done twice."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    def add(self, order_id: str) -> None:
        now, shard = self._clock(), zlib.crc32(order_id.encode()) % SHARDS
        self._inbox.join(_key(now, shard), order_id, until=now + KEPT)

    def since(self, oldest: datetime) -> Iterator[str]:
        """Ids of the orders that were noted from then on, an order once an hour."""
        hour, now = oldest.astimezone(UTC).replace(minute=0, second=0, microsecond=0), self._clock()
        while hour <= now:
            yield from sorted(self._inbox.all_members(_key(hour, shard) for shard in range(SHARDS)))
            hour += HOUR


def _key(at: datetime, shard: int) -> str:
    return f"NOTICE#UNFINISHED#{at.astimezone(UTC):%Y-%m-%dT%H}#{shard}"
