"""The table of a task's orders: every state in the order in which orders come through them, then those that moved while
it was written, so that an order that went back to an earlier state is in it, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from chalicelib.exports.model import Export, Page, Row
from chalicelib.exports.runner import Table
from chalicelib.exports.words import channel_words, money_words, time_words
from chalicelib.orders.couriers import name_of
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import Order, State
from chalicelib.orders.number import grouped
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders

READ = 250  # orders of a page
STATES = tuple(State)
HEAD = (
    "订单号", "姓名", "学号", "学院", "系所", "专业", "班级", "订单状态", "状态时间", "建立时间", "价格（元）",
    "实付（元）", "付款时间", "付款渠道", "渠道交易号", "驳回次数", "快递公司", "快递单号",
)  # fmt: skip


@dataclass(frozen=True)
class OrdersTable:
    """in_state: task id → orders in each state, as counted."""

    lists: OrderLists
    orders: Orders
    in_state: Callable[[str], int]

    @cached_property
    def table(self) -> Table:
        return Table(head=HEAD, count=lambda export: self.in_state(export.asked.task_id or ""), page=self._page)

    def _page(self, export: Export, after: str | None) -> Page:
        """after: <number of the list>|<place in it>; the second list of a state has those that moved since the export
        was asked for, who are not looked at anew."""
        number, _, place = (after or "0|").partition("|")
        again, at = divmod(int(number), len(STATES))
        ids, following = self.lists.in_state(
            export.asked.task_id or "",
            STATES[at],
            limit=READ,
            after=place or None,
            span=(export.created_at if again else None, None),
        )
        is_last = int(number) == 2 * len(STATES) - 1
        next_one = f"{number}|{following}" if following else None if is_last else f"{int(number) + 1}|"
        return Page(rows=self._rows(ids, export), looked=0 if again else len(ids), after=next_one)

    def _rows(self, ids: list[str], export: Export) -> list[tuple[str, Row]]:
        found = self.orders.without_photos(ids)
        orders = [found[order_id] for order_id in ids if order_id in found]
        return [(order.head.order_id, _row(order)) for order in orders if _is_of(order, export)]


def _is_of(order: Order, export: Export) -> bool:
    """Whoever's data was deleted is not in it."""
    return order.head.task_id == export.asked.task_id and order.head.erased_at is None


def _row(order: Order) -> Row:
    head, student, paid = order.head, order.head.student, order.paid_attempt()
    posting = head.posting
    return (
        grouped(head.shown_number), student.name, student.student_no, student.college, student.department,
        student.major, student.class_name, LABELS[head.state], time_words(head.state_at), time_words(head.opened_at),
        money_words(head.price), money_words(paid.taken if paid else None), time_words(paid.paid_at if paid else None),
        channel_words(paid.channel) if paid else "", grouped(paid.transaction_id) if paid else "",
        str(head.rejections), name_of(posting.courier) if posting else "", posting.number if posting else "",
    )  # fmt: skip
