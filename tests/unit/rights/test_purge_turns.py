"""Who waits for whom when there is more to purge than a run has time for, with everything around it in memory.

A run has time for so many looks at orders; each look costs one, whatever comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import Change, decide
from chalicelib.orders.model import Order, State
from chalicelib.privacy.look_store import Look
from chalicelib.privacy.looks import Looks
from chalicelib.privacy.model import Rule
from chalicelib.privacy.purge import Purge
from chalicelib.tasks.model import Task
from tests.worlds.orders import HOUR, T0, a_task, an_order

PER_RUN = 240
DAYS = 30
LATER = datetime(2100, 1, 1, tzinfo=UTC)


class MemoryLooks:
    """The list of looks: (instant, task id) → mark."""

    def __init__(self) -> None:
        self.kept, self.day, self._marks = dict[tuple[datetime, str], str](), "", count()

    def due(self, now: datetime) -> list[Look]:
        due = sorted(key for key in self.kept if key[0] <= now)
        return [Look(at=at, task_id=task_id, mark=self.kept[at, task_id]) for at, task_id in due]

    def add(self, at: datetime, task_ids: Iterable[str]) -> None:
        self.kept |= {(at, task_id): str(next(self._marks)) for task_id in task_ids}

    def done(self, look: Look) -> None:
        if self.kept.get((look.at, look.task_id)) == look.mark:
            del self.kept[look.at, look.task_id]

    def looked_after(self) -> set[str]:
        return {task_id for _, task_id in self.kept}

    def whole(self, day: date) -> bool:
        return self.day == day.isoformat()

    def found_whole(self, day: date) -> None:
        self.day = day.isoformat()


class Small:
    """A branch with these tasks; orders by id, looks_at: when each erased one is looked at next."""

    def __init__(self, *tasks: Task) -> None:
        self.now, self.used = tasks[0].closes_at + timedelta(days=DAYS + 1), 0
        self.tasks = {task.task_id: task for task in tasks}
        self.orders: dict[str, Order] = {}
        self.looks_at: dict[str, datetime] = {}
        self.rows: list[dict[str, Any]] = []
        self.records: list[tuple[Rule, list[str]]] = []
        self.unswept: set[str] = set()
        self.pictures: dict[str, int] = {}
        self.drop: Callable[[str, int], int] = lambda task_id, most: 0
        lists = SimpleNamespace(
            moved_before=self._moved_before,
            erased=self._erased,
            first_moved=lambda task_id, state: self._first(self._moved_before(task_id, state, LATER), self._moved),
            next_erased=lambda task_id: self._first(self._erased(task_id, LATER), self._look),
        )
        packages = SimpleNamespace(of_task=lambda _: [], to_look_at=lambda *_: [], next_look=lambda _: None)
        self.looks = MemoryLooks()
        looks: dict[str, Any] = {"store": self.looks, "lists": lists, "packages": packages}
        parts: dict[str, Any] = {
            "tasks": SimpleNamespace(get=self.tasks.__getitem__), "lists": lists,
            "looks": Looks(**looks, ids=lambda: list(self.tasks), clock=lambda: self.now),
            "order_store": SimpleNamespace(load=self._load), "orders": SimpleNamespace(apply=self._apply),
            "erasure": SimpleNamespace(sweep=self._sweep, finish=self._finish),
            "packages": packages,
            "objects": SimpleNamespace(),
            "deletions": SimpleNamespace(over=self._over),
        }  # fmt: skip
        self.purge = Purge(
            **parts,
            drop_people=lambda *one: self.drop(*one),
            drop_progress=lambda *_: 0,
            drop_links=lambda *_: 0,
            clock=lambda: self.now,
        )

    def add(self, task: Task, count: int, moved: datetime = T0) -> None:
        for number in range(count):
            order_id = f"{task.task_id}-{number:05}"
            self.orders[order_id] = an_order(State.DONE, order_id=order_id, task_id=task.task_id, state_at=moved)

    def run(self) -> None:
        self.used = 0
        self.purge.run(lambda: 300.0 if self.used < PER_RUN else 0.0)

    def waiting(self, task: Task) -> int:
        """Orders that still have their student's data."""
        return sum(one.head.erased_at is None for one in self._of(task.task_id))

    def _of(self, task_id: str) -> list[Order]:
        return [order for order in self.orders.values() if order.head.task_id == task_id]

    def _moved_before(self, task_id: str, state: State, until: datetime) -> list[str]:
        found = [one.head for one in self._of(task_id) if one.head.erased_at is None and one.head.state is state]
        return [head.order_id for head in found if head.state_at <= until]

    def _erased(self, task_id: str, now: datetime) -> list[str]:
        found = [one.head for one in self._of(task_id) if one.head.erased_at is not None]
        return [head.order_id for head in found if self.looks_at.get(head.order_id, now) <= now]

    def _first(self, order_ids: list[str], when: Callable[[str], datetime]) -> datetime | None:
        return min(map(when, order_ids), default=None)

    def _moved(self, order_id: str) -> datetime:
        return self.orders[order_id].head.state_at

    def _look(self, order_id: str) -> datetime:
        return self.looks_at.get(order_id, T0)

    def _load(self, order_id: str) -> Order:
        self.used += 1
        return self.orders[order_id]

    def _apply(self, order_id: str, event: ev.Event) -> Change:
        order = self.orders[order_id]
        change = decide(order, event, self.now, task=self.tasks[order.head.task_id], owns_claim=True)
        self.orders[order_id] = change.after
        return change

    def _over(self, _: Task, rule: Rule, went: dict[str, Any], order_ids: list[str]) -> None:
        self.rows.append(went)
        self.records.append((rule, order_ids))

    def _sweep(self, order: Order, look_again: datetime) -> int:
        if order.head.order_id in self.unswept:
            raise OSError
        self.looks_at[order.head.order_id] = look_again
        return self.pictures.get(order.head.order_id, 1)

    def _finish(self, order: Order) -> int:
        del self.orders[order.head.order_id]
        return 1


@pytest.fixture
def task() -> Task:
    return a_task(retention_days=DAYS)


def test_a_season_goes_as_fast_as_its_orders_can_be_erased(task: Task) -> None:
    small, waits = Small(task), []
    small.add(task, 2000)
    for _ in range(48):
        small.run()
        small.now += HOUR
        waits.append(small.waiting(task))
    assert waits[:9] == [2000 - PER_RUN * run for run in range(1, 9)] + [0]
    assert not small.orders  # every trace, after one look a day later


def test_orders_that_may_not_go_yet_keep_no_other_task_waiting(task: Task) -> None:
    second = a_task(task_id="task2", retention_days=DAYS)
    small = Small(task, second)
    small.add(task, 10 * PER_RUN, moved=task.closes_at + timedelta(days=60))
    small.add(second, 50)
    small.run()
    assert (small.used, small.waiting(second)) == (50, 0)


def test_a_task_with_too_much_for_one_run_keeps_no_other_waiting_for_long(task: Task) -> None:
    second = a_task(task_id="task2", retention_days=DAYS)
    small = Small(task, second)
    small.add(task, 30 * PER_RUN)
    small.add(second, 50)
    for _ in range(24):
        small.run()
        small.now += HOUR
    assert small.waiting(task) > 0
    assert small.waiting(second) == 0


def test_what_went_is_on_record_before_the_next_stretch(task: Task) -> None:
    """The platform kills the step: nothing after that runs, `finally` neither."""
    small, killed = Small(task), SystemExit("at 300 s")
    small.add(task, 100)

    def drop(*_: object) -> int:
        raise killed

    small.drop = drop
    with pytest.raises(SystemExit):
        small.run()
    assert sum(row["orders"] for row in small.rows) == 100


def test_lists_are_dropped_while_there_is_time_and_no_longer(task: Task) -> None:
    small, asked = Small(task), list[int]()

    def drop(_: str, most: int) -> int:
        asked.append(most)
        small.used += PER_RUN // 2
        return most

    small.drop = drop
    small.run()
    assert len(asked) == 2


def test_an_order_that_is_erased_and_not_yet_swept_is_on_record(task: Task) -> None:
    small = Small(task)
    small.add(task, 2)
    (first, second) = small.orders
    small.unswept = {first}
    small.run()
    assert [(rule, ids) for rule, ids in small.records if ids] == [("RETENTION", [first, second])]
    assert small.rows[0]["orders"] == 2
    small.unswept.clear()
    small.run()
    assert first in small.looks_at


def test_what_a_second_look_finds_has_a_rule_of_its_own_and_nothing_is_no_find(task: Task) -> None:
    small = Small(task)
    small.now = task.closes_at  # its retention runs: what is erased was erased at its student's wish
    small.add(task, 2)
    for order_id, order in small.orders.items():
        small.orders[order_id] = order.but(erased_at=T0)
    (found, nothing) = small.orders
    small.pictures[nothing] = 0
    small.run()
    assert small.records == [("LATE", [found])]
