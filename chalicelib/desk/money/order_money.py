"""The money of one order in plain words: what the ledger has, with a running balance, and what its channel says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chalicelib.desk.errors import AttemptUnknown
from chalicelib.desk.going_back import refusals
from chalicelib.desk.orders import DeskOrders
from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.money_model import Attempt
from chalicelib.orders.store.ledger_entries import Ledger
from chalicelib.pay.model import Back, ChannelRefund, PaidFact, RefundStatus, TradeState
from chalicelib.pay.money_tracer import MoneyTracer, Whereabouts
from chalicelib.shared.clock import SHANGHAI, Clock, shanghai
from chalicelib.shared.errors import DomainError
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

WORDS = {
    EntryKind.PAID: "{channel}收到付款 {amount} 元",
    EntryKind.RETURNED: "经{channel}原路退回 {amount} 元",
    EntryKind.OUTSIDE: "在{channel}商户平台退回 {amount} 元",
    EntryKind.BY_HAND: "由分社人工退回 {amount} 元",
}
CORRECTED = "核实来款，把收到的付款{more} {amount} 元"
TRADES = {
    TradeState.ABSENT: "没有这笔交易",
    TradeState.NOTPAY: "还没有付款",
    TradeState.CLOSED: "交易已关闭，没有收到款项",
}
BACKS = {Back.NOTHING: "没有退款", Back.SOME: "已有部分退款", Back.ALL: "款项已全部退回"}
REFUNDS = {
    RefundStatus.PROCESSING: "处理中",
    RefundStatus.SUCCESS: "已退 {amount} 元",
    RefundStatus.ABNORMAL: "异常，没有退到付款人的账户",
    RefundStatus.CLOSED: "已关闭，没有退",
    RefundStatus.ABSENT: "没有收到申请",
}
GONE = "{channel}已停用，系统不能再查询，请到商户平台核对。"


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """amount: fen, negative for what went out; balance: fen after it."""

    entry: LedgerEntry
    amount: int
    balance: int
    text: str


@dataclass(frozen=True, kw_only=True)
class ChannelSays:
    """whereabouts: None where the channel is no longer set up; refused: by action, why it is not recorded now that the
    money went back."""

    at: datetime
    text: str
    whereabouts: Whereabouts | None
    refused: Mapping[str, DomainError] = field(default_factory=dict)


class OrderMoneyDesk:
    """history: order id → its events; tracer: asks the channel."""

    def __init__(
        self,
        *,
        orders: DeskOrders,
        history: Callable[[str], Sequence[EventRecord]],
        ledger: Ledger,
        tracer: Callable[[], MoneyTracer],
        clock: Clock,
    ) -> None:
        self._orders, self._history, self._ledger = orders, history, ledger
        self._tracer, self._clock = tracer, clock

    def ledger(self, who: Staff, order_id: str) -> tuple[Order, Task, list[LedgerLine]]:
        """The order's entries, oldest first.  Raises OrderNotFound."""
        order, task = self._orders.show(who, order_id)
        return order, task, list(lines_of(self._ledger.of_order(order_id, self._days(order))))

    def _days(self, order: Order) -> set[tuple[str, date]]:
        """On which the ledger may have something: when money moved at the channel, and when we heard of it."""
        if not order.attempts:
            return set()
        told = [one.at for one in self._history(order.head.order_id)]
        moved = [one.paid_at for one in order.attempts] + [one.done_at for one in order.refunds]
        moved += [refund.at for one in order.attempts for refund in one.outside]
        days = {at.astimezone(SHANGHAI).date() for at in (*told, *moved) if at}
        return {(attempt.channel, day) for attempt in order.attempts for day in days}

    def channel_says(self, who: Staff, order_id: str, attempt_no: int) -> ChannelSays:
        """Asks the channel about one payment, within the seconds of MoneyTracer.  Changes nothing.  Raises
        OrderNotFound, AttemptUnknown, OutsideBusy, OutsideFailed."""
        order, _ = self._orders.show(who, order_id)
        attempt = order.attempt(attempt_no)
        if attempt is None:
            raise AttemptUnknown(field="attempt_no")
        channel, tracer = CHANNELS.get(attempt.channel, attempt.channel), self._tracer()
        if not tracer.is_set_up(attempt.channel):
            return ChannelSays(at=self._clock(), text=GONE.format(channel=channel), whereabouts=None)
        found = tracer.trace(order, attempt)
        return ChannelSays(
            at=self._clock(),
            text=f"{channel}现在说：{said(found, attempt)}。",
            whereabouts=found,
            refused=refusals(order, attempt, found, tracer),
        )


def lines_of(entries: Sequence[LedgerEntry]) -> Iterator[LedgerLine]:
    """Each entry in a sentence; a second payment under one number corrects the first."""
    balance, paid = 0, set[str]()
    for entry in entries:
        amount = entry.amount if entry.kind is EntryKind.PAID else -entry.amount
        balance += amount
        words = WORDS[entry.kind]
        if entry.kind is EntryKind.PAID and entry.number in paid:
            words = CORRECTED.format(more="调减" if amount < 0 else "调增", amount="{amount}")
        paid.add(entry.number)
        channel = CHANNELS.get(entry.channel, entry.channel)
        text = words.format(channel=channel, amount=yuan(Fen(abs(entry.amount))))
        yield LedgerLine(entry=entry, amount=amount, balance=balance, text=text)


def said(found: Whereabouts, attempt: Attempt) -> str:
    """What a channel answered, in words."""
    if not isinstance(found.answer, PaidFact):
        return TRADES[found.answer]
    paid = found.answer
    other = "" if paid.amount == attempt.amount else f"（应付 {yuan(attempt.amount)} 元）"
    words = [f"支付成功，{yuan(paid.amount)} 元{other}", shanghai(paid.paid_at), BACKS[back_of(found)]]
    words += [refund_said(number, one) for number, one in enumerate(found.tries, 1)]
    return "，".join(words)


def back_of(found: Whereabouts) -> Back:
    """As the channel says it; where it says SOME and ours explain the whole, ALL."""
    ours = sum(one.amount for one in found.tries if one.status is RefundStatus.SUCCESS)
    return Back.ALL if found.paid and ours + found.parts >= found.paid.amount else found.back


def refund_said(number: int, refund: ChannelRefund) -> str:
    return f"第 {number} 次退款{REFUNDS[refund.status].format(amount=yuan(refund.amount))}"
