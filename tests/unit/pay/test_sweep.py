"""The schedules' sweep with its index and its queue in memory: what is due is queued once, however many runs look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from chalicelib.orders.store.items import DueSlot
from chalicelib.pay.sweep import QUEUED_FOR, Sweeper
from chalicelib.shared.clock import iso
from chalicelib.shared.parallel import SPARE, STRETCH
from tests.worlds.orders import T0

LONG = 60.0


class Index:
    """Slots by order id: where each is due."""

    def __init__(self, count: int) -> None:
        self.now, self.killed = T0, False
        self.part = "HEAD"
        self.places = {f"order-{number:05}": iso(T0) for number in range(count)}

    def due(self, kind: str, now: datetime) -> Iterator[DueSlot]:
        assert kind in ("DUE", "POLL")
        for order_id, place in sorted(self.places.items()):
            if place <= iso(now):
                yield DueSlot(order_id=order_id, part=self.part, place=place)

    def put_off(self, slot: DueSlot, until: datetime) -> bool:
        if self.killed:
            raise SystemExit
        if self.places[slot.order_id] != slot.place:
            return False
        self.places[slot.order_id] = iso(until)
        return True


class Queue:
    def __init__(self) -> None:
        self.ids: list[str] = []
        self.full = False

    def send_all(self, jobs: Iterator[dict[str, str]]) -> int:
        ids = [job["order_id"] for job in jobs]
        self.ids += ids[:-1] if self.full else ids
        return len(ids) - self.full


class Schedule:
    """A sweeper and what is around it."""

    def __init__(self, count: int) -> None:
        self.index, self.queue, self.photos = Index(count), Queue(), Queue()
        queues = cast("Any", self.queue), cast("Any", self.photos)
        self.sweeper = Sweeper(cast("Any", self.index), *queues, lambda: self.index.now)

    def run(self, left: float = LONG) -> int:
        return self.sweeper.expire(lambda: left)


def test_a_run_goes_on_until_nothing_is_due() -> None:
    schedule = Schedule(3 * STRETCH + 7)
    assert schedule.run() == 3 * STRETCH + 7
    assert sorted(schedule.queue.ids) == sorted(schedule.index.places)


def test_what_waits_in_the_queue_is_not_queued_again() -> None:
    schedule = Schedule(25)
    assert [schedule.run(), schedule.run()] == [25, 0]
    schedule.index.now += timedelta(minutes=5)
    assert schedule.run() == 0


def test_a_run_whose_time_is_over_leaves_the_rest_to_the_next() -> None:
    schedule = Schedule(STRETCH + 30)
    assert [schedule.run(SPARE - 1), schedule.run(SPARE - 1), schedule.run()] == [STRETCH, 30, 0]
    assert len(set(schedule.queue.ids)) == len(schedule.queue.ids)


def test_a_run_that_is_killed_before_it_notes_what_it_queued_loses_nothing() -> None:
    schedule = Schedule(5)
    schedule.index.killed = True
    with pytest.raises(SystemExit):
        schedule.run()
    schedule.index.killed = False
    assert schedule.run() == 5


def test_whatever_became_of_its_message_a_slot_comes_again() -> None:
    schedule = Schedule(5)
    schedule.run()
    schedule.index.now += QUEUED_FOR
    assert schedule.run() == 5


def test_what_the_queue_did_not_take_stays_due() -> None:
    schedule = Schedule(10)
    schedule.queue.full = True
    assert schedule.run() == 9
    schedule.queue.full = False
    assert schedule.run() == 10


def test_photos_go_to_the_step_that_judges() -> None:
    schedule = Schedule(3)
    schedule.index.part = "PHOTO#0001"
    assert [schedule.run(), schedule.run()] == [3, 0]
    assert (len(schedule.photos.ids), schedule.queue.ids) == (3, [])
