"""A student's own screens against each other: submit, submit again, cancel."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import NotInThisState
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import State
from tests.worlds.pay import World


@pytest.mark.parametrize(
    ("price", "submitted", "at_last"),
    [(3000, State.AWAITING_PAYMENT, State.EXPIRED), (0, State.IN_REVIEW, State.IN_REVIEW)],
)
@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_submits_at_once_are_one(world: World, price: int, submitted: State, at_last: State, rounds: int) -> None:
    task = world.task(price=price)

    def one_round(who: Who) -> None:
        order_id = world.draft(task, who).head.order_id
        answers = world.race(*[lambda: world.orders.submit(who, order_id, 1)] * 2)
        assert [answer.head.state for answer in answers] == [submitted] * 2
        assert answers[0].head == answers[1].head
        order = world.rest(order_id)
        assert order.head.state is at_last
        assert [one.event for one in world.store.history(order_id)].count("submit") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_submit_against_cancel_ends_cancelled(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id = world.draft(task, who).head.order_id
        submitted, cancelled, again = world.race(
            lambda: world.orders.submit(who, order_id, 1),
            lambda: world.orders.cancel(who, order_id),
            lambda: world.orders.submit(who, order_id, 1),
        )
        assert cancelled.head.state is State.CANCELLED
        for answer in (submitted, again):
            assert isinstance(answer, Loaded | NotInThisState), answer
            seen[type(answer).__name__] += 1
        assert world.conserved(order_id, task).state is State.CANCELLED

    world.repeat(one_round, rounds, both=seen)
