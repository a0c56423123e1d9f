"""One fact told several times at once: by the notice, again by the notice, by its polling twin, by the student."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from tests.worlds.pay import World


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_the_same_notice_three_times_at_once(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = world.started(task, who)
        notice = world.paid(number)
        world.race(*[lambda: world.deliver(notice)] * 3)
        ended = world.conserved(order_id, task)
        assert ended.state is State.IN_REVIEW
        assert ended.events.count("paid") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_notice_polling_twin_and_student_at_once(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = world.started(task, who)
        world.clock.ahead = timedelta(seconds=3)  # old enough for the student's question to reach the channel
        notice = world.paid(number)
        _, _, (order, attempt) = world.race(
            lambda: world.deliver(notice),
            lambda: world.settle(order_id, "PAY#01"),
            lambda: world.pay.state(who, order_id, 1),
        )
        assert (order.head.state, attempt.state) == (State.IN_REVIEW, AttemptState.OK)
        ended = world.conserved(order_id, task)
        assert ended.state is State.IN_REVIEW
        assert ended.events.count("paid") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_payments_of_one_order_told_at_once(world: World, rounds: int) -> None:
    """One pays for the order, the other goes back; which is which does not matter."""
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, first, second = world.two_open(task, who)
        one, other = world.paid(first), world.paid(second)
        world.race(lambda: world.deliver(one), lambda: world.deliver(other))
        ended = world.conserved(order_id, task)
        assert ended.state is State.IN_REVIEW
        assert sorted(ended.attempts) == [AttemptState.OK, AttemptState.RETURNED]

    world.repeat(one_round, rounds)
