"""Within which time a task's photos are usually decided, by the waits of the last days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.notify.waited_store import WaitedStore
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.histogram import Histogram, added
from chalicelib.shared.recent import Recent
from chalicelib.tasks.model import Task

DAYS, ENOUGH = 7, 20  # what is usual is told of so many days, from so many decisions on
SHARE = 0.9  # of the photos, which were decided within the usual time
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Waits:
    """A branch's waits of some days, by task."""

    by_task: Mapping[str, Histogram] = field(default_factory=dict)

    @property
    def branch(self) -> Histogram:
        return added(self.by_task.values())

    def usual(self, task_id: str) -> timedelta | None:
        """Within which time nine of ten photos were decided: the task's, or the branch's if too few were; None while
        those are too few, too, or where it is longer than seven days."""
        own = self.by_task.get(task_id, Histogram())
        told = own if own.total >= ENOUGH else self.branch
        return told.percentile(SHARE) if told.total >= ENOUGH else None


class ReviewWaits:
    """Remembers a branch's waits for five minutes."""

    def __init__(self, store: WaitedStore, clock: Clock) -> None:
        self._store, self._clock, self._recent = store, clock, Recent[Waits](clock, KEPT_SECONDS)

    def usual(self, task: Task) -> timedelta | None:
        """What a student may expect now: see Waits.  At most one read of a branch in five minutes, for all its
        tasks."""
        waits = self._recent.get(task.branch, lambda: self.lately(task.branch))
        return waits.usual(task.task_id) if waits else None

    def lately(self, branch: str) -> Waits:
        """Of the last DAYS days, today included."""
        today = self._today()
        return Waits(self._store.between(branch, today - timedelta(days=DAYS - 1), today))

    def today(self, branch: str) -> Histogram:
        """Of all the branch's tasks."""
        today = self._today()
        return Waits(self._store.between(branch, today, today)).branch

    def _today(self) -> date:
        return self._clock().astimezone(SHANGHAI).date()
