"""A month of money through both channels under the simulators' faults, days crossed at midnight included: the ledger
is what the bills say, over any range of it."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.model import Actor, State
from chalicelib.orders.money_model import RETURNED, STUCK_REFUND, AttemptState, Refund
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from tests.worlds.orders import FOUR_EYES
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student
from tools import ledger

DAYS, SETTLING, AHEAD = 30, 5, 100
MORNING, EVENING, MIDNIGHT = time(10, 30), time(17), time(23, 59, 50)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Month:
    """What is to happen, by when; `now` is the clock of product and channels alike."""

    def __init__(self, world: World, task: Task, first: date) -> None:
        self.world, self.task, self.dice = world, task, random.Random(20270601)
        self.days = [first + timedelta(number) for number in range(DAYS + SETTLING)]
        self.live: set[str] = set()
        self._order = itertools.count()
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []

    def at(self, instant: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._plan, (instant, next(self._order), act))

    def run(self) -> None:
        for day in self.days:
            for hour in range(0, 24, 4):
                self.at(moment(day, time(hour)), self.sweep)
            self.at(moment(day, MORNING), self.match)
            self.at(moment(day, EVENING), self.finance)
        for day in self.days[:DAYS]:
            for channel, fates in FATES.items():
                for fate in fates:
                    begin = MIDNIGHT if fate is Fate.midnight else time(self.dice.randrange(9, 16), 0)
                    self.at(moment(day, begin), lambda fate=fate, channel=channel: fate(Fate(self, channel)))  # type: ignore[misc]
        while self._plan:
            instant, _, act = heapq.heappop(self._plan)
            self.world.clock.to(instant)
            act()

    # -- what goes on by itself, and what finance does -------------------------------------------------------------

    def sweep(self) -> None:
        """Whatever is due is done; a slot that fails is there again at the next sweep."""
        self.world.box.pay.refunds.finish_due()
        for order_id in list(self.live):
            for at, part in self.world.slots(self.world.load(order_id)):
                if at <= self.world.clock():
                    try:
                        self.world.settle(order_id, part)
                    except (OutsideBusy, OutsideFailed):
                        continue

    def match(self) -> None:
        for day in self.world.money.bills.due():
            self.world.money.bills.match_all(day)

    def finance(self) -> None:
        """Retries what is stuck, and forgets what is at rest."""
        for order_id in list(self.live):
            order = self.world.load(order_id)
            for attempt in order.attempts:
                refund = order.refund_of(attempt.attempt_no)
                if attempt.state not in RETURNED and refund and refund.state in STUCK_REFUND:
                    self.world.orders.apply(order_id, ev.RefundRetry(**FOUR_EYES, attempt_no=attempt.attempt_no))
            suspect = any(one.state is AttemptState.SUSPECT for one in order.attempts)
            if not suspect and not self.world.slots(self.world.load(order_id)) and order.head.state not in PENDING:
                self.live.discard(order_id)


PENDING = {State.AWAITING_PAYMENT, State.REFUNDING}


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)


class Fate:
    """One order and what becomes of its money."""

    def __init__(self, month: Month, channel: str) -> None:
        self.month, self.world, self.channel = month, month.world, channel
        self.who, self.till = student(), month.world.tills[channel]
        self.order_id = self.world.awaiting(month.task, self.who).head.order_id
        self.number = out_trade_no(self.order_id, 1)
        self.world.pay.start(self.who, self.order_id, f"{channel.upper()}_NATIVE", "only-tap")
        month.live.add(self.order_id)

    def later(self, wait: timedelta, act: Callable[[], None]) -> None:
        self.month.at(self.world.clock() + wait, act)

    def tell(self) -> None:
        notice = self.till.paid_notice(self.number, self.world.clock())
        self.world.pay.notice(self.channel, notice.headers, notice.raw)

    def refund(self) -> None:
        self.world.orders.refund(self.who, self.order_id)

    def sim(self, fault: str, times: int = 1) -> None:
        prefix = "pay" if self.channel == "wechat" else "alipay"
        self.world.box.faults.set(f"{prefix}_{fault}", times=times, seconds=0.0)

    def push(self, fault: str) -> None:
        """A refund that meets a fault when it is first asked for."""
        self.refund()
        self.sim(fault)
        try:
            self.world.settle(self.order_id, "REFUND#01#1")
        except (OutsideBusy, OutsideFailed):
            pass
        finally:
            self.sim(fault, times=0)

    # -- the fates ---------------------------------------------------------------------------------------------------

    def unpaid(self) -> None:
        """Nobody pays."""

    def kept(self) -> None:
        self.till.pay(self.number)
        self.tell()
        self.tell()

    def silent(self) -> None:
        self.till.pay(self.number)

    def midnight(self) -> None:
        self.till.pay(self.number)
        self.later(timedelta(minutes=3), self.tell)

    def late(self) -> None:
        """Cancelled, and paid all the same: the money goes back by itself."""
        self.till.pay(self.number)
        self.world.orders.apply(self.order_id, facts.Unknown(attempt_no=1))
        self.world.orders.apply(self.order_id, ev.Cancel(actor=Actor(kind="student", id=self.who.person_id)))
        self.later(HOUR, self.tell)

    def back(self) -> None:
        self.kept()
        self.later(self.month.dice.choice((HOUR, DAY, 3 * DAY)), self.refund)

    def coupon(self) -> None:
        books = self.world.box.pay.books if self.channel == "wechat" else self.world.box.alipay.books
        books.pay(self.number, coupon=500)
        self.tell()
        self.later(HOUR, self.refund)

    def poor(self) -> None:
        self.kept()
        self.later(HOUR, lambda: self.push("not_enough"))

    def lost_answer(self) -> None:
        self.kept()
        self.later(HOUR, lambda: self.push("cut"))

    def closed(self) -> None:
        self.kept()
        self.later(HOUR, lambda: self.push("refund_closed"))

    def abnormal(self) -> None:
        """Handled on the channel's page the next day."""
        self.kept()
        self.later(HOUR, lambda: self.push("refund_abnormal"))
        self.later(DAY, self._handle)

    def _handle(self) -> None:
        refund = self.world.load(self.order_id).refund_of(1)
        known = self.world.box.pay.refunds.refund(_number(self.order_id, refund)) if refund else {}
        if known.get("status") == "ABNORMAL":
            self.world.box.pay.refunds.handle(known["out_refund_no"])

    def page(self) -> None:
        """Returned on the channel's page, which nobody tells us of but the bill."""
        self.kept()
        self.later(self.month.dice.choice((HOUR, 10 * HOUR, DAY)), lambda: self.till.return_on_page(self.number))

    def parts(self) -> None:
        self.kept()
        self.later(HOUR, lambda: self.till.return_on_page(self.number, 1200))
        self.later(2 * DAY, lambda: self.till.return_on_page(self.number, 1800))

    def page_unheard(self) -> None:
        """Came and went before anybody here heard of it."""
        self.till.pay(self.number)
        self.till.return_on_page(self.number)


def _number(order_id: str, refund: Refund) -> str:
    return out_refund_no(order_id, refund.attempt_no, refund.try_no)


BOTH = (
    Fate.unpaid, Fate.kept, Fate.silent, Fate.midnight, Fate.late, Fate.back, Fate.coupon, Fate.poor, Fate.lost_answer,
    Fate.page, Fate.parts, Fate.page_unheard,
)  # fmt: skip
FATES = {"wechat": (*BOTH, Fate.closed, Fate.abnormal), "alipay": BOTH}


@pytest.fixture
def month(box: Sandbox, fresh: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Month]:
    with world_of(box) as world:
        start = world.clock().astimezone(SHANGHAI).date() + timedelta(days=AHEAD)
        world.clock.to(moment(start, time()))
        for books in (box.pay.books, box.alipay.books):
            monkeypatch.setattr(books, "clock", lambda: world.clock().timestamp())
        monkeypatch.setattr(box.pay.refunds, "seconds", 15 * 3600.0)  # a refund of the afternoon ends the next day
        closes = moment(start, time()) + timedelta(days=3 * DAYS)
        yield Month(world, world.task(closes_at=closes, refund_until="APPROVAL"), start)


@pytest.mark.slow
def test_any_range_of_a_month_agrees_to_the_fen(month: Month, capsys: pytest.CaptureFixture[str]) -> None:
    month.run()
    assert not month.live
    days = month.days[:-1]  # of the last one there is no bill yet
    ranges = [days, *([day] for day in days)]
    ranges += [days[first:last] for first, last in itertools.combinations(range(0, len(days), 3), 2)]
    for channel in FATES:
        assert {str(some): found for some in ranges if (found := ledger.check(channel, some))} == {}
    print(capsys.readouterr().out.splitlines()[0])
