"""One question an attempt in a while, whoever asks, in whatever process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.question_store import Questions
from chalicelib.shared.ids import random_id
from chalicelib.shared.settings import settings
from tests.worlds.pay import World, start

PAUSE = timedelta(seconds=2)


def test_of_many_at_once_one_asks(world: World) -> None:
    questions, order_id, now = Questions(settings().orders_table), random_id(), world.clock()
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: questions.seize(order_id, 1, now, PAUSE), range(8)))
    assert asked.count(True) == 1
    assert questions.seize(order_id, 2, now, PAUSE)
    assert not questions.seize(order_id, 1, now + PAUSE - timedelta(milliseconds=1), PAUSE)
    assert questions.seize(order_id, 1, now + PAUSE, PAUSE)


def test_what_was_asked_is_no_part_of_the_order(world: World, order_id: str) -> None:
    start(world, order_id)
    world.clock.ahead += PAUSE
    for _ in range(3):
        assert world.pay.state(world.who, order_id, 1)[1].state is AttemptState.PENDING
    assert [one.event for one in world.store.history(order_id)] == ["open", "submit", "start"]
