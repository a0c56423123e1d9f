"""Makes an order forget its student: one transition, then the pictures and what was made of them.

The transition comes first and takes the order out of everybody's way, and `purge` looks at it at once, so it finishes
what died in the middle; one that was swept is looked at days later, for pictures that were still being judged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chalicelib.delivery.removal import Removal
from chalicelib.invoices.store import InvoiceStore
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.store.erased import ErasedOrders
from chalicelib.orders.store.first_pictures import FirstPictures
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects


class Erasure:
    """Every call may come twice, or stop in the middle and come again."""

    def __init__(
        self,
        *,
        objects: Objects,
        firsts: FirstPictures,
        remains: ErasedOrders,
        invoices: InvoiceStore,
        leaving: Removal,
        history: Callable[[str], list[EventRecord]],
    ) -> None:
        self._objects, self._firsts, self._remains, self._invoices = objects, firsts, remains, invoices
        self._leaving, self._history = leaving, history

    def sweep(self, order: Order, look_again: datetime) -> int:
        """Deletes the pictures of an erased order, also those in packages, their reports and marks, and a title nobody
        needs; how many objects there were.  look_again: when `purge` does."""
        gone = self._empty(order)
        self._remains.look_again(order, look_again)
        return gone

    def finish(self, order: Order) -> int:
        """The same for the last time: its traces go too."""
        gone = self._empty(order)
        self._remains.bury(order)
        return gone

    def _empty(self, order: Order) -> int:
        head = order.head
        assert head.erased_at is not None
        gone = sum(self._objects.delete_all(prefix) for prefix in keys.of_order(head.order_id))
        gone += self._leaving.leave(head.order_id, self._packages(order))
        for photo in order.photos:
            for mark in (f"CONTENT#{photo.source_sha256}", f"LOOK#{photo.look}"):
                self._firsts.leave(head.task_id, mark, head.enrolment)
        self._remains.drop_parts(order)
        title = self._invoices.get(head.order_id)
        if title is not None and title.state == "WAITING" and order.paid_attempt() is None:
            self._invoices.forget(title)
        return gone

    def _packages(self, order: Order) -> set[str]:
        """Every one it ever came into: a correction goes into another."""
        return {one.data["package"] for one in self._history(order.head.order_id) if one.event == "deliver"}
