"""Money on its way back: asked for twice, pushed twice, and while more money arrives."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import NotInThisState
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.tasks.model import Task
from tests.worlds.pay import World


def paid_order(world: World, task: Task, who: Who) -> tuple[str, str]:
    order_id, number = world.started(task, who)
    world.deliver(world.paid(number))
    return order_id, number


def test_a_refund_asked_for_twice_at_once_is_one(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = paid_order(world, task, who)
        answers = world.race(*[lambda: world.orders.refund(who, order_id)] * 2)
        assert [answer.head.state for answer in answers] == [State.REFUNDING] * 2
        ended = world.conserved(order_id, task)
        assert ended.state is State.REFUNDED
        assert ended.events.count("refund") == 1
        assert len(world.box.pay.refunds.of(number)) == 1

    world.repeat(one_round, rounds)


def test_a_refund_pushed_three_times_at_once_is_one_at_the_channel(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = paid_order(world, task, who)
        world.orders.refund(who, order_id)
        world.race(*[lambda: world.settle(order_id, "REFUND#01#1")] * 3)
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.order.refunds[0].state) == (State.REFUNDED, RefundState.DONE)
        assert ended.events.count("refund_done") == 1
        assert len(world.box.pay.refunds.of(number)) == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_a_refund_while_a_second_payment_arrives_returns_both(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, first, second = world.paid_with_another_open(task, who)
        notice = world.paid(first)
        answer, _ = world.race(lambda: world.orders.refund(who, order_id), lambda: world.deliver(notice))
        assert answer.head.state is State.REFUNDING
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.attempts) == (State.REFUNDED, [AttemptState.RETURNED] * 2)
        assert [len(world.box.pay.refunds.of(number)) for number in (first, second)] == [1, 1]

    world.repeat(one_round, rounds)


def test_a_refund_against_the_first_payments_notice(world: World, rounds: int) -> None:
    """Too early it is refused; in time it takes the money back."""
    task, seen = world.task(), Counter[State]()

    def one_round(who: Who) -> None:
        order_id, number = world.started(task, who)
        notice = world.paid(number)
        _, answer = world.race(lambda: world.deliver(notice), lambda: world.orders.refund(who, order_id))
        assert isinstance(answer, Loaded | NotInThisState), answer
        ended = world.conserved(order_id, task)
        assert ended.state is (State.REFUNDED if isinstance(answer, Loaded) else State.IN_REVIEW)
        seen[ended.state] += 1

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {State.REFUNDED, State.IN_REVIEW}, seen
