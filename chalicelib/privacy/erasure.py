"""Deletes what an erased order still has: pictures, reports, marks, messages, the invoice title.

The transition `erase` comes first and takes the order out of use; if the rest is interrupted, the next `purge`
finishes it. A swept order is checked again days later, for pictures that were still being judged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from chalicelib.delivery.chsi.store import ChsiStore
from chalicelib.delivery.removal import Removal
from chalicelib.invoices.store import InvoiceStore
from chalicelib.notify.told_store import ToldStore
from chalicelib.orders.model import EventRecord, Head, Order, Photo
from chalicelib.orders.store.erased import ErasedOrders
from chalicelib.orders.store.first_pictures import FirstPictures
from chalicelib.orders.store.names import Names
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects


class Erasure:
    """Every call is idempotent, and can be repeated after it stopped in the middle."""

    def __init__(
        self,
        *,
        objects: Objects,
        first_pictures: FirstPictures,
        erased: ErasedOrders,
        invoices: InvoiceStore,
        told: ToldStore,
        names: Names,
        chsi: ChsiStore,
        removal: Removal,
        history: Callable[[str], list[EventRecord]],
    ) -> None:
        self._objects, self._first_pictures, self._erased, self._invoices = objects, first_pictures, erased, invoices
        self._told, self._names, self._chsi, self._removal, self._history = told, names, chsi, removal, history

    def sweep(self, order: Order, look_again: datetime) -> int:
        """Delete an erased order's pictures, also those in packages, their reports and marks, what she was told,
        what CHSI said, and an unused invoice title; returns the number of deleted objects.  look_again: when `purge`
        checks the order again."""
        deleted = self._empty(order)
        self._erased.look_again(order, look_again)
        return deleted

    def finish(self, order: Order) -> int:
        """As `sweep`, for the last time: the order's own traces are deleted too."""
        deleted = self._empty(order)
        self._erased.bury(order)
        return deleted

    def _empty(self, order: Order) -> int:
        head = order.head
        assert head.erased_at is not None
        deleted = sum(self._objects.delete_all(prefix) for prefix in keys.of_order(head.order_id))
        deleted += self._removal.leave(head.order_id, self._packages(order))
        self._erased.drop_photos(order, partial(self._leave, head))
        self._erased.drop_parts(order)
        self._told.forget(head.order_id)
        self._names.forget(head.order_id)
        self._chsi.forget(head.order_id)
        title = self._invoices.get(head.order_id)
        if title is not None and title.state == "WAITING" and order.paid_attempt() is None:
            self._invoices.forget(title)
        return deleted

    def _leave(self, head: Head, photo: Photo) -> None:
        if photo.look:
            self._first_pictures.leave(head.task_id, photo.look, head.enrolment)

    def _packages(self, order: Order) -> set[str]:
        """Ids of every package the order was ever in: a corrected order joins another one."""
        return {event.data["package"] for event in self._history(order.head.order_id) if event.event == "deliver"}
