"""Refunds: asking the channel for them, and applying every answer about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.orders import facts
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import (
    BACK,
    NOT_ENOUGH,
    REFUSED,
    UNSENT_REFUND,
    Attempt,
    Refund,
    RefundState,
    parts_of,
)
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.channels.retired import ChannelGone
from chalicelib.pay.model import (
    CALL_SECONDS,
    Back,
    Channel,
    ChannelRefund,
    NotEnough,
    PaidFact,
    RefundOrder,
    RefundStatus,
)
from chalicelib.pay.money_tracer import explains, is_moving, tries, try_of
from chalicelib.pay.time_budget import Deadline
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no
from chalicelib.shared.log import alarm

EVENTS: Mapping[RefundStatus, type[facts.RefundFact]] = {
    RefundStatus.PROCESSING: facts.RefundAccepted,
    RefundStatus.ABNORMAL: facts.RefundAbnormal,
    RefundStatus.CLOSED: facts.RefundClosed,
}

# States of a refund that may never have reached the channel, or that ended without moving money.
MAYBE_UNSENT = UNSENT_REFUND | {RefundState.CLOSED, RefundState.BY_HAND}

GIVE_UP = timedelta(days=3)  # of refusals that more money would not cure; after that finance decides

# The reason the payer reads, by what caused the refund; nothing that staff typed is among them.
BY_STAFF = "经办人员同意退款，款项原路退回"
REASONS: Mapping[str, str] = {
    "paid": "订单已不能支付，款项原路退回",
    "resolve": "付款与订单不符，款项原路退回",
    "student": "按退款规则由本人申请",
    "overdue": "逾期未重新提交照片",
    "refund": BY_STAFF,
    "refund_part": "经办人员退还部分款项",
    "release": BY_STAFF,
}


class Refunds:
    """A refund is recorded before the channel hears of it, and keeps its number however often it is asked for."""

    def __init__(self, *, orders: OrderService, store: Orders, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._orders, self._store, self._channels, self._clock = orders, store, channels, clock

    def apply(self, fact: ChannelRefund) -> Change | None:
        """Applies the state of one refund, from a notice or an answer."""
        named = parse_out_refund_no(fact.out_refund_no)
        if named is None:
            alarm("refund with a number that is not ours", where="refunded")
            return None
        order_id, attempt_no, try_no = named
        return self._orders.apply(order_id, _event(fact, attempt_no, try_no))

    def push_due(self, order_id: str, attempt_no: int, try_no: int) -> None:
        """A refund's slot is due: ask for the refund, or ask how it stands.

        Raises OutsideBusy when the channel is away, OutsideFailed when it does not understand the request.  A slot that
        has moved on comes up again by itself; for a channel that is no longer set up a daily alarm reports it.
        """
        order = self._store.load(order_id)
        refund = order.refund(attempt_no, try_no) if order else None
        if order and refund and refund.due_at is not None:
            try:
                self.push(order, refund)
            except ChannelGone:
                self._look_later(order_id, refund)
            except (OutsideBusy, OutsideFailed):
                if self._look_later(order_id, refund):
                    raise

    def look(self, channel: str, number: str) -> None:
        """Asks how a refund of ours stands, the newest or an earlier one, and applies the answer.  Raises OutsideBusy,
        OutsideFailed."""
        answer = self._channels[channel].query_refund(number)
        if answer.status is not RefundStatus.ABSENT:
            self.apply(answer)

    def _look_later(self, order_id: str, refund: Refund) -> bool:
        """Moves a slot that was due on, and returns whether it did: the slots of a channel that is away must not stay
        in front of all others."""
        if refund.due_at is None or self._clock() < refund.due_at:
            return False
        later = facts.RefundStillOpen(attempt_no=refund.attempt_no, try_no=refund.try_no, amount=refund.amount)
        change = self._orders.apply(order_id, later)
        return change is not None and change.record is not None

    def push(self, order: Order, refund: Refund, *, seconds: float = CALL_SECONDS) -> None:
        """Asks the channel for the refund (again under its number), or how it stands, and applies the answer.

        seconds: for all of it.  Raises OutsideBusy, OutsideFailed.
        """
        attempt, within = order.attempt(refund.attempt_no), Deadline(seconds)
        assert attempt is not None
        channel, number = self._channels[attempt.channel], _number(order, refund)
        fact = None if refund.state is RefundState.REQUESTED else channel.query_refund(number, seconds=seconds)
        if fact is None or fact.status is RefundStatus.ABSENT:
            fact = self._request(channel, order, attempt, refund, within)
        if fact and (fact.status is not RefundStatus.PROCESSING or refund.state is not RefundState.REQUESTED):
            self.apply(fact)

    def _request(
        self, channel: Channel, order: Order, attempt: Attempt, refund: Refund, within: Deadline
    ) -> ChannelRefund | None:
        """The channel's answer, recorded as accepted whatever its status: a refund is first under way, then over.

        None when the channel does not accept it now: the refund stays asked for, its slot moves on, and a person must
        look.  Refused for GIVE_UP it counts as closed; refused because all the money is back already, it is over.
        """
        order_id, number = order.head.order_id, _number(order, refund)
        request = RefundOrder(
            out_trade_no=out_trade_no(order_id, attempt.attempt_no),
            out_refund_no=number,
            amount=refund.amount,
            total=attempt.taken,
            reason=REASONS.get(refund.reason, BY_STAFF),
        )
        named: dict[str, Any] = {"attempt_no": refund.attempt_no, "try_no": refund.try_no}
        try:
            fact = channel.refund(request, seconds=within.share())
        except NotEnough:
            self._orders.apply(order_id, facts.RefundWaits(**named, amount=refund.amount, why=NOT_ENOUGH))
            return None
        except OutsideFailed:
            self._orders.apply(order_id, self._refused(channel, order, attempt, refund, within))
            return None
        self._orders.apply(order_id, facts.RefundAccepted(**named, amount=fact.amount, refund_id=fact.refund_id))
        return fact

    def _refused(
        self, channel: Channel, order: Order, attempt: Attempt, refund: Refund, within: Deadline
    ) -> facts.Fact:
        """What a refusal means: the refund or an earlier one was made after all, all the money is back already, no
        further try will succeed, or it must be asked for again."""
        named: dict[str, Any] = {"attempt_no": refund.attempt_no, "try_no": refund.try_no, "amount": refund.amount}
        half = within.share(2)
        ours, trade = _how_it_stands(channel, _number(order, refund), half), _trade(channel, order, attempt, half)
        if ours is None:
            return facts.RefundWaits(**named, why=REFUSED)
        if ours.status is not RefundStatus.ABSENT:
            return _event(ours, refund.attempt_no, refund.try_no)
        earlier = _earlier(channel, order, refund, within) if trade and trade.back is not Back.NOTHING else ()
        for one in earlier or ():
            if one.status is RefundStatus.SUCCESS:
                return _event(one, refund.attempt_no, try_of(one.out_refund_no))
        if trade is not None and trade.back is Back.ALL and earlier is not None:
            return all_back(attempt.attempt_no, trade)
        since = refund.refused_since
        if since is not None and self._clock() - since >= GIVE_UP:
            return facts.RefundClosed(**named)
        some = trade is not None and trade.back is Back.SOME and earlier is not None and not explains(earlier)
        return facts.RefundWaits(**named, why=BACK if some else REFUSED)

    def went_without_us(self, order: Order, attempt_no: int, back: Back, *, seconds: float) -> bool:
        """Whether money that went back (back: ALL or SOME) did so by no refund of ours.

        A recorded refund may never have reached the channel, or may be further than we know: the channel is asked and
        its answers are applied.  seconds: for all of it.  Raises OutsideBusy, OutsideFailed when that cannot be found
        out.
        """
        attempt, ours = order.attempt(attempt_no), order.refund_of(attempt_no)
        if attempt is None:
            return False
        if back is Back.SOME and parts_of(order.refunds, attempt_no):
            return False
        if ours is None:
            return True
        if ours.state not in MAYBE_UNSENT:
            return False
        channel, within = self._channels[attempt.channel], Deadline(seconds)
        answers = tries(channel, order, attempt_no, within)
        for answer in answers:
            if answer.status is not RefundStatus.ABSENT:
                self.apply(answer)
        return not is_moving(answers) and (back is Back.ALL or not explains(answers))


def all_back(attempt_no: int, trade: PaidFact) -> facts.ReturnedOutside:
    """The fact of a trade whose money all went back by no refund of ours."""
    return facts.ReturnedOutside(
        attempt_no=attempt_no,
        amount=trade.amount,
        transaction_id=trade.transaction_id,
        paid_at=trade.paid_at,
        back_at=trade.back_at,
    )


def _event(fact: ChannelRefund, attempt_no: int, try_no: int) -> facts.RefundFact:
    named: dict[str, Any] = {"attempt_no": attempt_no, "try_no": try_no}
    said: dict[str, Any] = {"amount": fact.amount, "refund_id": fact.refund_id}
    if fact.status is RefundStatus.SUCCESS:
        return facts.RefundDone(**named, **said, done_at=fact.done_at)
    return EVENTS[fact.status](**named, **said)


def _how_it_stands(channel: Channel, number: str, seconds: float) -> ChannelRefund | None:
    """The refund at the channel; None when the channel does not say."""
    try:
        return channel.query_refund(number, seconds=seconds)
    except (OutsideBusy, OutsideFailed):
        return None


def _trade(channel: Channel, order: Order, attempt: Attempt, seconds: float) -> PaidFact | None:
    """The paid trade; None when it is not paid, or the channel does not say."""
    try:
        answer = channel.query(out_trade_no(order.head.order_id, attempt.attempt_no), seconds=seconds)
    except (OutsideBusy, OutsideFailed):
        return None
    return answer if isinstance(answer, PaidFact) else None


def _earlier(channel: Channel, order: Order, refund: Refund, within: Deadline) -> tuple[ChannelRefund, ...] | None:
    """Our earlier refunds of the attempt at the channel; None when the channel does not say."""
    try:
        return tries(channel, order, refund.attempt_no, within, before=refund.try_no)
    except (OutsideBusy, OutsideFailed):
        return None


def _number(order: Order, refund: Refund) -> str:
    return out_refund_no(order.head.order_id, refund.attempt_no, refund.try_no)
