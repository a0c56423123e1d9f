"""The process dies after each call of settling, starting, closing and returning: what remains to be done is done by the
schedules, by the channel's next notice, or by whoever taps again; and it ends as if nobody had died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.model import ActionName
from chalicelib.orders.model import State
from chalicelib.shared.errors import DomainError
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from tests.money.cut_lives import Life
from tests.money.cuts import Killed, cut
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student
from tests.worlds.tills import PAYER

CHANNELS = ("wechat", "alipay")
MOST_CALLS = 40  # of one piece of work; it has at most about fifteen


@dataclass(frozen=True, kw_only=True)
class Work:
    """before: what has happened; cut: what dies; again: what its client does then, if it does anything.

    only: the channels that know it; slow: those where it is much like another one, for the long runs.
    """

    cut: Callable[[Life], object]
    before: Callable[[Life], object] = lambda life: None
    again: Callable[[Life], object] = lambda life: None
    ends: State
    only: tuple[str, ...] = CHANNELS
    slow: tuple[str, ...] = ()


def starting(kind: str) -> Callable[[Life], None]:
    return lambda life: life.start(kind)


def proposed(before: Callable[[Life], None], action: ActionName) -> Callable[[Life], None]:
    def done(life: Life) -> None:
        before(life)
        life.asked_for(action)

    return done


S, WECHAT, ALIPAY = State, ("wechat",), ("alipay",)
WORKS: dict[str, Work] = {
    "settle a payment": Work(before=Life.bought, cut=Life.notice, ends=S.IN_REVIEW),
    "settle a payment, told again": Work(before=Life.bought, cut=Life.notice, again=Life.notice, ends=S.IN_REVIEW),
    "settle late money": Work(before=Life.cancelled_and_paid, cut=Life.notice, ends=S.CANCELLED, slow=ALIPAY),
    "settle the second payment": Work(before=Life.second_bought, cut=Life.second_notice, ends=S.IN_REVIEW, slow=ALIPAY),
    "settle what does not fit": Work(before=proposed(Life.suspect, "resolve"), cut=Life.second_agrees,
                                     again=Life.second_agrees, ends=S.IN_REVIEW, slow=ALIPAY),
    "settle by asking": Work(before=Life.bought, cut=Life.look, ends=S.IN_REVIEW),
    "settle by the return page": Work(before=Life.bought, cut=Life.return_page, ends=S.IN_REVIEW, slow=ALIPAY),
    "settle by the bill": Work(before=Life.bought, cut=Life.match_bill, ends=S.IN_REVIEW),
    "start": Work(cut=Life.start, ends=S.EXPIRED),
    "start JSAPI": Work(cut=starting("JSAPI"), ends=S.EXPIRED, only=WECHAT, slow=CHANNELS),
    "start H5": Work(cut=starting("H5"), ends=S.EXPIRED, only=WECHAT, slow=CHANNELS),
    "start PAGE": Work(cut=starting("PAGE"), ends=S.EXPIRED, only=ALIPAY),
    "start WAP": Work(cut=starting("WAP"), ends=S.EXPIRED, only=ALIPAY, slow=CHANNELS),
    "start, tapped again and paid": Work(cut=Life.start, again=Life.paid, ends=S.IN_REVIEW, slow=ALIPAY),
    "start anew": Work(before=Life.start, cut=Life.start_anew, again=Life.start_anew, ends=S.EXPIRED, slow=CHANNELS),
    "close by cancelling": Work(before=Life.start, cut=Life.cancel, again=Life.cancel, ends=S.CANCELLED),
    "close what was paid": Work(before=Life.bought, cut=Life.cancel, again=Life.cancel, ends=S.IN_REVIEW, slow=ALIPAY),
    "close what is over": Work(before=Life.time_over, cut=Life.head_due, ends=S.EXPIRED),
    "refund": Work(before=Life.refund_asked, cut=Life.push_refund, ends=S.REFUNDED),
    "refund asked for": Work(before=Life.paid, cut=Life.ask_refund, again=Life.ask_refund, ends=S.REFUNDED,
                             slow=ALIPAY),
    "refund told": Work(before=Life.refund_ended, cut=Life.refund_notice, ends=S.REFUNDED, only=WECHAT),
    "refund told first": Work(before=Life.refund_lost, cut=Life.refund_notice, ends=S.REFUNDED),
    "refund asked about": Work(before=Life.refund_ended, cut=Life.push_refund, ends=S.REFUNDED, only=WECHAT),
    "refund by the bill": Work(before=Life.refund_lost, cut=Life.match_bill, ends=S.REFUNDED),
    "refund of what is overdue": Work(before=Life.rejected, cut=Life.head_due, ends=S.REFUNDED, slow=ALIPAY),
    "refund by finance": Work(before=Life.paid, cut=Life.finance_refunds, again=Life.finance_refunds, ends=S.REFUNDED,
                              slow=ALIPAY),
    "refund again by finance": Work(before=proposed(Life.refund_abnormal, "refund_retry"), cut=Life.second_agrees,
                                    again=Life.second_agrees, ends=S.REFUNDED, only=WECHAT),
}  # fmt: skip
CASES = [
    pytest.param(name, channel, marks=[pytest.mark.slow] if channel in work.slow else [])
    for name, work in WORKS.items()
    for channel in work.only
]


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    return world.task(overdue="REFUND", refund_until="APPROVAL")


def lived(world: World, task: Task, channel: str, work: Work, after: int | None) -> tuple[list[str], tuple[Any, ...]]:
    """(calls up to the cut, how it ended); after: None for a life without a cut."""
    world.clock.ahead = timedelta()
    who = student(PAYER)
    life = Life(world=world, channel=channel, who=who, order_id=world.awaiting(task, who).head.order_id, task=task)
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


@pytest.mark.parametrize(("name", "channel"), CASES)
def test_a_death_after_any_call_changes_nothing_in_the_end(world: World, task: Task, channel: str, name: str) -> None:
    work = WORKS[name]
    calls, whole = lived(world, task, channel, work, None)
    assert whole[0] is work.ends
    assert 2 <= len(calls) <= MOST_CALLS
    print(f"{name}, {channel}: {len(calls)} cuts")
    for after in range(1, len(calls) + 1):
        until, ended = lived(world, task, channel, work, after)
        assert ended == whole, f"cut after {until[-1]} (call {after} of {len(calls)}: {calls})"


def test_the_scissors_cut_where_they_say(world: World, task: Task) -> None:
    calls, _ = lived(world, task, "wechat", WORKS["start"], None)
    assert "TransactWriteItems" in calls
    assert any(call.endswith("transactions/native") for call in calls)
    until, _ = lived(world, task, "wechat", WORKS["start"], 3)
    assert until == calls[:3]
