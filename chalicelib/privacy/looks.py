"""When `purge` looks at a task: the list of looks, and when the next thing of a task is due.

A look is added in the transaction that creates or changes a task or erases at a student's wish.  `purge` itself adds
the next one before it deletes the one that brought it there, so a task always has one, wherever a run is killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from chalicelib.delivery.model import PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.orders.store.lists import OrderLists
from chalicelib.privacy.look_store import Look, LookStore
from chalicelib.privacy.model import ENDED, retention_over
from chalicelib.shared.clock import SHANGHAI, Clock, iso
from chalicelib.tasks.model import Task

SETTLED = timedelta(minutes=10)  # after which the indexes show what was written
OFTEN = timedelta(days=7)  # a task whose retention is over is looked at as often, at least
MOST_ADDED = 500  # tasks without a look that one run adds; the next one goes on


class Looks:
    """ids: of every task of every branch."""

    def __init__(
        self,
        *,
        store: LookStore,
        ids: Callable[[], list[str]],
        lists: OrderLists,
        packages: PackageStore,
        clock: Clock,
    ) -> None:
        self._store, self._ids, self._lists, self._packages = store, ids, lists, packages
        self._clock = clock

    def due(self, now: datetime) -> Iterator[Look]:
        """What is due by now, the oldest first."""
        yield from self._store.due(now)

    def heal(self, now: datetime) -> None:
        """Once a day: tasks without a look, stored by an earlier version or restored, are looked at now."""
        day = now.astimezone(SHANGHAI).date()
        if self._store.whole(day):
            return
        ids = self._ids()  # before the looks: those of a task that is created meanwhile are there
        have = self._store.looked_after()
        lack = [task_id for task_id in ids if task_id not in have]
        self._store.add(now - SETTLED, lack[:MOST_ADDED])
        if len(lack) <= MOST_ADDED:
            self._store.found_whole(day)

    def go_on(self, task_id: str, at: datetime) -> None:
        """The task was looked at, and is again then."""
        self._store.add(at, [task_id])

    def done(self, look: Look, began: datetime, following: datetime) -> None:
        """Delete a look whose task was looked at by a run that began then, and will be again.  A look that was fresh
        stays for the next run: what it is about may not have been in the indexes."""
        if look.at <= began - SETTLED and iso(look.at) != iso(following):
            self._store.done(look)

    def following(self, task: Task) -> datetime:
        """When the next thing of a task is due, now at the earliest, where all was done that could be."""
        now = self._clock()
        found = self._kept(task, now) if retention_over(task, now) else iter((task.kept_until,))
        looks = (self._lists.next_erased(task.task_id), self._packages.next_look(task.task_id))
        return max(now, min((*found, *filter(None, looks))))

    def _kept(self, task: Task, now: datetime) -> Iterator[datetime]:
        """Of a task whose retention is over.  An order that ends from now on is kept for its days; lists may still be
        written into it."""
        days = timedelta(days=task.retention_days)
        yield now + min(days, OFTEN)
        for state in ENDED:
            if first := self._lists.first_moved(task.task_id, state):
                yield first + days
        for package in self._packages.of_task(task.task_id):
            if package.state is not PackageState.PURGED:
                yield package.created_at + days
