"""What is asked of a channel for a student leaves no trace in the order."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.orders.money_model import AttemptState
from tests.worlds.pay import World, start


def test_what_was_asked_is_no_part_of_the_order(world: World, order_id: str) -> None:
    start(world, order_id)
    world.clock.ahead += timedelta(seconds=2)
    for _ in range(3):
        assert world.pay.state(world.who, order_id, 1)[1].state is AttemptState.PENDING
    assert [one.event for one in world.store.history(order_id)] == ["open", "submit", "start"]
