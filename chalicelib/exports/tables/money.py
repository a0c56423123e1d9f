"""The tables of payments and of refunds: in the order of the lists on the page, with the same filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from chalicelib.desk.money.payments import Wanted
from chalicelib.exports.model import Export, Page, Row
from chalicelib.exports.runner import Table
from chalicelib.exports.words import channel_words, money_words, time_words
from chalicelib.orders.labels import LABELS, REFUND_LABELS
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, AttemptState, Refund
from chalicelib.orders.number import grouped
from chalicelib.orders.store.index_keys import PaymentGroup, RefundGroup, refund_group
from chalicelib.orders.store.lists import OrderLists, RefundKey
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.payments import PaymentKey, Payments
from chalicelib.pay.refunds import BY_STAFF, REASONS
from chalicelib.shared.ids import out_refund_no, out_trade_no

READ = 250  # entries of a page
PAYMENT_HEAD = (
    "付款时间", "渠道", "商户单号", "渠道交易号", "应付（元）", "实付（元）", "付款状态", "订单号", "订单状态",
    "采集任务",
)  # fmt: skip
REFUND_HEAD = (
    "申请时间", "渠道", "退款单号", "金额（元）", "退款状态", "谁发起", "原因", "订单号", "订单状态", "采集任务",
)  # fmt: skip
STATES = {
    AttemptState.OK: "已支付",
    AttemptState.SUSPECT: "对不上，待核实",
    AttemptState.ORPHAN: "不能入账，退回中",
    AttemptState.RETURNED: "已退回",
    AttemptState.RETURNED_OUTSIDE: "已在商户平台退回",
}
CAUSES = {"student": "学生申请", "staff": "员工操作"}


@dataclass(frozen=True)
class MoneyTables:
    """title_of: task id → title."""

    payments: Payments
    lists: OrderLists
    orders: Orders
    title_of: Callable[[str], str]

    @cached_property
    def of_payments(self) -> Table:
        return Table(head=PAYMENT_HEAD, count=self._payments, page=self._payment_page)

    @cached_property
    def of_refunds(self) -> Table:
        return Table(head=REFUND_HEAD, count=self._refunds, page=self._refund_page)

    # -- payments --------------------------------------------------------------------------------------------------

    def _payments(self, export: Export) -> int:
        wanted, groups = _wanted(export), _groups(export)
        if wanted.task_id:
            return self.payments.how_many_of_task(wanted.task_id, wanted.span(None))
        return self.payments.how_many(export.branch, groups, wanted.span(None))

    def _payment_page(self, export: Export, after: str | None) -> Page:
        wanted = _wanted(export)
        span = wanted.span(after)
        if wanted.task_id:
            keys = self.payments.of_task(wanted.task_id, span, limit=READ)
        else:
            keys = self.payments.of_branch(export.branch, _groups(export), span, limit=READ)
        orders = self.orders.without_photos(key.order_id for key in keys)
        rows = [row for key in keys if (row := self._payment(orders.get(key.order_id), key, wanted))]
        return Page(rows=rows, looked=len(keys), after=keys[-1].place if len(keys) == READ else None)

    def _payment(self, order: Order | None, key: PaymentKey, wanted: Wanted) -> tuple[str, Row] | None:
        attempt = order.attempt(key.attempt_no) if order else None
        if order is None or attempt is None or not wanted.fits(order, attempt):
            return None
        return out_trade_no(key.order_id, key.attempt_no), (
            time_words(attempt.paid_at), channel_words(attempt.channel), out_trade_no(key.order_id, key.attempt_no),
            grouped(attempt.transaction_id), money_words(attempt.amount), money_words(attempt.taken),
            STATES.get(attempt.state, ""), *self._of_order(order),
        )  # fmt: skip

    # -- refunds ---------------------------------------------------------------------------------------------------

    def _refunds(self, export: Export) -> int:
        span = _wanted(export).span(None)
        return self.lists.how_many_refunds(export.branch, _refund_group(export), (span.first, span.end))

    def _refund_page(self, export: Export, after: str | None) -> Page:
        span, group = _wanted(export).span(None), _refund_group(export)
        keys, following = self.lists.refunds(export.branch, group, limit=READ, after=after, span=(span.first, span.end))
        orders = self.orders.without_photos(key.order_id for key in keys)
        rows = [row for key in keys if (row := self._refund(orders.get(key.order_id), key, export))]
        return Page(rows=rows, looked=len(keys), after=following)

    def _refund(self, order: Order | None, key: RefundKey, export: Export) -> tuple[str, Row] | None:
        attempt = order.attempt(key.attempt_no) if order else None
        refund = order.refund(key.attempt_no, key.try_no) if order else None
        if order is None or attempt is None or refund is None or refund_group(order, refund) != export.asked.group:
            return None
        if not _wanted(export).fits_refund(order, attempt, refund):
            return None
        number = out_refund_no(key.order_id, key.attempt_no, key.try_no)
        return number, self._refund_row(order, attempt, refund, number)

    def _refund_row(self, order: Order, attempt: Attempt, refund: Refund, number: str) -> Row:
        return (
            time_words(refund.requested_at), channel_words(attempt.channel), number, money_words(refund.amount),
            REFUND_LABELS[refund.state], CAUSES.get(refund.by, "系统自动"), REASONS.get(refund.reason, BY_STAFF),
            *self._of_order(order),
        )  # fmt: skip

    def _of_order(self, order: Order) -> Row:
        head = order.head
        return grouped(head.shown_number), LABELS[head.state], self.title_of(head.task_id)


def _wanted(export: Export) -> Wanted:
    asked = export.asked
    return Wanted(
        first=asked.first,
        last=asked.last,
        group=PaymentGroup(asked.group) if export.kind == "PAYMENTS" and asked.group else None,
        channel=asked.channel,
        task_id=asked.task_id,
        amount=asked.amount,
    )


def _groups(export: Export) -> list[PaymentGroup]:
    return [PaymentGroup(export.asked.group)] if export.asked.group else list(PaymentGroup)


def _refund_group(export: Export) -> RefundGroup:
    return RefundGroup(export.asked.group or "")
