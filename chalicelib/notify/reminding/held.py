"""Events whose message cannot be sent yet, because the vendor accepts no more SMS or it is night.

They wait in a list and are retried with the reminders, by day, until sent or no longer needed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.notices import ANOTHER_PHOTO
from chalicelib.notify.once import KEPT
from chalicelib.notify.reminding.reminders import reminded_from
from chalicelib.orders.model import EventRecord, Order, State
from chalicelib.orders.photos.rules import out_of_tries
from chalicelib.shared.clock import Clock
from chalicelib.tasks.model import Task

SHARDS = 8  # sets of event ids; one holds about 10,000
NEWS = timedelta(days=3)  # how long a message that asks for nothing is still worth an SMS


class Held:
    """Sets HELD#<shard> in the inbox.  Every call is idempotent."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    def add(self, order_id: str, seq: int) -> None:
        self._inbox.join(_shard(order_id), f"{order_id}#{seq}", until=self._clock() + KEPT)

    def drop(self, order_id: str, seq: int) -> None:
        self._inbox.leave(_shard(order_id), f"{order_id}#{seq}")

    def all(self) -> Iterator[tuple[str, int]]:
        """(order id, event number) of every event that waits."""
        for shard in range(SHARDS):
            for member in sorted(self._inbox.members(f"HELD#{shard}")):
                order_id, _, seq = member.partition("#")
                yield order_id, int(seq)


def needless(record: EventRecord, order: Order, task: Task, now: datetime) -> bool:
    """Whether an event's message has become pointless: what it asked for is done or its time is over, a later reminder
    says the same, the news is old, or the refund it announced has arrived."""
    head = order.head
    if head.erased_at is not None:
        return True
    if record.to is State.REFUNDING and head.state is not State.REFUNDING:
        return True
    if record.event not in ANOTHER_PHOTO:
        return now >= record.at + NEWS
    if head.state is not record.to or head.deadline is None:
        return True
    ends = [head.deadline]
    if not out_of_tries(order, task):  # otherwise no reminder is sent
        ends.append(reminded_from(head.state_at, head.deadline))
    return any(record.at < end <= now for end in ends)


def _shard(order_id: str) -> str:
    return f"HELD#{zlib.crc32(order_id.encode()) % SHARDS}"
