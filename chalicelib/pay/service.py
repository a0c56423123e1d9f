"""Payments as a student and a channel see them: start one, ask for its state, take a notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import LINK, MINI, Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders import events as ev
from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.machine.refusals import refusal_error
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.orders.service import OrderService, done_already
from chalicelib.orders.store.orders import Orders
from chalicelib.pay import methods
from chalicelib.pay.errors import AttemptNotFound, ChannelRefuses, ChannelSilent, NeedsWeChatLogin, NotOnThisPhone
from chalicelib.pay.model import Channel, ChannelRefund, Kind, PaidFact, Started, Trade
from chalicelib.pay.prepay_store import Prepays
from chalicelib.pay.refunds import Refunds
from chalicelib.pay.settlements import Settlements
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import DomainError, NotFound, OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no

ASK_AFTER = timedelta(
    seconds=2
)  # however often a client polls, the channel is first asked after this, and not more often


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a client needs so that somebody can pay."""

    attempt: Attempt
    started: Started

    @property
    def until(self) -> datetime:
        """The end of the prepay or of the trade, whichever is first."""
        return min(self.attempt.time_expire, self.started.until or self.attempt.time_expire)


@dataclass(frozen=True, kw_only=True)
class MerchantAccount:
    """The merchant and app id that every payment of a channel must go to."""

    mchid: str
    appid: str


class Pay:
    """channels, accounts: by the channel's name; of `WECHAT_NATIVE` the first half names the channel, the second the
    kind.

    site: where browsers return to, such as https://photo.example.com.  no_ios_pay: nobody may pay in the mini-program
    on iOS.
    """

    def __init__(
        self,
        *,
        orders: OrderService,
        store: Orders,
        prepays: Prepays,
        inbox: Inbox,
        channels: Mapping[str, Channel],
        accounts: Mapping[str, MerchantAccount],
        site: str,
        no_ios_pay: bool,
        clock: Clock,
    ) -> None:
        self._orders, self._prepays, self._inbox, self._channels = orders, prepays, inbox, channels
        self._accounts, self._site, self._no_ios_pay, self._clock = accounts, site, no_ios_pay, clock
        self.refunds = Refunds(orders=orders, store=store, channels=channels, clock=clock)
        self.settling = Settlements(orders=orders, store=store, channels=channels, refunds=self.refunds, clock=clock)

    # -- the student -----------------------------------------------------------------------------------------------

    def payers_ways(self, device: methods.Device) -> tuple[tuple[methods.Method, ...], str]:
        """(ways, hint) for somebody who pays by a link."""
        if device.mini and self._barred(device.platform):
            return (), methods.PAYER_IOS_HINT
        return methods.offered(self._channels, device, methods.PAYER_HINT)

    def ways(self, who: Who, order_id: str, agent: str, platform: str = "") -> tuple[tuple[methods.Method, ...], str]:
        """(ways, hint) that fit the device.  platform: as the mini-program names it.  Raises OrderNotFound."""
        self._orders.show(who, order_id)
        if who.client == MINI and self._barred(platform):
            return (), methods.IOS_HINT
        return methods.offered(self._channels, methods.Device(mini=who.client == MINI, agent=agent))

    def check(self, channel: str, platform: str, *, known: bool) -> tuple[str, Kind]:
        """Name and kind of the channel, if it may be used there.

        platform: as the mini-program names it, else ""; known: whether WeChat can say who pays.  Raises
        UnknownChannel, NotOnThisPhone, NeedsWeChatLogin.
        """
        name, kind = methods.parse(channel, self._channels)
        if kind is Kind.JSAPI and self._barred(platform):
            raise NotOnThisPhone
        if kind is Kind.JSAPI and not known:
            raise NeedsWeChatLogin
        return name, kind

    def start(
        self,
        who: Who,
        order_id: str,
        channel: str,
        client_key: str,
        back: str = "/",
        platform: str = "",
        openid: Callable[[], str | None] | None = None,
    ) -> Begun:
        """Starts a payment attempt, or repeats the one of the same client_key.

        back: path of the site to return to; platform: as the mini-program names it; openid: gives the openid of
        somebody else who pays, called only if it is needed.  Raises as `check`, OrderNotFound, the table's refusals,
        ChannelSilent, ChannelRefuses.
        """
        payer: Callable[[], str | None] = openid or (lambda: who.openid)
        name, kind = self.check(channel, platform, known=openid is not None or who.openid is not None)
        account = self._accounts[name]
        event = ev.Start(
            actor=_starter(who),
            channel=name,
            kind=kind.value,
            mchid=account.mchid,
            appid=account.appid,
            client_key=client_key,
        )
        loaded = self._begin(who, order_id, event)
        attempt = next(attempt for attempt in reversed(loaded.order.attempts) if event.began(attempt))
        shown = self._again(who, order_id, attempt) if loaded.record is None else None
        return shown or self._ask_prepay(who, order_id, attempt, back, payer)

    def _begin(self, who: Who, order_id: str, event: ev.Start) -> Loaded:
        """Records the attempt before the channel hears of it; the same client_key gives the same attempt."""
        loaded = self._orders.find(who, order_id)
        if done_already(loaded.order, event):
            return loaded
        self._orders.require_kept(who, loaded)
        if self.settling.close_pending(loaded.order, seconds=3):
            loaded = self._orders.find(who, order_id)
        return self._orders.act(who, loaded, event)

    def _barred(self, platform: str) -> bool:
        return self._no_ios_pay and platform == methods.IOS

    def _again(self, who: Who, order_id: str, attempt: Attempt) -> Begun | None:
        """What the channel gave for this attempt before, so that a code which somebody is just scanning stays valid.

        If the attempt was paid or closed meanwhile, raises what the order's state says.
        """
        started = self._prepays.kept(order_id, attempt.attempt_no, self._clock())
        if started is None:
            return None
        if self._may_ask(order_id, attempt):
            self._check_payable(who, order_id, attempt)
        return Begun(attempt=attempt, started=started)

    def _ask_prepay(
        self, who: Who, order_id: str, attempt: Attempt, back: str, payer: Callable[[], str | None]
    ) -> Begun:
        kind = Kind(attempt.kind)
        trade = Trade(
            out_trade_no=out_trade_no(order_id, attempt.attempt_no),
            amount=attempt.amount,
            kind=kind,
            description=f"高校图像信息采集 {order_id[-6:]}",
            payer=payer() if kind is Kind.JSAPI else None,
            payer_ip=who.ip,
            back_url=self._site + back,
        )
        try:
            started = self._channels[attempt.channel].start(trade, attempt.time_expire)
        except OutsideBusy as error:
            raise ChannelSilent(channel=CHANNELS[attempt.channel]) from error
        except OutsideFailed as error:
            self._check_payable(who, order_id, attempt)
            self._drop_repeated(who, order_id, attempt)
            raise ChannelRefuses(channel=CHANNELS[attempt.channel]) from error
        shown = self._prepays.keep(order_id, attempt.attempt_no, started, self._clock())
        return self._still_wanted(who, order_id, attempt, shown)

    def _drop_repeated(self, who: Who, order_id: str, attempt: Attempt) -> None:
        """Closes an attempt that the channel refused to start, so that the next tap begins a new one.

        WeChat Pay repeats a prepay only for an identical request, which includes the phone's address: this attempt
        would be refused at every further tap.
        """
        if self._clock() - attempt.started_at >= ASK_AFTER:
            self.settling.close(self._orders.show(who, order_id), attempt, seconds=3)

    def _still_wanted(self, who: Who, order_id: str, attempt: Attempt, started: Started) -> Begun:
        """A slow prepay may arrive after the order changed or another payment was started: then it must not be
        shown."""
        order = self._orders.show(who, order_id)
        if _payable(order, attempt):
            return Begun(attempt=attempt, started=started)
        self.settling.close(order, attempt, seconds=3)
        raise _too_late(self._orders.show(who, order_id), self._clock())

    def _check_payable(self, who: Who, order_id: str, attempt: Attempt) -> None:
        """Asks the channel; if the attempt is paid or closed there, raises what the order's state says then.  If the
        channel does not answer, the attempt may be paid."""
        try:
            self.settling.ask(self._orders.show(who, order_id), attempt)
        except (OutsideBusy, OutsideFailed):
            return
        order = self._orders.show(who, order_id)
        if not _payable(order, attempt):
            raise _too_late(order, self._clock())

    def state(self, who: Who, order_id: str, attempt_no: int) -> tuple[Order, Attempt]:
        """The order and its attempt; asks the channel if the attempt is PENDING and was not asked about just now."""
        order = self._orders.show(who, order_id)
        attempt = order.attempt(attempt_no)
        if attempt is None:
            raise AttemptNotFound
        if attempt.state is AttemptState.PENDING and self._may_ask(order_id, attempt):
            try:
                self.settling.ask(order, attempt)
            except (OutsideBusy, OutsideFailed):
                return order, attempt
            order = self._orders.show(who, order_id)
        return order, order.attempt(attempt_no) or attempt

    def _may_ask(self, order_id: str, attempt: Attempt) -> bool:
        """A student who polls must not use up the merchant's quota for everybody."""
        now = self._clock()
        if now - attempt.started_at < ASK_AFTER:
            return False
        pk = f"RATE#asked#{order_id}#{attempt.attempt_no:02d}"
        return self._inbox.seize(pk, now=now, until=now + ASK_AFTER, body="")

    # -- the channel -----------------------------------------------------------------------------------------------

    def notice(self, channel: str, headers: Mapping[str, str], raw: bytes) -> None:
        """Takes one notice.  Raises NotFound for an unknown channel, and what `read_notice` raises.

        When it returns, the fact is committed (now or before), and the channel may be told of success.
        """
        taker = self._channels.get(channel)
        if taker is None:
            raise NotFound
        fact = taker.read_notice(headers, raw)
        if isinstance(fact, PaidFact):
            self.settling.paid(fact)
        elif isinstance(fact, ChannelRefund):
            self.refunds.apply(fact)

    def close_pending(self, order: Order, *, seconds: float) -> bool:
        """Called by `orders` before it cancels an order or gives it to somebody else."""
        return self.settling.close_pending(order, seconds=seconds)


def _starter(who: Who) -> Actor:
    """Of a payment by a link nobody knows who pays."""
    return Actor(kind="payer") if who.client == LINK else Actor(kind="student", id=who.person_id)


def _payable(order: Order, attempt: Attempt) -> bool:
    now = order.attempt(attempt.attempt_no)
    return order.head.state is State.AWAITING_PAYMENT and now is not None and now.state is AttemptState.PENDING


def _too_late(order: Order, now: datetime) -> DomainError:
    """Why an attempt that was just started can no longer be paid."""
    head = order.head
    if head.state is State.EXPIRED or (head.expires_at is not None and now >= head.expires_at):
        return order_errors.PayTimeOver()
    if head.state is State.AWAITING_PAYMENT:  # its money did not match, or another attempt took its place
        suspect = any(attempt.state is AttemptState.SUSPECT for attempt in order.attempts)
        return order_errors.PaymentNeedsStaff() if suspect else order_errors.PaymentUnderWay()
    return refusal_error(order, NotAllowed(head.state, ev.Start.name, None))
