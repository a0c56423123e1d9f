"""Payments started at once, by impatient taps and by two screens."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import NotInThisState, PaymentUnderWay
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.service import Begun
from chalicelib.shared.ids import out_trade_no
from tests.worlds.pay import World


def start(world: World, who: Who, order_id: str, key: str) -> Begun:
    return world.pay.start(who, order_id, "WECHAT_NATIVE", key)


def pay_whatever_can_be_paid(world: World, order_id: str) -> int:
    """Somebody pays every code that still works; how many worked."""
    numbers = [out_trade_no(order_id, one.attempt_no) for one in world.load(order_id).attempts]
    notices = [world.paid(number) for number in numbers if world.trade_state(number) == "NOTPAY"]
    for notice in notices:
        world.deliver(notice)
    return len(notices)


def test_one_tap_that_is_sent_twice_is_one_attempt(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        begun = world.race(*[lambda: start(world, who, order_id, "same-key")] * 2)
        assert [one.attempt.attempt_no for one in begun] == [1, 1], begun
        assert world.attempts(order_id) == [AttemptState.PENDING]
        assert pay_whatever_can_be_paid(world, order_id) == 1
        assert world.conserved(order_id, task).state is State.IN_REVIEW

    world.repeat(one_round, rounds)


def test_two_screens_that_start_at_once(world: World, rounds: int) -> None:
    """Whatever can be paid in the end, one payment is kept and any other goes back."""
    task, codes = world.task(), Counter[int]()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        begun = world.race(
            lambda: start(world, who, order_id, "screen-one"), lambda: start(world, who, order_id, "screen-two")
        )
        assert all(isinstance(one, Begun | PaymentUnderWay) for one in begun), begun
        assert world.attempts(order_id).count(AttemptState.PENDING) <= 1
        works = pay_whatever_can_be_paid(world, order_id)
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.attempts.count(AttemptState.OK)) in ((State.IN_REVIEW, 1), (State.EXPIRED, 0))
        assert (ended.state is State.IN_REVIEW) == (works > 0)
        codes[works] += 1

    world.repeat(one_round, rounds)
    assert codes[1] > codes.total() / 2, codes


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_start_against_cancel(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[State]()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        begun, cancelled = world.race(
            lambda: start(world, who, order_id, "some-key"), lambda: world.orders.cancel(who, order_id)
        )
        state = world.load(order_id).head.state
        assert isinstance(begun, Begun | NotInThisState | PaymentUnderWay), begun
        assert (state is State.CANCELLED) != isinstance(cancelled, PaymentUnderWay), cancelled
        pay_whatever_can_be_paid(world, order_id)
        ended = world.conserved(order_id, task)
        assert ended.state is (State.CANCELLED if state is State.CANCELLED else State.IN_REVIEW)
        seen[state] += 1

    world.repeat(one_round, rounds)
    assert seen[State.CANCELLED], seen
