"""What the clock starts, at a thousand and at ten thousand due orders: requests grow with what is due and with nothing
else, and a run queues as fast as docs/capacity.md counts on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.store.items import FIRST_PART, SHARDS, OrderItem, head_item
from chalicelib.pay.sweep import Sweeper
from sandbox.box import Sandbox
from tests.worlds.db_calls import counted
from tests.worlds.orders import an_order
from tests.worlds.pay import World, world_of
from tools.cost.capacity import SLOT_MS

pytestmark = pytest.mark.slow

FEW, MANY = 1_000, 10_000
PAGE = 5_000  # keys of the index in one page of a megabyte, at least
NOISE = 3  # the emulator's machine is slower than its own best
LONG = 900.0


class Queue:
    def __init__(self) -> None:
        self.sent = 0

    def send_all(self, jobs: Any) -> int:
        new = len(list(jobs))
        self.sent += new
        return new


@pytest.fixture
def world(box: Sandbox) -> Iterator[World]:
    box.forget("OrdersTable")
    with world_of(box) as running:
        yield running
    box.forget("OrdersTable")


def fill(world: World, count: int) -> None:
    now = world.clock()
    with OrderItem.batch_write() as batch:
        for number in range(count):
            due = now - timedelta(minutes=5) + timedelta(milliseconds=number)
            order = an_order(State.DRAFT, order_id=f"due-{count}-{number:06}", due_at=due)
            batch.save(head_item(order.head, {}))


def swept(world: World, count: int) -> tuple[Counter[str], float]:
    """Requests of a run that has `count` due, and processor milliseconds of each."""
    fill(world, count)
    queue, began = Queue(), time.process_time()
    with counted() as seen:
        sent = Sweeper(world.store, cast("Any", queue), cast("Any", queue), world.clock).expire(lambda: LONG)
    assert sent == queue.sent == count
    return seen, (time.process_time() - began) * 1000 / count


def test_a_sweep_asks_once_for_each_slot_and_once_for_each_page(world: World) -> None:
    for count in (FEW, MANY):
        seen, milliseconds = swept(world, count)
        print(f"{count} due: {seen['requests']} requests, {milliseconds:.2f} ms of a processor each")
        assert seen["requests"] <= count + SHARDS + count / PAGE
        assert milliseconds <= NOISE * SLOT_MS


def test_deadlines_that_are_near_are_read_by_the_page(world: World) -> None:
    for count in (FEW, MANY):
        fill(world, count)
        with counted() as seen:
            found = sum(1 for _ in world.store.due_between(world.clock() - timedelta(hours=1), world.clock()))
        assert found >= count
        assert seen["requests"] <= SHARDS + found / PAGE


def test_the_first_few_of_many_take_one_page_of_each_shard(world: World) -> None:
    fill(world, MANY)
    with counted() as seen:
        slots = [slot for slot, _ in zip(world.store.due("DUE", world.clock()), range(10), strict=False)]
    assert [slot.part for slot in slots] == [FIRST_PART] * 10
    assert seen["requests"] == SHARDS
