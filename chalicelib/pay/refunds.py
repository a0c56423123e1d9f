"""Money on its way back: asked for at the channel, and every answer about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.machine import Change
from chalicelib.orders.model import Attempt, Order, Refund, RefundState
from chalicelib.orders.money_effects import REFUSED
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import Orders
from chalicelib.pay.model import Channel, NotEnough, RefundFact, RefundOrder, RefundStatus
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no
from chalicelib.shared.log import alarm

EVENTS: Mapping[RefundStatus, type[ev.RefundFact]] = {
    RefundStatus.PROCESSING: ev.RefundAccepted,
    RefundStatus.SUCCESS: ev.RefundDone,
    RefundStatus.ABNORMAL: ev.RefundAbnormal,
    RefundStatus.CLOSED: ev.RefundClosed,
}

GIVE_UP = timedelta(days=3)  # of refusals that more money would not cure; then finance decides

# What the payer reads, by what made the refund; nothing that staff typed is among it.
BY_STAFF = "经办人员同意退款，款项原路退回"
REASONS: Mapping[str, str] = {
    "paid": "订单已不能支付，款项原路退回",
    "resolve": "付款与订单不符，款项原路退回",
    "student": "按退款规则由本人申请",
    "overdue": "逾期未重新提交照片",
    "refund": BY_STAFF,
    "release": BY_STAFF,
}


class Refunds:
    """A refund is recorded before the channel hears of it, and keeps its number however often it is asked for."""

    def __init__(
        self, *, orders: OrderService, store: Orders, channels: Mapping[str, Channel], clock: Clock
    ) -> None:  # fmt: skip
        self._orders, self._store, self._channels, self._clock = orders, store, channels, clock

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
        OutsideFailed when it does not understand the question."""
        order = self._store.load(order_id)
        refund = order.refund_of(attempt_no) if order else None
        if order and refund and refund.try_no == try_no and refund.due_at is not None:
            try:
                self.push(order, refund)
            except (OutsideBusy, OutsideFailed):
                self._look_later(order_id, refund)
                raise

    def _look_later(self, order_id: str, refund: Refund) -> None:
        """The slots of a channel that is away must not stand before everybody else's."""
        if refund.due_at is not None and self._clock() >= refund.due_at:
            later = ev.RefundStillOpen(attempt_no=refund.attempt_no, try_no=refund.try_no, amount=refund.amount)
            self._orders.apply(order_id, later)

    def push(self, order: Order, refund: Refund) -> None:
        """Asks for the refund (again under its number), or how it stands; what is said is applied."""
        attempt = order.attempt(refund.attempt_no)
        assert attempt is not None
        channel, number = self._channels[attempt.channel], _number(order, refund)
        fact = None if refund.state is RefundState.REQUESTED else channel.query_refund(number)
        if fact is None or fact.status is RefundStatus.ABSENT:
            fact = self._asked(channel, order, attempt, refund)
        if fact and (fact.status is not RefundStatus.PROCESSING or refund.state is not RefundState.REQUESTED):
            self.told(fact)

    def _asked(self, channel: Channel, order: Order, attempt: Attempt, refund: Refund) -> RefundFact | None:
        """The channel's answer, accepted whatever its status: a refund is first under way, then over.

        None when the channel will not have it now: it stays asked for, its slot moves on, and a person must look;
        refused for days, it is as good as closed.
        """
        order_id, number = order.head.order_id, _number(order, refund)
        wanted = RefundOrder(
            out_trade_no=out_trade_no(order_id, attempt.attempt_no), out_refund_no=number, amount=refund.amount,
            total=attempt.paid_amount or attempt.amount, reason=REASONS.get(refund.reason, BY_STAFF),
        )  # fmt: skip
        named: dict[str, Any] = {"attempt_no": refund.attempt_no, "try_no": refund.try_no}
        try:
            fact = channel.refund(wanted)
        except NotEnough:
            self._orders.apply(order_id, ev.RefundWaits(**named, amount=refund.amount, why="NOT_ENOUGH"))
            return None
        except OutsideFailed:
            waits = ev.RefundWaits(**named, amount=refund.amount, why=REFUSED)
            over = ev.RefundClosed(**named, amount=refund.amount)
            self._orders.apply(order_id, over if self._given_up(channel, refund, number) else waits)
            return None
        self._orders.apply(order_id, ev.RefundAccepted(**named, amount=fact.amount, refund_id=fact.refund_id))
        return fact

    def _given_up(self, channel: Channel, refund: Refund, number: str) -> bool:
        """Refused for days, and the channel does not know the number: nothing went out under it."""
        since = refund.refused_since
        return since is not None and self._clock() - since >= GIVE_UP and _is_unknown(channel, number)

    def never_sent(self, order: Order, refund: Refund) -> bool:
        """True when the channel says that it does not know the refund's number."""
        attempt = order.attempt(refund.attempt_no)
        return attempt is not None and _is_unknown(self._channels[attempt.channel], _number(order, refund))


def _is_unknown(channel: Channel, number: str) -> bool:
    try:
        return channel.query_refund(number).status is RefundStatus.ABSENT
    except (OutsideBusy, OutsideFailed):
        return False


def _number(order: Order, refund: Refund) -> str:
    return out_refund_no(order.head.order_id, refund.attempt_no, refund.try_no)
