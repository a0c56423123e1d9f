"""What is left of an order that was erased, and how that is deleted when the task's retention is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DeleteError, UpdateError

from chalicelib.orders.model import Head, Order, Photo, PhotoState
from chalicelib.orders.store import code_texts
from chalicelib.orders.store.branch_lists import BranchListItem
from chalicelib.orders.store.branch_lists import key_of as branch_item_key
from chalicelib.orders.store.items import OrderItem, claim_key, number_item, photo_part, read_photo
from chalicelib.shared.clock import iso
from chalicelib.shared.db import is_condition_failure

UNJUDGED = (PhotoState.WAITING.value, PhotoState.CHECKING.value)


class ErasedOrders:
    """Every call may be repeated, also after it stopped half-way."""

    def __init__(self, table: str) -> None:
        OrderItem.Meta.table_name = BranchListItem.Meta.table_name = table

    def drop_photos(self, order: Order, leave: Callable[[Photo], None]) -> None:
        """Deletes its photos and the reports on them; leave: gives up the marks of each, first.  One that is judged at
        this very moment is looked at again, since nobody else would know of its marks."""
        for photo in order.photos:
            leave(photo)
            item = OrderItem(order.head.order_id, photo_part(photo.photo_no))
            if photo.state in UNJUDGED and not _dropped_unjudged(item):
                judged = OrderItem.find(item.pk, item.sk)
                if judged is not None:
                    leave(read_photo(str(judged.body)))
            item.delete(add_version_condition=False)

    def drop_parts(self, order: Order) -> None:
        """Deletes what clients were shown for paying, and the collection code's text."""
        parts = [f"PREPAY#{attempt.attempt_no:02d}" for attempt in order.attempts]
        for part in parts:
            OrderItem(order.head.order_id, part).delete(add_version_condition=False)
        code_texts.forget(order.head.order_id)

    def look_again(self, order: Order, at: datetime) -> None:
        """Sets when the erased order is next due to be looked at."""
        self._list(order.head, OrderItem.state_at.set(iso(at)))

    def bury(self, order: Order) -> None:
        """Frees the enrolment.  An order without a payment attempt is deleted; of any other one the money and the
        history stay."""
        self._free(order)
        if order.attempts:
            self._list(order.head, OrderItem.task_state.remove())
            return
        if order.head.number:
            number_item(order.head.number, order.head.order_id).delete(add_version_condition=False)
        for sk in self._parts(order.head.order_id):  # the head last: until it goes, the next run finds the order
            OrderItem(order.head.order_id, sk).delete(add_version_condition=False)

    def _parts(self, order_id: str) -> Iterator[str]:
        keys = [item.sk for item in OrderItem.query(order_id, consistent_read=True, attributes_to_get=["pk", "sk"])]
        yield from sorted(keys, key=lambda sk: sk == "HEAD")

    def _free(self, order: Order) -> None:
        head = order.head
        mine = OrderItem.order_id == head.order_id
        try:
            OrderItem(claim_key(head.task_id, head.enrolment), "CLAIM").delete(
                condition=mine, add_version_condition=False
            )
        except DeleteError as error:  # it belongs to another order by now, or is deleted
            _expected(error)
        branch = BranchListItem(*branch_item_key(head.branch_key))
        listed = BranchListItem.order_ids.contains(head.order_id)
        try:
            branch.update(
                actions=[BranchListItem.order_ids.delete({head.order_id}), BranchListItem.rev.add(1)],
                condition=listed,
                add_version_condition=False,
            )
        except UpdateError as error:
            _expected(error)

    def _list(self, head: Head, action: Any) -> None:
        """Moves the order in the task's index.  Does nothing if the order changed meanwhile: the next run finds it."""
        same = (OrderItem.state == head.state.value) & (OrderItem.seq == head.seq)
        try:
            OrderItem(head.order_id, "HEAD").update(actions=[action], condition=same, add_version_condition=False)
        except UpdateError as error:
            _expected(error)


def _dropped_unjudged(item: OrderItem) -> bool:
    """Deletes a photo that still has no verdict; a verdict comes to none that is gone."""
    try:
        item.delete(condition=OrderItem.state.is_in(*UNJUDGED), add_version_condition=False)
    except DeleteError as error:
        _expected(error)
        return False
    return True


def _expected(error: DeleteError | UpdateError) -> None:
    if not is_condition_failure(error):
        raise error
