"""Which pictures a reviewer took, in the orders table: REVIEWER#<staff id> / <task id>, the newest of each task.

The lease itself is the order's; this only finds it, without the indexes, which are a moment behind.
"""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.orders.model import Head
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write


class TakenItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    order_id = UnicodeAttribute()
    until = UnicodeAttribute()


class TakenStore:
    """One item for each task a reviewer ever took from."""

    def __init__(self, table: str) -> None:
        TakenItem.Meta.table_name = table

    def taking(self, staff_id: str, head: Head, until: datetime) -> Write:
        """For the transaction that gives the lease."""
        item = TakenItem(_key(staff_id), head.task_id, order_id=head.order_id, until=iso(until))
        return Put(item=item)

    def taken(self, staff_id: str, task_id: str | None, now: datetime) -> list[str]:
        """Orders whose lease may still be hers, of one task or of all, the newest first."""
        only = TakenItem.sk == task_id if task_id else None
        items = TakenItem.query(_key(staff_id), only, TakenItem.until > iso(now), consistent_read=True)
        return [item.order_id for item in sorted(items, key=lambda item: item.until, reverse=True)]


def _key(staff_id: str) -> str:
    return f"REVIEWER#{staff_id}"
