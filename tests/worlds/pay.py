"""Orders raced against each other with the real tables and the simulated WeChat Pay behind them, and what must hold
when nothing is left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.identity.model import Who
from chalicelib.orders.model import PAID_STATES, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store.items import part_of
from chalicelib.pay.service import Begun
from chalicelib.shared.ids import out_trade_no
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from sandbox.wechat_pay.books import PayError
from tests.worlds.clock import Clock
from tests.worlds.pay_making import Making, student
from tests.worlds.pay_notice import Notice
from tests.worlds.pay_replay import replayed
from tests.worlds.racing import race
from tests.worlds.tills import TILLS


@dataclass(frozen=True, kw_only=True)
class Ended:
    """An order at rest: nothing is due any more."""

    order: Order
    events: list[str]

    @property
    def state(self) -> State:
        return self.order.head.state

    @property
    def attempts(self) -> list[AttemptState]:
        return [one.state for one in self.order.attempts]


class World(Making):
    """Racers, duties and judges."""

    def __init__(self, box: Sandbox) -> None:
        super().__init__(box, Clock())
        self.who = student()  # of the tests that need one student only
        self.tills = {name: till(box) for name, till in TILLS.items()}

    def begin(self) -> Who:
        """The wall's time again, and a new student, who has used up nothing of what one person may do."""
        self.clock.ahead, self.who = timedelta(), student()
        return self.who

    # -- what the outside does -------------------------------------------------------------------------------------

    def paid(self, number: str) -> Notice:
        """The user pays; the notice of it is the caller's to deliver.  Raises CannotPay."""
        self.box.pay.books.pay(number, after_expiry=True)
        return Notice.of_trade(self.box, number, self.clock())

    def deliver(self, notice: Notice) -> None:
        self.pay.notice("wechat", notice.headers, notice.raw)

    # -- racing ----------------------------------------------------------------------------------------------------

    def repeat(self, one_round: Callable[[Who], None], rounds: int, *, both: Sized | None = None) -> None:
        """Every round with a new student, at the wall's time again.

        both: what rounds ended with; there must be two of it in the end, or nothing was raced.  On a busy machine one
        side may win for long, so up to ten times as many rounds are run until the other has won one.
        """
        for number in range(10 * rounds):
            if number >= rounds and (both is None or len(both) == 2):
                return
            one_round(self.begin())
        raise AssertionError(f"only one side ever won: {both}")

    def race(self, *works: Callable[[], Any]) -> list[Any]:
        """As `racing.race`."""
        return race(*works)

    # -- the duties that end every story ---------------------------------------------------------------------------

    def settle(self, order_id: str, part: str = "HEAD") -> None:
        self.settler.settle(order_id, part)

    def rest(self, order_id: str) -> Order:
        """Time passes until nothing is due any more."""
        for _ in range(60):
            order = self.load(order_id)
            slots = self.slots(order)
            if not slots:
                return order
            at, part = slots[0]
            self.clock.to(at)
            self.settle(order_id, part)
            self.box.pay.refunds.finish_due()
        raise AssertionError(f"never at rest: {slots}")

    def slots(self, order: Order) -> list[tuple[datetime, str]]:
        """(when, part) of everything the order has due, soonest first."""
        slots = [(order.head.due_at, "HEAD")]
        slots += [(one.due_at, part_of(one)) for one in order.attempts]
        slots += [(one.due_at, part_of(one)) for one in order.refunds]
        return sorted((at, part) for at, part in slots if at is not None)

    # -- judging ---------------------------------------------------------------------------------------------------

    def conserved(self, order_id: str, task: Task) -> Ended:
        """Lets time pass, then checks what must hold for every order."""
        order, history = self.rest(order_id), self.store.history(order_id)
        paying = [one for one in order.attempts if one.state is AttemptState.OK]
        assert len(paying) <= 1
        assert not [one for one in order.attempts if one.state in (AttemptState.PENDING, AttemptState.ABANDONED)]
        holds_money = order.head.state in PAID_STATES or (order.head.state is State.CLOSED and paying)
        assert self.held(order) == ({paying[0].attempt_no: paying[0].amount} if holds_money else {})
        assert replayed(order, history, task) == order
        return Ended(order=order, events=[record.event for record in history])

    def held(self, order: Order) -> dict[int, int]:
        """What the channel holds: fen by attempt number, refunds taken off, nothing left out."""
        held = {
            one.attempt_no: self.tills[one.channel].held(out_trade_no(order.head.order_id, one.attempt_no))
            for one in order.attempts
        }
        return {number: left for number, left in held.items() if left}

    def trade_state(self, number: str) -> str:
        """As the channel has it; ABSENT for a trade it never heard of."""
        try:
            return str(self.box.pay.books.trade(number)["state"])
        except PayError:
            return "ABSENT"

    def attempts(self, order_id: str) -> list[AttemptState]:
        return [one.state for one in self.load(order_id).attempts]


@contextmanager
def world_of(box: Sandbox) -> Iterator[World]:
    """A world whose refunds are finished at once, and whose notices are delivered by hand."""
    world, seconds = World(box), box.pay.refunds.seconds
    box.pay.refunds.seconds = 0.0
    box.faults.set("notice_lost", times=10**6)
    try:
        yield world
    finally:
        box.pay.refunds.seconds = seconds
        box.faults.clear()


def start(world: World, order_id: str, key: str = "first-tap") -> Begun:
    return world.pay.start(world.who, order_id, "WECHAT_NATIVE", key)
