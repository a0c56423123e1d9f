"""The payment service over one order in memory, and a channel that says what it is told to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from chalicelib.identity.errors import ConsentNeeded
from chalicelib.identity.model import Who
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import Actor, EventRecord, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.service import OrderService
from chalicelib.pay.model import (
    CALL_SECONDS,
    Bill,
    ChannelRefund,
    CloseResult,
    Kind,
    PaidFact,
    RefundOrder,
    RefundStatus,
    Started,
    Trade,
    TradeState,
)
from chalicelib.pay.service import Begun, MerchantAccount, Pay
from chalicelib.shared.db import Write
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from tests.worlds.orders import APPID, HOUR, MCHID, ME, PRICE, T0, a_task, an_attempt, an_order

WHO = Who(person_id=ME.id, ip="10.0.0.1")
MINI = replace(WHO, openid="oMe", client="mini")
ID = "O" * 22
A = AttemptState
TROUBLE = [OutsideBusy(), OutsideFailed()]


class Store:
    """One order.  by: who moved it, each time."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.by: list[Actor] = []

    def load(self, order_id: str) -> Order | None:
        return self.order if order_id == ID else None

    def load_all(self, order_id: str) -> tuple[Order, list[EventRecord]] | None:
        return (self.order, []) if order_id == ID else None

    def commit(self, change: Change, also: Iterable[Write] = ()) -> None:
        assert (change.before, [*also]) == (self.order, [])
        self.order = change.after
        if change.record:
            self.by.append(change.record.actor)

    def owns_claim(self, head: object) -> bool:
        return True


class Prepays:
    def __init__(self) -> None:
        self.of: dict[int, Started] = {}

    def keep(self, order_id: str, attempt_no: int, started: Started, now: datetime) -> Started:
        assert order_id == ID
        self.of[attempt_no] = started
        return started

    def kept(self, order_id: str, attempt_no: int, now: datetime) -> Started | None:
        assert order_id == ID
        return self.of.get(attempt_no)


class Inbox:
    def __init__(self) -> None:
        self.until: dict[str, datetime] = {}

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool:
        free = pk not in self.until or self.until[pk] <= now
        if free:
            self.until[pk] = until
        return free


class Talk:
    """A channel: says what it is told to, or raises it; returned: of every refund, or of each by its number; asked:
    what it was asked; seconds: for each but the closes."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.seconds: list[float] = []
        self.trade: Trade | None = None
        self.deadline: datetime | None = None
        self.prepay: Any = Started(kind=Kind.NATIVE, params={"code_url": "weixin://"}, until=T0 + HOUR)
        self.state: Any = TradeState.NOTPAY
        self.closing = CloseResult.CLOSED
        self.notice: Any = None
        self.returning: Any = OutsideBusy()
        self.returned: Any = OutsideBusy()
        self.meanwhile: Any = lambda: None

    def _say(self, said: Any) -> Any:
        if isinstance(said, Exception):
            raise said
        return said

    def start(self, trade: Trade, deadline: datetime) -> Started:
        self.asked.append("start")
        self.trade, self.deadline = trade, deadline
        self.meanwhile()
        started: Started = self._say(self.prepay)
        return started

    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> Any:
        self.asked.append(("query", number))
        self.seconds.append(seconds)
        self.meanwhile()
        return self._say(self.state)

    def close(self, number: str, *, seconds: float) -> CloseResult:
        self.asked.append(("close", number, seconds))
        return self.closing

    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        self.asked.append(order)
        self.seconds.append(seconds)
        fact: ChannelRefund = self._say(self.returning)
        return fact

    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        self.asked.append(("query refund", out_refund_no))
        self.seconds.append(seconds)
        self.meanwhile()
        each = self.returned[out_refund_no] if isinstance(self.returned, dict) else self.returned
        fact: ChannelRefund = self._say(each)
        return fact

    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> Any:
        assert (headers, raw) == ({"a": "b"}, b"raw")
        return self._say(self.notice)

    def bill(self, day: date) -> Any:
        return Bill()


class Desk:
    """A Pay over one order.  now: the clock; channels: by name, of the one that talks."""

    def __init__(
        self,
        order: Order,
        channels: Callable[[Any], Any] = lambda talk: {"wechat": talk, "alipay": talk},
        no_ios_pay: bool = False,
    ) -> None:
        self.now, self.store, self.prepays, self.talk = T0, Store(order), Prepays(), Talk()
        self.consents = True  # to the handling of her face
        tasks: Any = SimpleNamespace(get=lambda task_id: a_task(), is_captured=lambda *who: False)
        store: Any = self.store
        self.tasks = tasks
        readiness: Any = SimpleNamespace(require_kept=lambda person, kind, loaded: self.require_kept(person, kind))
        self.orders = OrderService(
            store=store,
            tasks=tasks,
            clock=lambda: self.now,
            closer=lambda: self.pay,
            seal=lambda order_id, field, text: text,
            readiness=readiness,
        )
        prepays: Any = self.prepays
        inbox: Any = Inbox()
        known = channels(self.talk)
        accounts = dict.fromkeys(known, MerchantAccount(mchid=MCHID, appid=APPID))
        self.pay = Pay(
            orders=self.orders,
            store=store,
            prepays=prepays,
            inbox=inbox,
            channels=known,
            accounts=accounts,
            site="https://site",
            no_ios_pay=no_ios_pay,
            clock=lambda: self.now,
        )

    def require_kept(self, person_id: str, kind: str) -> None:
        if not self.consents:
            raise ConsentNeeded(title=kind)

    def start(self, channel: str = "WECHAT_NATIVE", key: str = "key-1", who: Who = WHO, **more: Any) -> Begun:
        return self.pay.start(who, ID, channel, key, **more)

    @property
    def attempts(self) -> list[AttemptState]:
        return [one.state for one in self.store.order.attempts]

    def paid(self, **changes: Any) -> PaidFact:
        known: dict[str, Any] = {
            "out_trade_no": f"{ID}_01", "transaction_id": "4200", "amount": PRICE, "currency": "CNY", "mchid": MCHID,
            "appid": APPID, "paid_at": T0,
        }  # fmt: skip
        return PaidFact(**known | changes)


def desk_of(*states: AttemptState, order: State = State.AWAITING_PAYMENT, **changes: Any) -> Desk:
    """Over an order with an attempt in each of the states."""
    attempts = tuple(an_attempt(number, state, **changes) for number, state in enumerate(states, start=1))
    return Desk(an_order(order, attempts=attempts))


def events(desk: Desk) -> int:
    """How many were written."""
    return desk.store.order.head.seq - 7


def refund_said(status: RefundStatus) -> ChannelRefund:
    """Of the first attempt's first refund."""
    return ChannelRefund(out_refund_no=f"{ID}_01R1", status=status, amount=PRICE, refund_id="50")
