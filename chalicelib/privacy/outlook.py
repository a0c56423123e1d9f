"""What is kept of each task, until when, and what will be deleted on which day (保存期).

An order that is over goes once its task's retention is over and it has not moved for as long itself; see `purge`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from chalicelib.notify.counter_store import CounterStore
from chalicelib.orders.model import State
from chalicelib.orders.store.lengths import MOST, ListLengths
from chalicelib.privacy.faces import FoundByTask
from chalicelib.privacy.model import ENDED
from chalicelib.shared.clock import SHANGHAI, Clock, iso
from chalicelib.shared.errors import Invalid
from chalicelib.shared.parallel import at_once
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

Group = Literal["SOON", "KEPT", "OVER"]  # ends within AHEAD; later; is over

AHEAD = timedelta(days=30)
DAY = timedelta(days=1)
MOMENT = timedelta(milliseconds=1)  # the precision of the tables
PAGE = 20  # tasks of a page
MOST_LOOKED = 40  # tasks that are looked into for what goes next; those whose retention ended last come first
AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Due:
    """Orders of a task that are deleted on a day.  more: there may be more; ends: the task's retention ends that day,
    and lists and packages go with the orders."""

    day: date
    task: Task
    orders: int
    more: bool
    ends: bool


@dataclass(frozen=True, kw_only=True)
class TaskKept:
    """standing: orders that are not over, whose time does not run yet; faces: what the last count found, by kind; None
    before the first count."""

    task: Task
    standing: int
    faces: Mapping[str, int] | None


class Outlook:
    """tasks: branch → its tasks; faces: branch → what the last count found."""

    def __init__(
        self,
        *,
        tasks: Callable[[str], Iterable[Task]],
        lengths: ListLengths,
        counters: CounterStore,
        faces: Callable[[str], FoundByTask | None],
        clock: Clock,
    ) -> None:
        self._tasks, self._lengths, self._counters = tasks, lengths, counters
        self._faces, self._clock = faces, clock

    def page(
        self, who: Staff, group: Group, after: str | None
    ) -> tuple[dict[Group, int], list[TaskKept], datetime | None, str | None]:
        """(tasks in each group; a page of one, those that end first at its beginning, of those that are over the last
        ones; when faces were counted; `after` of the next page or None).  Raises Invalid for an unknown `after`."""
        groups = self._grouped(who.branch)
        tasks = groups[group]
        if after is not None:
            place = next((at for at, task in enumerate(tasks) if task.task_id == after), None)
            if place is None:
                raise Invalid(field="after")
            tasks = tasks[place + 1 :]
        faces, page = self._faces(who.branch), tasks[:PAGE]
        by_task = faces.tasks if faces else None
        rows = at_once(lambda task: self._kept(task, by_task), page, AT_ONCE)
        following = page[-1].task_id if len(tasks) > PAGE else None
        return {name: len(its) for name, its in groups.items()}, rows, faces.at if faces else None, following

    def due(self, who: Staff) -> tuple[list[Due], int]:
        """(what goes within AHEAD, by day; how many tasks that are over for longer were not looked into).  What should
        have gone already is due today."""
        groups = self._grouped(who.branch)
        tasks = [*groups["SOON"], *groups["OVER"]]
        found = at_once(self._due, tasks[:MOST_LOOKED], AT_ONCE)
        rows = sorted((due for one in found for due in one), key=lambda due: (due.day, -due.orders, due.task.task_id))
        return rows, max(0, len(tasks) - MOST_LOOKED)

    def _grouped(self, branch: str) -> dict[Group, list[Task]]:
        now = self._clock()
        groups: dict[Group, list[Task]] = {"SOON": [], "KEPT": [], "OVER": []}
        tasks = (task for task in self._tasks(branch) if task.state != "DRAFT")
        for task in sorted(tasks, key=lambda task: (iso(task.kept_until), task.task_id)):
            groups["OVER" if task.kept_until < now else "SOON" if task.kept_until <= now + AHEAD else "KEPT"].append(
                task
            )
        groups["OVER"].reverse()
        return groups

    def _kept(self, task: Task, faces: Mapping[str, Mapping[str, int]] | None) -> TaskKept:
        states = {State(one.key): one.n for one in self._counters.of_task(task.task_id, "STATE")}
        standing = sum(count for state, count in states.items() if state not in ENDED)
        return TaskKept(task=task, standing=standing, faces=None if faces is None else faces.get(task.task_id, {}))

    def _due(self, task: Task) -> list[Due]:
        now, kept = self._clock(), timedelta(days=task.retention_days)
        first = max(task.kept_until, now)  # nothing goes before; whatever moved long ago goes then
        last = now + AHEAD
        days, more = Counter[date](), set[date]()
        for state in ENDED:
            count, cut = self._lengths.ended_before(task.task_id, state, first - kept)
            days[day_of(first)] += count
            more |= {day_of(first)} if cut else set()
            for day, (count, cut) in self._later(task, state, first, last).items():
                days[day] += count
                more |= {day} if cut else set()
        ends = day_of(task.kept_until)
        return [
            Due(day=day, task=task, orders=orders, more=day in more, ends=day == ends)
            for day, orders in sorted(days.items())
            if orders or day == ends
        ]

    def _later(self, task: Task, state: State, first: datetime, last: datetime) -> dict[date, tuple[int, bool]]:
        """What goes later than `first`, by day: (how many, whether there may be more).  Days beyond the first MOST
        orders are counted each by a request."""
        kept = timedelta(days=task.retention_days)
        since = self._lengths.ended_between(task.task_id, state, first - kept, last - kept)
        found = {day: (count, False) for day, count in Counter(day_of(one + kept) for one in since).items()}
        if len(since) < MOST:
            return found
        day = day_of(since[-1] + kept)
        while day <= day_of(last):
            begins, ends = max(_start_of(day), first + MOMENT), min(_start_of(day + DAY) - MOMENT, last)
            found[day] = self._lengths.ended_within(task.task_id, state, begins - kept, ends - kept)
            day += DAY
        return found


def day_of(instant: datetime) -> date:
    """In Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
