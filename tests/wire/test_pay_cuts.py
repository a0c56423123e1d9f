"""The process dies after each call of settling, starting, closing and returning: what remains to be done is done by the
schedules, by the channel's next notice, or by whoever taps again; and it ends as if nobody had died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders.model import State
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import out_trade_no
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from tests.wire.cuts import Killed, cut
from tests.wire.pay_making import student
from tests.wire.pay_world import World, world_of

CHANNELS = ("wechat", "alipay")
MOST_CALLS = 40  # of one piece of work; it has at most about fifteen


@dataclass(frozen=True, kw_only=True)
class Life:
    """One order of one student, paid through one channel."""

    world: World
    channel: str
    who: Who
    order_id: str

    @property
    def till(self) -> Any:
        return self.world.tills[self.channel]

    @property
    def number(self) -> str:
        return out_trade_no(self.order_id, 1)

    def start(self) -> None:
        self.world.pay.start(self.who, self.order_id, f"{self.channel.upper()}_NATIVE", "only-tap")

    def buyer_pays(self) -> None:
        self.till.pay(self.number)

    def notice(self) -> None:
        told = self.till.paid_notice(self.number, self.world.clock())
        self.world.pay.notice(self.channel, told.headers, told.raw)

    def cancel(self) -> None:
        self.world.orders.cancel(self.who, self.order_id)

    def push_refund(self) -> None:
        self.world.settle(self.order_id, "REFUND#01#1")

    def paid(self) -> None:
        self.start()
        self.buyer_pays()
        self.notice()

    def refund_asked(self) -> None:
        self.paid()
        self.world.orders.refund(self.who, self.order_id)

    def time_over(self) -> None:
        self.start()
        self.world.time_over(self.order_id)

    def cancelled_and_paid(self) -> None:
        """Nobody could close the payment, and then it was made."""
        self.start()
        self.world.orders.apply(self.order_id, ev.Unknown(attempt_no=1))
        self.world.orders.cancel(self.who, self.order_id)
        self.buyer_pays()


@dataclass(frozen=True, kw_only=True)
class Work:
    """before: what has happened; cut: what dies; again: what its client does then, if it does anything."""

    cut: Callable[[Life], object]
    before: Callable[[Life], object] = lambda life: None
    again: Callable[[Life], object] = lambda life: None
    ends: State


def bought(life: Life) -> None:
    life.start()
    life.buyer_pays()


WORKS: dict[str, Work] = {
    "settle a payment": Work(before=bought, cut=Life.notice, ends=State.IN_REVIEW),
    "settle a payment, told again": Work(before=bought, cut=Life.notice, again=Life.notice, ends=State.IN_REVIEW),
    "settle late money": Work(before=Life.cancelled_and_paid, cut=Life.notice, ends=State.CANCELLED),
    "start": Work(cut=Life.start, ends=State.EXPIRED),
    "start, tapped again and paid": Work(cut=Life.start, again=Life.paid, ends=State.IN_REVIEW),
    "close by cancelling": Work(before=Life.start, cut=Life.cancel, again=Life.cancel, ends=State.CANCELLED),
    "close what was paid": Work(before=bought, cut=Life.cancel, again=Life.cancel, ends=State.IN_REVIEW),
    "close what is over": Work(before=Life.time_over, cut=lambda life: life.world.settle(life.order_id),
                               ends=State.EXPIRED),
    "refund": Work(before=Life.refund_asked, cut=Life.push_refund, ends=State.REFUNDED),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    return world.task()


def lived(world: World, task: Task, channel: str, work: Work, after: int | None) -> tuple[list[str], tuple[Any, ...]]:
    """(calls up to the cut, how it ended); after: None for a life without a cut."""
    world.clock.ahead = timedelta()
    who = student()
    life = Life(world=world, channel=channel, who=who, order_id=world.awaiting(task, who).head.order_id)
    work.before(life)
    with cut(after) as scissors, suppress(Killed, DomainError):
        work.cut(life)
    if after is not None:
        with suppress(DomainError):  # refused when the first time was enough
            work.again(life)
    elif work.again is Life.paid:
        life.buyer_pays()
        life.notice()
    ended = world.conserved(life.order_id, task)
    refunds = [one.state for one in ended.order.refunds]
    return scissors.calls, (ended.state, world.held(ended.order), refunds)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", WORKS)
def test_a_death_after_any_call_changes_nothing_in_the_end(world: World, task: Task, channel: str, name: str) -> None:
    work = WORKS[name]
    calls, whole = lived(world, task, channel, work, None)
    assert whole[0] is work.ends
    assert 2 <= len(calls) <= MOST_CALLS
    for after in range(1, len(calls) + 1):
        until, ended = lived(world, task, channel, work, after)
        assert ended == whole, f"cut after {until[-1]} (call {after} of {len(calls)}: {calls})"


def test_the_scissors_cut_where_they_say(world: World, task: Task) -> None:
    calls, _ = lived(world, task, "wechat", WORKS["start"], None)
    assert "TransactWriteItems" in calls
    assert any(call.endswith("transactions/native") for call in calls)
    until, _ = lived(world, task, "wechat", WORKS["start"], 3)
    assert until == calls[:3]
