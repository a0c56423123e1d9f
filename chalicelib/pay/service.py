"""Payments: start one, ask its state, take a notice, send money back.  Every fact reaches its order through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.identity.model import Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders import events as ev
from chalicelib.orders.machine import Change, NotAllowed
from chalicelib.orders.model import OPEN_ATTEMPT, Actor, Attempt, AttemptState, Order, RefundState, State
from chalicelib.orders.money_effects import WATCH_AFTER
from chalicelib.orders.service import OrderService, refused
from chalicelib.orders.store import Orders
from chalicelib.pay.model import (
    Channel,
    CloseResult,
    Kind,
    PaidFact,
    RefundFact,
    Started,
    Trade,
    TradeState,
)
from chalicelib.pay.refunds import Refunds
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import DomainError, Invalid, NotFound, OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no, parse_out_trade_no
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
        self.refunds = Refunds(orders=orders, store=store, channels=channels)

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
        try:
            started = self._channels[name].start(trade, attempt.time_expire)
        except OutsideFailed:
            self._why_refused(who, order_id, attempt)
            raise
        return self._still_wanted(who, order_id, attempt, started)

    def _still_wanted(self, who: Who, order_id: str, attempt: Attempt, started: Started) -> Begun:
        """A slow prepay may land after the order, or another start, moved on: then nobody is shown a code to pay."""
        order = self._orders.show(who, order_id)
        if _payable(order, attempt):
            return Begun(attempt=attempt, started=started)
        self._close(order, attempt, seconds=3)
        raise _too_late(self._orders.show(who, order_id), self._clock())

    def _why_refused(self, who: Who, order_id: str, attempt: Attempt) -> None:
        """The channel wants no prepay: the trade may be paid or closed.  Raises what the order's state says then."""
        try:
            self._ask(self._orders.show(who, order_id), attempt)
        except (OutsideBusy, OutsideFailed):
            return
        order = self._orders.show(who, order_id)
        if not _payable(order, attempt):
            raise _too_late(order, self._clock())

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
            self.refunds.told(fact)

    def paid(self, fact: PaidFact) -> Change | None:
        """One paid trade, whoever told it: notice, query or bill."""
        named = parse_out_trade_no(fact.out_trade_no)
        if named is None:
            alarm("paid trade with a number that is not ours", where="paid")
            return None
        order_id, attempt_no = named
        change = self._orders.apply(order_id, self._said(order_id, attempt_no, fact))
        if change and change.record:
            self._after_money(change.after, attempt_no)
        return change

    def _said(self, order_id: str, attempt_no: int, fact: PaidFact) -> ev.Fact:
        """Money that came and went back without us is no payment (a refund of ours is recorded before it is asked)."""
        order = self._store.load(order_id) if fact.returned else None
        if order is not None and order.attempt(attempt_no) is not None and order.refund_of(attempt_no) is None:
            return ev.ReturnedOutside(attempt_no=attempt_no)
        return ev.Paid(
            attempt_no=attempt_no, amount=fact.amount, currency=fact.currency, mchid=fact.mchid, appid=fact.appid,
            transaction_id=fact.transaction_id, paid_at=fact.paid_at,
        )  # fmt: skip

    def _after_money(self, order: Order, attempt_no: int) -> None:
        """Courtesy: close what else could be paid, and send an orphan's money back; their slots do it anyway."""
        for attempt in order.attempts:
            if attempt.attempt_no != attempt_no and attempt.state in (AttemptState.PENDING, AttemptState.ABANDONED):
                self._close(order, attempt, seconds=3)
        refund = order.refund_of(attempt_no)
        if refund and refund.state is RefundState.REQUESTED:
            try:
                self.refunds.push(order, refund)
            except (OutsideBusy, OutsideFailed):
                log("refund waits for its slot", level="warning", order_id=order.head.order_id)

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
            self._found_paid(channel, number)
        elif result is CloseResult.CLOSED:
            self._orders.apply(order.head.order_id, ev.Closed(attempt_no=attempt.attempt_no))
        else:
            self._orders.apply(order.head.order_id, ev.Unknown(attempt_no=attempt.attempt_no))

    def _found_paid(self, channel: Channel, number: str) -> None:
        """Paid, says the channel; when it cannot say what, the attempt stays PENDING and nothing passes it by."""
        try:
            said = channel.query(number)
        except (OutsideBusy, OutsideFailed):
            return
        if isinstance(said, PaidFact):
            self.paid(said)

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
        """A refund's slot is due.  Raises OutsideBusy, OutsideFailed."""
        self.refunds.push_due(order_id, attempt_no, try_no)


def _payable(order: Order, attempt: Attempt) -> bool:
    now = order.attempt(attempt.attempt_no)
    return order.head.state is State.AWAITING_PAYMENT and now is not None and now.state is AttemptState.PENDING


def _too_late(order: Order, now: datetime) -> DomainError:
    """Why an attempt that has just been started cannot be paid any more."""
    head = order.head
    if head.state is State.EXPIRED or (head.expires_at is not None and now >= head.expires_at):
        return order_errors.PayTimeOver()
    if head.state is State.AWAITING_PAYMENT:  # another start took its place
        return order_errors.PaymentUnderWay()
    return refused(order, NotAllowed(head.state, ev.Start.name, None))
