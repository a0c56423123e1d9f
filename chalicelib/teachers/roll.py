"""The roll of a task: everybody on its roster, and how far each of them is.

A roster is read whole, as a thousand items at most; there is no order in it by class or number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from chalicelib.notify.counter_store import CounterStore
from chalicelib.orders.model import State
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Invalid
from chalicelib.shared.recent import Recent
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.stages import COLLECTED, Step, Tally, step_of

PAGE = 200  # people in one answer
EVERYBODY = 1_000_000  # more than any roster has
KEPT_SECONDS = 60  # 30,000 people are some megabytes to read

Tallies = tuple[Tally, list[Tally]]  # of the task, of each of its classes


@dataclass(frozen=True)
class Person:
    row: RosterRow
    step: Step


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which people.  of_class: (college, class), None for all; search: part of what is shown; missing: only those who
    must act."""

    of_class: tuple[str, str] | None = None
    search: str = ""
    missing: bool = False

    def has(self, row: RosterRow) -> bool:
        in_class = self.of_class is None or self.of_class == (row.college, row.class_name)
        return in_class and self.search in row.shown


class Roll:
    """Numbers and people of a task, as counted: a moment behind the orders themselves."""

    def __init__(self, tasks: Tasks, counters: CounterStore, clock: Clock) -> None:
        self._tasks, self._counters = tasks, counters
        self._recent: Recent[Tallies] = Recent(clock, KEPT_SECONDS)

    def tallies(self, task_id: str) -> Tallies:
        """Of the roster where there is one, else of the orders; at most a minute old."""
        return self._recent.get(task_id, lambda: self._tallies(task_id)) or (Tally(), [])

    def _tallies(self, task_id: str) -> Tallies:
        rows = self._rows(task_id)
        return self._of_roster(task_id, rows) if rows else self._of_orders(task_id)

    def people(self, task_id: str, wanted: Wanted, cursor: str | None) -> tuple[list[Person], str | None]:
        """(up to PAGE people by class and number, the cursor of the next page or None).  Raises Invalid for a cursor
        that no page returned."""
        rows = sorted(self._rows(task_id), key=_place)
        if cursor is not None:
            begin = next((at for at, row in enumerate(rows) if row.digest == cursor), None)
            if begin is None:
                raise Invalid(field="cursor")
            rows = rows[begin + 1 :]
        found: list[Person] = []
        for person in self._how_far(task_id, [row for row in rows if wanted.has(row)]):
            if wanted.missing and not person.step.must_act:
                continue
            if len(found) == PAGE:
                return found, found[-1].row.digest
            found.append(person)
        return found, None

    def _rows(self, task_id: str) -> list[RosterRow]:
        rows, _ = self._tasks.roster(task_id, limit=EVERYBODY, after=None)
        return rows

    def _how_far(self, task_id: str, rows: list[RosterRow]) -> Iterator[Person]:
        """Each of them, asked for by the page."""
        on_site = self._tasks.captured_among(task_id, [row.digest for row in rows])
        for part in batched(rows, PAGE):
            states = self._counters.people(task_id, [row.digest for row in part])
            for row in part:
                yield Person(row, step_of(states.get(row.digest), row.digest in on_site))

    def _of_roster(self, task_id: str, rows: list[RosterRow]) -> Tallies:
        states = self._counters.everybody(task_id)
        on_site = self._tasks.captured_among(task_id, [row.digest for row in rows])
        classes: dict[tuple[str, str], list[RosterRow]] = defaultdict(list)
        for row in rows:
            classes[row.college, row.class_name].append(row)

        def tally(members: list[RosterRow], college: str = "", class_name: str = "") -> Tally:
            there = [row for row in members if row.digest in on_site and states.get(row.digest) not in COLLECTED]
            away = {row.digest for row in there}
            counted = Counter(states[row.digest] for row in members if row.digest in states and row.digest not in away)
            return Tally(
                college=college, class_name=class_name, states=counted, on_site=len(there), listed=len(members)
            )

        return tally(rows), [tally(members, *key) for key, members in sorted(classes.items())]

    def _of_orders(self, task_id: str) -> Tallies:
        whole = {State(count.key): count.n for count in self._counters.of_task(task_id, "STATE")}
        classes: dict[tuple[str, str], dict[State, int]] = defaultdict(dict)
        for count in self._counters.of_task(task_id, "CLASS"):
            college, class_name, state = count.key.rsplit("#", 2)
            if count.n:
                classes[college, class_name][State(state)] = count.n
        return Tally(states=whole), [
            Tally(college=college, class_name=class_name, states=states)
            for (college, class_name), states in sorted(classes.items())
        ]


def _place(row: RosterRow) -> tuple[str, str, str, str]:
    return row.college, row.class_name, row.shown, row.digest
