"""The tasks that students may take part in now: how far they are, and what ends soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from chalicelib.desk.home.model import HomeAlarm, OpenTask
from chalicelib.notify.counter_store import CounterStore
from chalicelib.orders.model import RESUBMITTABLE, State
from chalicelib.shared.clock import Clock
from chalicelib.shared.parallel import at_once
from chalicelib.tasks.model import Task
from chalicelib.teachers.model import TeacherLink

MOST = 12  # tasks that are listed; hundreds may be open
AT_ONCE = 8
SOON = timedelta(days=3)
BEGUN = (State.DRAFT, State.AWAITING_PAYMENT, *sorted(RESUBMITTABLE))  # whose student has something to do


class OpenTasks:
    """tasks: branch → its tasks; links: task id → teachers' links, ended ones too."""

    def __init__(
        self,
        *,
        tasks: Callable[[str], Sequence[Task]],
        counters: CounterStore,
        links: Callable[[str], Sequence[TeacherLink]],
        clock: Clock,
    ) -> None:
        self._tasks, self._counters, self._links, self._clock = tasks, counters, links, clock

    def of(self, branch: str) -> tuple[list[OpenTask], int]:
        """(those that end first, how many more are open)."""
        now = self._clock()
        tasks = sorted((task for task in self._tasks(branch) if task.is_open(now)), key=lambda task: task.closes_at)
        return at_once(self._open, tasks[:MOST], AT_ONCE), max(0, len(tasks) - MOST)

    def _open(self, task: Task) -> OpenTask:
        states = {State(one.key): one.n for one in self._counters.of_task(task.task_id, "STATE") if one.n > 0}
        first = Counter[str]()
        for one in self._counters.of_task(task.task_id, "PASS"):
            first[one.key.rpartition("#")[2]] += one.n
        return OpenTask(task=task, states=states, approved=first["approve"], rejected=first["reject"])

    def approved(self, branch: str) -> int:
        """How many approved photos of the branch are in no package, of all its tasks."""
        counted = self._counters.in_state([task.task_id for task in self._tasks(branch)], State.APPROVED)
        return sum(counted.values())

    def alarms(self, tasks: Sequence[OpenTask]) -> list[HomeAlarm]:
        """Of those tasks: which end soon though students have something to do, and whose teachers' last link ends."""
        ending = [alarm for one in tasks if (alarm := self._ends(one))]
        links = [alarm for alarm in at_once(self._link_ends, [one.task for one in tasks], AT_ONCE) if alarm]
        return sorted([*ending, *links], key=lambda alarm: str(alarm.at))

    def _ends(self, one: OpenTask) -> HomeAlarm | None:
        parts = {state.value: one.states[state] for state in BEGUN if one.states.get(state)}
        if not parts or one.task.closes_at > self._clock() + SOON:
            return None
        count = sum(parts.values())
        return HomeAlarm(kind="TASK_ENDS", at=one.task.closes_at, count=count, parts=parts, task=one.task)

    def _link_ends(self, task: Task) -> HomeAlarm | None:
        now = self._clock()
        working = [link.until for link in self._links(task.task_id) if link.revoked_at is None and link.until > now]
        last = max(working, default=None)
        if last is None or last > now + SOON or last > task.closes_at:
            return None
        return HomeAlarm(kind="LINK_ENDS", at=last, task=task)
