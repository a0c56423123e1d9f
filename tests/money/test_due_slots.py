"""The index of what is due, in the real tables: a slot that is queued is put off, and its part stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.store.items import DueSlot
from chalicelib.pay.sweep import QUEUED_FOR, Sweeper
from tests.worlds.db_calls import counted
from tests.worlds.pay import World
from tests.worlds.pay_making import student

A_WEEK = timedelta(days=8)  # by then a draft is over


class Queue:
    def __init__(self) -> None:
        self.ids: list[str] = []

    def send_all(self, jobs: Any) -> int:
        new = [job["order_id"] for job in jobs]
        self.ids += new
        return len(new)


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def sweeper(world: World, queue: Queue) -> Sweeper:
    return Sweeper(world.store, cast("Any", queue), cast("Any", queue), world.clock)


def draft(world: World) -> str:
    order_id = world.draft(world.task(), world.who).head.order_id
    world.clock.ahead = A_WEEK
    return order_id


def slot_of(world: World, order_id: str) -> DueSlot:
    (slot,) = [one for one in world.store.due("DUE", world.clock()) if one.order_id == order_id]
    return slot


def run(sweeper: Sweeper) -> None:
    sweeper.expire(lambda: 60.0)


def test_two_runs_queue_it_once_and_a_later_one_again(world: World, sweeper: Sweeper, queue: Queue) -> None:
    order_id = draft(world)
    before = world.load(order_id)
    run(sweeper)
    run(sweeper)
    assert queue.ids.count(order_id) == 1
    assert world.load(order_id) == before
    world.clock.ahead = A_WEEK + QUEUED_FOR + timedelta(minutes=1)
    run(sweeper)
    assert queue.ids.count(order_id) == 2


def test_it_is_settled_by_its_own_deadline_and_not_by_when_it_was_queued(
    world: World, sweeper: Sweeper, queue: Queue
) -> None:
    order_id = draft(world)
    run(sweeper)
    world.settle(order_id)
    assert world.load(order_id).head.state is State.CANCELLED
    assert order_id not in [slot.order_id for slot in world.store.due("DUE", world.clock() + A_WEEK)]


def test_what_was_written_meanwhile_is_not_put_off(world: World) -> None:
    order_id = draft(world)
    slot = slot_of(world, order_id)
    assert world.store.put_off(slot, world.clock() + QUEUED_FOR)
    assert not world.store.put_off(slot, world.clock() + 2 * QUEUED_FOR)
    world.clock.ahead += QUEUED_FOR + timedelta(seconds=1)
    assert slot_of(world, order_id).place > slot.place


def test_an_order_that_is_gone_is_not_made_by_putting_it_off(world: World) -> None:
    gone = DueSlot(order_id="gone", part="HEAD", place="2026-01-01T00:00:00.000Z#gone#HEAD")
    assert not world.store.put_off(gone, world.clock())
    assert world.store.load("gone") is None


def test_a_run_without_anything_due_asks_each_shard_once(world: World, sweeper: Sweeper) -> None:
    world.clock.ahead = A_WEEK
    run(sweeper)
    with counted() as seen:
        run(sweeper)
    assert seen["requests"] == 4


def test_the_oldest_comes_first_whatever_shard_it_is_in(world: World) -> None:
    """So the first of a run that does not come to its end tells how late all are."""
    task, ids = world.task(), list[str]()
    for hour in range(8):
        world.clock.ahead = timedelta(hours=hour)
        ids.append(world.draft(task, student()).head.order_id)
    places = [slot.place for slot in world.store.due("DUE", world.clock() + A_WEEK) if slot.order_id in ids]
    assert len(places) == len(ids)
    assert places == sorted(places)


def test_deadlines_are_read_from_the_nearest_on_however_they_are_spread(world: World) -> None:
    task, ids = world.task(), list[str]()
    for hour in range(8):
        world.clock.ahead = timedelta(hours=hour)
        ids.append(world.draft(task, student()).head.order_id)
    found = world.store.due_between(world.clock(), world.clock() + A_WEEK)
    assert [order_id for order_id in found if order_id in ids] == ids
