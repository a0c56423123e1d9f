"""The payments that brought money, of a branch or of one task, newest first: from the sparse indexes by_task_state and
task_queue.  A page costs the same however many payments there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pynamodb.expressions.condition import Condition

from chalicelib.orders.store.index_keys import PaymentGroup, payments, task_payments
from chalicelib.orders.store.items import OrderItem, transaction_key
from chalicelib.orders.store.lists import AFTER_ALL, BEFORE_ALL, DeskItem
from chalicelib.shared.clock import iso


class PaymentKey(NamedTuple):
    """Identifies one payment.  place: in the list."""

    order_id: str
    attempt_no: int
    place: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """Paid from `first` on and before `end`; before: the place of the last one of the page before."""

    first: datetime | None = None
    end: datetime | None = None
    before: str | None = None

    def within(self, place: str) -> bool:
        """Whether a place is not the page before's last: a range includes its ends."""
        return place != self.before

    def holds(self, instant: str) -> bool:
        """Whether an instant, as in a place, is between the first and the end."""
        low, high = self.ends
        return low <= instant < high

    @property
    def is_empty(self) -> bool:
        low, high = self.ends
        return low > high  # a range that no query may ask for

    @property
    def ends(self) -> tuple[str, str]:
        """The least and the greatest place."""
        last = min(self.before or AFTER_ALL, iso(self.end) if self.end else AFTER_ALL)
        return (iso(self.first) if self.first else BEFORE_ALL, last)


class Payments:
    """Keys only: the caller loads the orders, since an index lags behind."""

    def __init__(self, table: str) -> None:
        DeskItem.Meta.table_name = table
        OrderItem.Meta.table_name = table

    def of_branch(self, branch: str, groups: Iterable[PaymentGroup], span: Span, *, limit: int) -> list[PaymentKey]:
        """The newest of several groups, read side by side."""
        found = [self._read(payments(branch, group), span, limit) for group in groups]
        newest = heapq.merge(*found, key=lambda key: key.place, reverse=True)
        return list(islice(newest, limit))

    def of_task(self, task_id: str, span: Span, *, limit: int) -> list[PaymentKey]:
        """The newest of a task, of all groups."""
        if span.is_empty:
            return []
        when: Condition = DeskItem.queue_at.between(*span.ends)
        found = DeskItem.of_task.query(task_payments(task_id), when, scan_index_forward=False, limit=limit + 1)
        keys = [_key(item, str(item.queue_at)) for item in found]
        return [key for key in keys if span.within(key.place)][:limit]

    def _read(self, key: str, span: Span, limit: int) -> list[PaymentKey]:
        if span.is_empty:
            return []
        when: Condition = DeskItem.state_at.between(*span.ends)
        found = DeskItem.by_task_state.query(key, when, scan_index_forward=False, limit=limit + 1)
        keys = [_key(item, str(item.state_at)) for item in found]
        return [key for key in keys if span.within(key.place)][:limit]

    def how_many(self, branch: str, groups: Iterable[PaymentGroup], span: Span) -> int:
        """Of several groups; reads their keys alone, 1 MB of them a request."""
        when: Condition = DeskItem.state_at.between(*span.ends)
        return sum(DeskItem.by_task_state.count(payments(branch, group), when) for group in groups)

    def how_many_of_task(self, task_id: str, span: Span) -> int:
        return int(DeskItem.of_task.count(task_payments(task_id), DeskItem.queue_at.between(*span.ends)))

    def order_of_transaction(self, transaction_id: str) -> str | None:
        """The id of the order that was paid by a channel's transaction."""
        item = OrderItem.find(transaction_key(transaction_id), "TRANSACTION")
        return str(item.order_id) if item else None


def _key(item: DeskItem, place: str) -> PaymentKey:
    return PaymentKey(item.pk, int(item.sk.partition("#")[2]), place)
