"""One cell of the fault matrix: an order in some state, money of an attempt that arrives before, during or after the
end of its time, one fault; then everything runs to rest, and what became of order and money is told in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.model import PAID_STATES, Actor, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.pay.model import NoticeRefused
from chalicelib.shared.errors import NotFound, OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no
from chalicelib.tasks.model import Task
from tests.money import money_finance as finance
from tests.money.money_elsewhere import AFTER_PAYING, MEANWHILE
from tests.money.money_fates import FATES
from tests.worlds.orders import BLURRED, FOUR_EYES, STAFF
from tests.worlds.pay import World
from tests.worlds.pay_making import student
from tests.worlds.pay_notice import Notice

PHASES = ("before", "during", "after")
S = State
BACKS = {AttemptState.RETURNED: "returned", AttemptState.RETURNED_OUTSIDE: "returned there"}
# How an order that is paid by its second attempt comes to a state; the first attempt nobody could close.
PATHS: dict[State, tuple[str, ...]] = {
    S.IN_REVIEW: (), S.WITHDRAWN: ("withdraw",), S.REJECTED: ("take", "reject"), S.APPROVED: ("take", "approve"),
    S.IN_PRODUCTION: ("take", "approve", "deliver"), S.DONE: ("take", "approve", "deliver", "confirm"),
    S.CORRECTION: ("take", "approve", "deliver", "correct"), S.CLOSED: ("take", "reject", "close"),
    S.REFUNDING: ("refund",), S.REFUNDED: ("refund", "settle"),
}  # fmt: skip
KINDS = {"wechat": ("NATIVE", "JSAPI", "H5"), "alipay": ("NATIVE", "PAGE", "WAP")}
# Without a payment there is no money to go wrong: a draft has none.
STATES = (S.AWAITING_PAYMENT, S.EXPIRED, S.CANCELLED, *PATHS)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """tells: a line for the page; at: where it strikes; menu: faults of the simulator, set `times` times; by_hand:
    refunds end when somebody ends them; gone: the channel is out of the settings for some hours."""

    name: str
    tells: str
    at: str  # start | notice | close | call | page | refund
    menu: tuple[str, ...] = ()
    times: int = 1
    by_hand: bool = False
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """kind: how the payment was started; every fault meets every kind in every phase, in one state or another."""

    channel: str
    fault: Fault
    state: State
    phase: str

    @property
    def kind(self) -> str:
        kinds = KINDS[self.channel]
        return kinds[(STATES.index(self.state) + PHASES.index(self.phase)) % len(kinds)]


def _nothing(matrix: Matrix, channel: str, about: object) -> None:
    """Nobody but us does anything."""


class Matrix:
    """Runs cells in one world."""

    def __init__(self, world: World, task: Task) -> None:
        self.world, self.task = world, task
        self.box = world.box

    def run(self, cell: Cell) -> str:
        """What became of it.  Raises AssertionError when an invariant is broken."""
        self.world.clock.ahead = timedelta()
        self._menu(cell.fault, on=False)
        who = student()
        order_id = self._built(cell, who)
        number = out_trade_no(order_id, 1)
        till = self.world.tills[cell.channel]
        if cell.fault.at == "start" and till.held(number) == 0:
            till.prepay(number, self._first(order_id))  # what had been asked for lands after all
        self._menu(cell.fault, on=True)
        with self._gone(cell):
            self._pay(cell, order_id, number)
            self._notices(cell, number)
            if cell.fault.gone:
                self._rounds(cell, order_id, most=12)
        assert not self._rounds(cell, order_id, most=80), "never at rest"
        self._menu(cell.fault, on=False)
        if cell.fault.name != "notice lost":
            self.tell(cell.channel, till.paid_notice(number, self.world.clock()))  # the ladder's last rung
            for one in till.refund_notices(number, self.world.clock()):
                self.tell(cell.channel, one)
        return self._outcome(order_id)

    def _menu(self, fault: Fault, *, on: bool) -> None:
        for name in fault.menu:
            self.box.faults.set(name, times=fault.times if on else 0, seconds=0.0)
        self.box.pay.refunds.seconds = None if on and fault.by_hand else 0.0

    @contextmanager
    def _gone(self, cell: Cell) -> Iterator[None]:
        """The settings do not have the channel until some hours after the end of the time to pay."""
        channels = self.world.outside.channels
        if not cell.fault.gone:
            yield
            return
        kept = channels.pop(cell.channel)
        try:
            yield
        finally:
            channels[cell.channel] = kept

    def _first(self, order_id: str) -> Attempt:
        return self.world.load(order_id).attempts[0]

    # -- the order -------------------------------------------------------------------------------------------------

    def _built(self, cell: Cell, who: Who) -> str:
        order_id = self.world.awaiting(self.task, who).head.order_id
        self._start(order_id, who, cell.channel, cell.kind)
        if cell.fault.at != "start":
            self.world.tills[cell.channel].prepay(out_trade_no(order_id, 1), self._first(order_id))
        if cell.state is S.AWAITING_PAYMENT:
            return order_id
        self.world.orders.apply(order_id, facts.Unknown(attempt_no=1))
        if cell.state in PATHS:
            self._pay_another(order_id, who)
            for step in PATHS[cell.state]:
                self._step(order_id, who, step)
        elif cell.state is S.CANCELLED:
            self.world.orders.apply(order_id, ev.Cancel(actor=Actor(kind="student", id=who.person_id)))
        else:
            self.world.time_over(order_id)
            self.world.orders.apply(order_id, ev.Expire())
        assert self.world.load(order_id).head.state is cell.state
        return order_id

    def _start(self, order_id: str, who: Who, channel: str, kind: str = "NATIVE") -> None:
        mchid, appid = self.world.tills[channel].account
        me = Actor(kind="student", id=who.person_id)
        begun = ev.Start(actor=me, channel=channel, kind=kind, mchid=mchid, appid=appid, client_key="made")
        self.world.orders.apply(order_id, begun)

    def _pay_another(self, order_id: str, who: Who) -> None:
        """The second attempt pays; nobody tries again to close the first."""
        self._start(order_id, who, "wechat")
        number, till = out_trade_no(order_id, 2), self.world.tills["wechat"]
        till.prepay(number, self.world.load(order_id).attempts[1])
        trade = till.pay(number)
        mchid, appid = till.account
        self.world.orders.apply(
            order_id,
            facts.Paid(
                attempt_no=2,
                amount=trade["total"],
                currency="CNY",
                mchid=mchid,
                appid=appid,
                transaction_id=trade["transaction_id"],
                paid_at=self.world.clock(),
            ),
        )

    def _step(self, order_id: str, who: Who, step: str) -> None:
        me, now = Actor(kind="student", id=who.person_id), self.world.clock()
        if step == "settle":
            self.world.settle(order_id, "REFUND#02#1")
            self.box.pay.refunds.finish_due()
            self.world.clock.to(now + timedelta(minutes=3))
            self.world.settle(order_id, "REFUND#02#1")
            self.world.clock.ahead = timedelta()
            return
        events: dict[str, Callable[[], ev.Event]] = {
            "withdraw": lambda: ev.Withdraw(actor=me), "take": lambda: ev.Take(actor=STAFF, until=now + timedelta(1)),
            "approve": lambda: ev.Approve(actor=STAFF, photo_no=1),
            "reject": lambda: ev.Reject(actor=STAFF, photo_no=1, reasons=(BLURRED,)),
            "deliver": lambda: ev.Deliver(actor=STAFF, package="p"), "confirm": lambda: ev.Confirm(actor=STAFF),
            "correct": lambda: ev.Correct(**FOUR_EYES, note="name"), "close": lambda: ev.Close(**FOUR_EYES),
            "refund": lambda: ev.AskRefund(actor=me, reason="student"),
        }  # fmt: skip
        self.world.orders.apply(order_id, events[step]())

    # -- the money -------------------------------------------------------------------------------------------------

    def _pay(self, cell: Cell, order_id: str, number: str) -> None:
        """The buyer pays in the phase; `during` means while the end of the time is being handled."""
        end = self._first(order_id).time_expire

        def pay(number: str) -> None:
            self.world.tills[cell.channel].pay(number)
            AFTER_PAYING.get(cell.fault.name, _nothing)(self, cell.channel, number)

        if cell.phase == "after":
            self.world.clock.to(end + timedelta(minutes=5))
        if cell.phase != "during":
            pay(number)
            return
        self.world.clock.to(end)
        if cell.fault.at == "close":
            self._end(order_id)
            if not self.world.tills[cell.channel].was_paid(number):
                pay(number)  # nobody tried to close it
            return
        with self._at_the_first_call(cell.channel, lambda: pay(number)) as paid:
            self._end(order_id)
        if not paid:
            pay(number)

    def _end(self, order_id: str) -> None:
        """What is done when the time to pay is over."""
        for part in ("HEAD", "PAY#01"):
            self.settle(order_id, part)

    @contextmanager
    def _at_the_first_call(self, channel: str, act: Callable[[], Any]) -> Iterator[list[bool]]:
        """Does `act` when the product next calls out: after it has looked, before it has been answered."""
        asked, done = self.world.pay.settling._channels[channel], list[bool]()
        real = {name: getattr(asked, name) for name in ("query", "close")}

        def first(name: str) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                if not done:
                    done.append(True)
                    act()
                return real[name](*args, **more)

            return call

        for name in real:
            setattr(asked, name, first(name))
        try:
            yield done
        finally:
            for name in real:
                delattr(asked, name)

    def _notices(self, cell: Cell, number: str) -> None:
        if cell.fault.at == "notice":
            FATES[cell.fault.name](self, cell.channel, number)
        elif cell.fault.at not in ("call", "close", "page"):  # a fault of our calls matters most when no notice helps
            notice = self.world.tills[cell.channel].paid_notice(number, self.world.clock())
            self.tell(cell.channel, notice, refused=cell.fault.gone)

    def tell(self, channel: str, notice: Notice, *, refused: bool = False) -> None:
        """Delivers a notice.  refused: it must not be taken."""
        try:
            self.world.pay.notice(channel, notice.headers, notice.raw)
        except (NoticeRefused, NotFound):
            assert refused
        else:
            assert not refused, "a spoilt notice was taken"

    # -- the end ---------------------------------------------------------------------------------------------------

    def settle(self, order_id: str, part: str) -> None:
        try:
            self.world.settle(order_id, part)
        except (OutsideBusy, OutsideFailed):
            self.world.clock.ahead += timedelta(minutes=5)  # the queue, or the next sweep, brings the id again

    def _rounds(self, cell: Cell, order_id: str, *, most: int) -> bool:
        """Every duty is done, and finance has looked at what waits for a person; whether anything is left to do."""
        for _ in range(most):
            order = self.world.load(order_id)
            MEANWHILE.get(cell.fault.name, _nothing)(self, cell.channel, order)
            if finance.decide(self.world, order):
                continue
            slots = self.world.slots(order)
            if not slots:
                return False
            at, part = slots[0]
            self.world.clock.to(at)
            self.settle(order_id, part)
            self.box.pay.refunds.finish_due()
        return True

    def _outcome(self, order_id: str) -> str:
        ended = self.world.conserved(order_id, self.task)
        order, held = ended.order, self.world.held(ended.order)
        paid = order.head.state in (*PAID_STATES, State.CLOSED)  # closed by staff, it keeps what it was paid
        assert len(held) == paid, "one payment is held exactly when the order is paid"
        kept = "its money kept" if 1 in held else "the other money kept" if held else "no money kept"
        back = BACKS.get(order.attempts[0].state, "")
        return ", ".join(filter(None, (order.head.state.value, kept, back)))
