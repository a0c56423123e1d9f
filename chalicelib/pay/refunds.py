"""Money on its way back: asked for at the channel, and every answer about it."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.orders import events as ev
from chalicelib.orders.machine import Change
from chalicelib.orders.model import Order, Refund, RefundState
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import Orders
from chalicelib.pay.model import Channel, RefundFact, RefundOrder, RefundStatus
from chalicelib.shared.errors import OutsideFailed
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no
from chalicelib.shared.log import alarm

EVENTS: Mapping[RefundStatus, type[ev.RefundFact]] = {
    RefundStatus.PROCESSING: ev.RefundAccepted,
    RefundStatus.SUCCESS: ev.RefundDone,
    RefundStatus.ABNORMAL: ev.RefundAbnormal,
    RefundStatus.CLOSED: ev.RefundClosed,
}


class Refunds:
    """A refund is recorded before the channel hears of it, and keeps its number however often it is asked for."""

    def __init__(self, *, orders: OrderService, store: Orders, channels: Mapping[str, Channel]) -> None:
        self._orders, self._store, self._channels = orders, store, channels

    def told(self, fact: RefundFact) -> Change | None:
        """One refund's state, whoever told it."""
        named = parse_out_refund_no(fact.out_refund_no)
        if named is None:
            alarm("refund with a number that is not ours", where="refunded")
            return None
        order_id, attempt_no, try_no = named
        event = EVENTS[fact.status]
        return self._orders.apply(
            order_id, event(attempt_no=attempt_no, try_no=try_no, amount=fact.amount, refund_id=fact.refund_id)
        )

    def push_due(self, order_id: str, attempt_no: int, try_no: int) -> None:
        """A refund's slot is due: ask for it, or ask how it stands.  Raises OutsideBusy when the channel is away,
        OutsideFailed when it refuses."""
        order = self._store.load(order_id)
        refund = order.refund_of(attempt_no) if order else None
        if order and refund and refund.try_no == try_no and refund.due_at is not None:
            self.push(order, refund)

    def push(self, order: Order, refund: Refund) -> None:
        """Asks for the refund (again under its number), or how it stands; what is said is applied."""
        attempt = order.attempt(refund.attempt_no)
        assert attempt is not None
        channel, order_id = self._channels[attempt.channel], order.head.order_id
        number = out_refund_no(order_id, refund.attempt_no, refund.try_no)
        fact = None if refund.state is RefundState.REQUESTED else channel.query_refund(number)
        if fact is None or fact.status is RefundStatus.ABSENT:
            wanted = RefundOrder(
                out_trade_no=out_trade_no(order_id, attempt.attempt_no), out_refund_no=number, amount=refund.amount,
                total=attempt.paid_amount or attempt.amount, reason=refund.reason,
            )  # fmt: skip
            fact = self._asked(channel, order_id, wanted)
        if fact.status is not RefundStatus.PROCESSING or refund.state is not RefundState.REQUESTED:
            self.told(fact)

    def _asked(self, channel: Channel, order_id: str, wanted: RefundOrder) -> RefundFact:
        """The channel's answer, accepted whatever its status: a refund is first under way, then over."""
        try:
            fact = channel.refund(wanted)
        except OutsideFailed:  # no money in the merchant's account, say: it stays asked for, and a person must look
            alarm("the channel refuses a refund", order_id=order_id, out_trade_no=wanted.out_trade_no)
            raise
        named = parse_out_refund_no(fact.out_refund_no)
        assert named is not None
        _, attempt_no, try_no = named
        self._orders.apply(
            order_id,
            ev.RefundAccepted(attempt_no=attempt_no, try_no=try_no, amount=fact.amount, refund_id=fact.refund_id),
        )
        return fact
