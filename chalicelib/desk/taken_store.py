"""Which picture a reviewer took last, in the orders table: REVIEWER#<staff id> / TAKEN.

The lease itself is in the order.  This item finds it without the indexes, which lag behind, and makes two windows of
one reviewer take one after the other.
"""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write


class TakenItem(TwoKeys):
    """rev: how many pictures the reviewer has taken so far."""

    class Meta(BaseMeta):
        pass

    order_id = UnicodeAttribute()
    rev = NumberAttribute()


class TakenStore:
    """One item a reviewer."""

    def __init__(self, table: str) -> None:
        TakenItem.Meta.table_name = table

    def last(self, staff_id: str) -> TakenItem | None:
        """The picture taken last; its order knows whether the reviewer still holds it."""
        return TakenItem.find(f"REVIEWER#{staff_id}", "TAKEN")

    def taking(self, staff_id: str, order_id: str, last: TakenItem | None) -> Write:
        """A write for the transaction that gives the lease.  It fails with Conflict if the reviewer took another
        picture since `last` was read."""
        same = TakenItem.pk.does_not_exist() if last is None else TakenItem.rev == last.rev
        rev = 1 if last is None else int(last.rev) + 1
        return Put(item=TakenItem(f"REVIEWER#{staff_id}", "TAKEN", order_id=order_id, rev=rev), condition=same)
