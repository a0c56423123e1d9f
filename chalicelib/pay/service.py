"""Payments: start one, ask its state, take a notice, send money back.  Every fact reaches its order through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.identity.model import Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders import events as ev
from chalicelib.orders.machine import Change
from chalicelib.orders.model import OPEN_ATTEMPT, Actor, Attempt, AttemptState, Order, Refund, RefundState, State
from chalicelib.orders.money_effects import WATCH_AFTER
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import Orders
from chalicelib.pay.model import (
    Channel,
    CloseResult,
    Kind,
    PaidFact,
    RefundFact,
    RefundOrder,
    RefundStatus,
    Started,
    Trade,
    TradeState,
)
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Invalid, NotFound, OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no, parse_out_trade_no
from chalicelib.shared.log import alarm, log

ASK_AFTER = timedelta(seconds=2)  # a client that polls does not make us ask the channel about what has just begun


class UnknownChannel(Invalid):
    code = "pay_channel_unknown"
    message = "不支持这种支付方式"
    action = "请选择页面上的支付方式"


class NeedsWeChatLogin(Invalid):
    code = "pay_needs_wechat_login"
    message = "微信内支付需要先用微信登录"
    action = "请在小程序中用微信登录后支付，或在电脑上扫码支付"


class AttemptNotFound(NotFound):
    code = "payment_not_found"
    message = "没有找到这笔支付"
    action = "请返回订单后重新发起支付"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a client needs to let somebody pay."""

    attempt: Attempt
    started: Started


@dataclass(frozen=True, kw_only=True)
class Account:
    """Merchant and app id that every attempt of a channel must be paid to."""

    mchid: str
    appid: str


REFUND_EVENTS: Mapping[RefundStatus, type[ev.RefundFact]] = {
    RefundStatus.PROCESSING: ev.RefundAccepted,
    RefundStatus.SUCCESS: ev.RefundDone,
    RefundStatus.ABNORMAL: ev.RefundAbnormal,
    RefundStatus.CLOSED: ev.RefundClosed,
}


class Pay:
    """channels: by name; the first half of `WECHAT_NATIVE` names the channel, the second the kind."""

    def __init__(
        self,
        *,
        orders: OrderService,
        store: Orders,
        channels: Mapping[str, Channel],
        accounts: Mapping[str, Account],
        clock: Clock,
    ) -> None:
        self._orders, self._store, self._channels = orders, store, channels
        self._accounts, self._clock = accounts, clock

    # -- the student -----------------------------------------------------------------------------------------------

    def start(self, who: Who, order_id: str, channel: str, client_key: str) -> Begun:
        """Starts (or, for the same client_key, repeats) a payment attempt.

        Raises UnknownChannel, NeedsWeChatLogin, OrderNotFound, the machine's refusals, OutsideBusy, OutsideFailed.
        """
        name, kind = self._kind(channel)
        if kind is Kind.JSAPI and who.openid is None:
            raise NeedsWeChatLogin
        account = self._accounts[name]
        event = ev.Start(
            actor=Actor(kind="student", id=who.person_id), channel=name, kind=kind.value, mchid=account.mchid,
            appid=account.appid, client_key=client_key,
        )  # fmt: skip
        order = self._orders.start(who, order_id, event)
        attempt = next(one for one in reversed(order.attempts) if one.client_key == client_key)
        trade = Trade(
            out_trade_no=out_trade_no(order_id, attempt.attempt_no), amount=attempt.amount, kind=kind,
            description=f"毕业生图像采集 {order_id[-6:]}", payer=who.openid if kind is Kind.JSAPI else None,
        )  # fmt: skip
        started = self._channels[name].start(trade, attempt.time_expire)
        return self._still_wanted(who, order_id, attempt, started)

    def _still_wanted(self, who: Who, order_id: str, attempt: Attempt, started: Started) -> Begun:
        """A slow prepay may land after the order moved on: then nobody is shown a code to pay."""
        order = self._orders.show(who, order_id)
        if order.head.state is State.AWAITING_PAYMENT:
            return Begun(attempt=attempt, started=started)
        self._close(order, attempt, seconds=3)
        raise order_errors.PayTimeOver

    def _kind(self, channel: str) -> tuple[str, Kind]:
        name, _, kind = channel.lower().partition("_")
        if name not in self._channels or kind.upper() not in Kind.__members__:
            raise UnknownChannel(field="channel")
        return name, Kind[kind.upper()]

    def state(self, who: Who, order_id: str, attempt_no: int) -> tuple[Order, Attempt]:
        """The order and its attempt; asks the channel while the attempt is PENDING and not brand-new."""
        order = self._orders.show(who, order_id)
        attempt = order.attempt(attempt_no)
        if attempt is None:
            raise AttemptNotFound
        if attempt.state is AttemptState.PENDING and self._clock() - attempt.started_at >= ASK_AFTER:
            try:
                self._ask(order, attempt)
            except (OutsideBusy, OutsideFailed):
                return order, attempt
            order = self._orders.show(who, order_id)
        return order, order.attempt(attempt_no) or attempt

    # -- the channel speaks ----------------------------------------------------------------------------------------

    def notice(self, channel: str, headers: Mapping[str, str], raw: bytes) -> None:
        """Takes one notice.  Raises NotFound for an unknown channel and what `read_notice` raises; when it returns,
        the fact is committed (or was before), and the channel may be told success."""
        taker = self._channels.get(channel)
        if taker is None:
            raise NotFound
        fact = taker.read_notice(headers, raw)
        if isinstance(fact, PaidFact):
            self.paid(fact)
        elif isinstance(fact, RefundFact):
            self.refunded(fact)

    def paid(self, fact: PaidFact) -> Change | None:
        """One paid trade, whoever told it: notice, query or bill."""
        named = parse_out_trade_no(fact.out_trade_no)
        if named is None:
            alarm("paid trade with a number that is not ours", where="paid")
            return None
        order_id, attempt_no = named
        change = self._orders.apply(
            order_id,
            ev.Paid(
                attempt_no=attempt_no, amount=fact.amount, currency=fact.currency, mchid=fact.mchid, appid=fact.appid,
                transaction_id=fact.transaction_id, paid_at=fact.paid_at,
            ),
        )  # fmt: skip
        if change and change.record:
            self._after_money(change.after, attempt_no)
        return change

    def _after_money(self, order: Order, attempt_no: int) -> None:
        """Courtesy: close what else could be paid, and send an orphan's money back; their slots do it anyway."""
        for attempt in order.attempts:
            if attempt.attempt_no != attempt_no and attempt.state in (AttemptState.PENDING, AttemptState.ABANDONED):
                self._close(order, attempt, seconds=3)
        refund = order.refund_of(attempt_no)
        if refund and refund.state is RefundState.REQUESTED:
            try:
                self._push(order, refund)
            except (OutsideBusy, OutsideFailed):
                log("refund waits for its slot", level="warning", order_id=order.head.order_id)

    def refunded(self, fact: RefundFact) -> Change | None:
        """One refund's state, whoever told it."""
        named = parse_out_refund_no(fact.out_refund_no)
        if named is None:
            alarm("refund with a number that is not ours", where="refunded")
            return None
        order_id, attempt_no, try_no = named
        event = REFUND_EVENTS[fact.status]
        return self._orders.apply(
            order_id, event(attempt_no=attempt_no, try_no=try_no, amount=fact.amount, refund_id=fact.refund_id)
        )

    # -- asking the channel ----------------------------------------------------------------------------------------

    def close_pending(self, order: Order, *, seconds: float) -> None:
        """Closes every PENDING attempt at its channel; found paid, the order is paid; unconfirmed, it is ABANDONED."""
        for attempt in order.attempts:
            if attempt.state is AttemptState.PENDING:
                self._close(order, attempt, seconds=seconds)

    def _close(self, order: Order, attempt: Attempt, *, seconds: float) -> None:
        channel, number = self._channels[attempt.channel], out_trade_no(order.head.order_id, attempt.attempt_no)
        result = channel.close(number, seconds=seconds)
        if result is CloseResult.PAID:
            result = self._found_paid(channel, number)
        if result is CloseResult.CLOSED:
            self._orders.apply(order.head.order_id, ev.Closed(attempt_no=attempt.attempt_no))
        elif result is CloseResult.UNKNOWN:
            self._orders.apply(order.head.order_id, ev.Unknown(attempt_no=attempt.attempt_no))

    def _found_paid(self, channel: Channel, number: str) -> CloseResult:
        try:
            said = channel.query(number)
        except (OutsideBusy, OutsideFailed):
            return CloseResult.UNKNOWN
        if isinstance(said, PaidFact):
            self.paid(said)
            return CloseResult.PAID
        return CloseResult.UNKNOWN

    def look(self, order_id: str, attempt_no: int) -> None:
        """An attempt's slot is due: ask, and past its end close.  Raises OutsideBusy when the channel is away."""
        order = self._store.load(order_id)
        attempt = order.attempt(attempt_no) if order else None
        if order and attempt and attempt.state in OPEN_ATTEMPT and attempt.due_at is not None:
            self._ask(order, attempt)

    def _ask(self, order: Order, attempt: Attempt) -> None:
        said = self._channels[attempt.channel].query(out_trade_no(order.head.order_id, attempt.attempt_no))
        now, order_id, number = self._clock(), order.head.order_id, attempt.attempt_no
        if isinstance(said, PaidFact):
            self.paid(said)
        elif said is TradeState.CLOSED or (said is TradeState.ABSENT and now >= attempt.time_expire + WATCH_AFTER):
            self._orders.apply(order_id, ev.Closed(attempt_no=number))
        elif now >= attempt.time_expire or order.head.state is not State.AWAITING_PAYMENT:
            self._close(order, attempt, seconds=10)
            if attempt.state is AttemptState.ABANDONED:
                self._orders.apply(order_id, ev.StillOpen(attempt_no=number))
        else:
            self._orders.apply(order_id, ev.StillOpen(attempt_no=number))

    # -- money back ------------------------------------------------------------------------------------------------

    def push_refund(self, order_id: str, attempt_no: int, try_no: int) -> None:
        """A refund's slot is due: ask for it, or ask how it stands.  Raises OutsideBusy when the channel is away."""
        order = self._store.load(order_id)
        refund = order.refund_of(attempt_no) if order else None
        if order and refund and refund.try_no == try_no and refund.due_at is not None:
            self._push(order, refund)

    def _push(self, order: Order, refund: Refund) -> None:
        attempt = order.attempt(refund.attempt_no)
        assert attempt is not None
        channel, order_id = self._channels[attempt.channel], order.head.order_id
        number = out_refund_no(order_id, refund.attempt_no, refund.try_no)
        fact = None if refund.state is RefundState.REQUESTED else channel.query_refund(number)
        if fact is None or fact.status is RefundStatus.ABSENT:
            fact = channel.refund(
                RefundOrder(
                    out_trade_no=out_trade_no(order_id, attempt.attempt_no), out_refund_no=number, amount=refund.amount,
                    total=attempt.paid_amount or attempt.amount, reason=refund.reason,
                )
            )  # fmt: skip
            self._accepted(fact)
        if fact.status is not RefundStatus.PROCESSING or refund.state is not RefundState.REQUESTED:
            self.refunded(fact)

    def _accepted(self, fact: RefundFact) -> None:
        named = parse_out_refund_no(fact.out_refund_no)
        assert named is not None
        order_id, attempt_no, try_no = named
        self._orders.apply(
            order_id,
            ev.RefundAccepted(attempt_no=attempt_no, try_no=try_no, amount=fact.amount, refund_id=fact.refund_id),
        )
