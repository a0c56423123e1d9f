"""The prints of a task that wait to be posted, in the order in which its sheets and labels are printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.delivery.errors import NotToPost
from chalicelib.orders.model import Order
from chalicelib.orders.store.index_keys import posting_at, waits_to_be_posted
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import SealedFields
from chalicelib.shared.errors import Invalid
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks

PAGE, MOST = 20, 200  # rows of an answer
MOST_COUNTED = 1_000  # of those that wait; more are not told apart


@dataclass(frozen=True, kw_only=True)
class ToPost:
    """One order.  layout: how its student wants the prints, or empty."""

    order: Order
    layout: str


@dataclass(frozen=True, kw_only=True)
class PostingsPage:
    """cursor: of the next page, None on the last; waiting: orders of the task, MOST_COUNTED if as many or more."""

    rows: list[ToPost]
    cursor: str | None
    waiting: int


class Postings:
    """id_of: an order's number as typed → its id, or empty; fields: opens contact data."""

    def __init__(
        self,
        *,
        lists: OrderLists,
        store: Orders,
        id_of: Callable[[str], str],
        tasks: Tasks,
        fields: SealedFields,
    ) -> None:
        self._lists, self._store, self._id_of = lists, store, id_of
        self._tasks, self._fields = tasks, fields

    def of_task(self, who: Staff, task_id: str, cursor: str | None, most: int | None = None) -> PostingsPage:
        """A page of those that wait, by school, college, class and student number.  cursor: the last order of the page
        before; most: rows in it.

        Reads a page of the index `queue`, however many orders the task has.  Raises TaskUnknown, and Invalid for a
        cursor that is no order of the task.
        """
        self._tasks.of_branch(who.branch, task_id)
        ids, more = self._lists.to_post(task_id, limit=most or PAGE, after=self._place(task_id, cursor))
        orders = self._store.without_photos(ids)
        listed = (orders[order_id] for order_id in ids if order_id in orders)
        return PostingsPage(
            rows=[ToPost(order=each, layout=self._layout(each)) for each in listed if waits_to_be_posted(each.head)],
            cursor=ids[-1] if more else None,
            waiting=self._lists.how_many_to_post(task_id, most=MOST_COUNTED),
        )

    def labelled(self, who: Staff, task_id: str, number: str) -> ToPost:
        """The order that a label names, if it waits.  Raises TaskUnknown, NumberMistyped, NotToPost."""
        self._tasks.of_branch(who.branch, task_id)
        order = self._store.load(self._id_of(number) or "-")
        if order is None or order.head.task_id != task_id or not waits_to_be_posted(order.head):
            raise NotToPost(field="number")
        return ToPost(order=order, layout=self._layout(order))

    def _place(self, task_id: str, cursor: str | None) -> str:
        """Where the page begins, also if that order was posted meanwhile."""
        if not cursor:
            return ""
        order = self._store.load(cursor)
        if order is None or order.head.task_id != task_id:
            raise Invalid(field="cursor")
        return posting_at(order.head)

    def _layout(self, order: Order) -> str:
        return self._fields.for_staff(order.head.order_id, "layout", order.head.student.sealed.get("layout"))
