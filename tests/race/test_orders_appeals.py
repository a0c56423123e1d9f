"""Appeals raced against each other and against what else an order's student may do: one tap is one appeal."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.errors import NotInThisState, PhotoNotAppealable
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import State
from tests.worlds.pay import World


def test_two_appeals_at_once_are_one(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id = world.refused_twice(task, who).head.order_id
        appeal = partial(world.orders.appeal, who, order_id, 3, AppealReason.EYE_CONDITION, "左眼失明")
        answers = world.race(appeal, appeal)
        assert [answer.head.state for answer in answers] == [State.AWAITING_PAYMENT] * 2
        assert [appeal.photo_no for appeal in world.load(order_id).head.appeals] == [3]
        ended = world.conserved(order_id, task)
        assert ended.events.count("appeal") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_appeal_against_cancel_ends_cancelled(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id = world.refused_twice(task, who).head.order_id
        appealed, cancelled = world.race(
            partial(world.orders.appeal, who, order_id, 3, AppealReason.MISJUDGED, ""),
            partial(world.orders.cancel, who, order_id),
        )
        assert cancelled.head.state is State.CANCELLED
        assert isinstance(appealed, Loaded | NotInThisState), appealed
        seen[type(appealed).__name__] += 1
        assert world.conserved(order_id, task).state is State.CANCELLED

    world.repeat(one_round, rounds, both=seen)


def test_what_is_taken_back_goes_back_under_the_same_appeal(world: World, rounds: int) -> None:
    """However often it is withdrawn: a person was asked once, and decides once."""
    task = world.task(price=0)

    def one_round(who: Who) -> None:
        order_id = world.refused_twice(task, who).head.order_id
        appeal = partial(world.orders.appeal, who, order_id, 3, AppealReason.MISJUDGED, "")
        again = partial(world.orders.resubmit, who, order_id, 3)
        assert {type(answer) for answer in world.race(appeal, appeal, appeal)} == {Loaded}
        for _ in range(2):
            world.orders.withdraw(who, order_id)
            answers = world.race(again, appeal, again)
            assert {type(answer) for answer in answers} <= {Loaded, PhotoNotAppealable}
            assert world.load(order_id).head.state is State.IN_REVIEW
        assert len(world.load(order_id).head.appeals) == 1

    world.repeat(one_round, rounds)
