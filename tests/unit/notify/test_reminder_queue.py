"""What a run of the reminders' schedule queues, and in which order; everything around it in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from chalicelib.notify.reminding.jobs import ReminderQueue
from chalicelib.orders.model import State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.parallel import SPARE, STRETCH

LONG = 60.0
NIGHT, ONCE_A_DAY, AFTERNOON = (datetime(2026, 11, 24, hour, tzinfo=SHANGHAI) for hour in (3, 10, 15))


class Season:
    """near: how many orders have a deadline within a day; ending: unpaid orders of a task that is about to close; read:
    how many of the near ones the run looked at."""

    def __init__(self, near: int, now: datetime, ending: Sequence[str] = ()) -> None:
        self.near, self.read, self.queued = near, 0, list[Mapping[str, str]]()
        task = SimpleNamespace(task_id="t", is_open=lambda now: bool(ending), closes_at=now)
        parts: dict[str, Any] = {
            "orders": SimpleNamespace(due_between=self._due_between),
            "lists": SimpleNamespace(
                moved_between=lambda *_: ["delivered"],
                all_in_state=lambda _, state: ending if state is State.AWAITING_PAYMENT else [],
            ),
            "tasks": SimpleNamespace(all=lambda: [task]),
            "held": SimpleNamespace(all=lambda: [("held", 3)]),
        }
        self.schedule = ReminderQueue(**parts, send=self._send, clock=lambda: now)

    def run(self, left: float = LONG) -> int:
        return self.schedule.run(lambda: left)

    def _due_between(self, after: datetime, until: datetime) -> Iterator[str]:
        for number in range(self.near):
            self.read += 1
            yield f"near-{number:05}"

    def _send(self, jobs: Iterable[Mapping[str, str]]) -> int:
        new = list(jobs)
        self.queued += new
        return len(new)


def test_all_that_is_near_is_queued_however_much_it_is() -> None:
    season = Season(2 * STRETCH, AFTERNOON)
    assert season.run() == 2 * STRETCH + 1
    assert {"order_id": "held", "seq": "3"} in season.queued
    assert len({job["order_id"] for job in season.queued}) == 2 * STRETCH + 1


def test_an_order_that_is_near_in_both_ways_is_queued_once() -> None:
    season = Season(2, AFTERNOON, ending=["near-00001", "by-its-task"])
    assert season.run() == 4
    assert [job["order_id"] for job in season.queued] == ["held", "near-00000", "near-00001", "by-its-task"]


def test_a_run_without_time_queues_the_nearest_and_reads_no_more() -> None:
    season = Season(10 * STRETCH, AFTERNOON)
    assert season.run(SPARE - 1) == STRETCH == season.read + 1
    queued = {job["order_id"] for job in season.queued}
    assert queued == {"held", *(f"near-{number:05}" for number in range(STRETCH - 1))}


def test_what_is_found_once_a_day_waits_for_nothing_that_is_found_every_hour() -> None:
    season = Season(10 * STRETCH, ONCE_A_DAY)
    season.run(SPARE - 1)
    assert {"order_id": "delivered"} in season.queued


def test_at_night_nothing_is_read() -> None:
    season = Season(5, NIGHT)
    assert (season.run(), season.read) == (0, 0)
