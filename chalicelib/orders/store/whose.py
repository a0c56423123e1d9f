"""Whose the orders of stored pictures are: a hundred a request, without loading them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from chalicelib.orders.store.items import FIRST_PART, OrderItem, read_head
from chalicelib.shared.store.together import several


class Whose(NamedTuple):
    """erased_at: soon after, nothing of its pictures may be left; None for one that was not erased."""

    branch: str
    task_id: str
    erased_at: datetime | None


class OrderOwners:
    """table: name of the orders table."""

    def __init__(self, table: str) -> None:
        OrderItem.Meta.table_name = table

    def of(self, order_ids: Collection[str]) -> dict[str, Whose]:
        """By order id; an order that is not there is left out."""
        items = several(OrderItem, ((order_id, FIRST_PART) for order_id in order_ids)).values()
        heads = (read_head(item) for item in items)
        return {head.order_id: Whose(head.branch, head.task_id, head.erased_at) for head in heads}
