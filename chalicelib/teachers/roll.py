"""The roll of a task: everybody on its roster, and how far each of them is.

A roster is read whole, as a thousand items at most; there is no order in it by class or number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from chalicelib.notify.counter_store import CounterStore
from chalicelib.notify.roster_counts import GroupCount, RosterCounts
from chalicelib.orders.model import State
from chalicelib.shared.errors import Invalid
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.stages import Step, Tally, step_of

PAGE = 200  # people in one answer
MOST_ASKED = 5 * PAGE  # people asked about one by one


@dataclass(frozen=True)
class Person:
    row: RosterRow
    step: Step


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which people.  place: () for all, (college,) or (college, class); search: part of what is shown; only: those who
    must act, or those who have no order and were not photographed on site."""

    place: tuple[str, ...] = ()
    search: str = ""
    only: Literal["MUST_ACT", "NOT_BEGUN"] | None = None

    def has(self, row: RosterRow) -> bool:
        return (row.college, row.class_name)[: len(self.place)] == self.place and self.search in row.shown

    def has_step(self, step: Step) -> bool:
        return self.only is None or (step.must_act if self.only == "MUST_ACT" else not step.begun)


class Roll:
    """Numbers and people of a task, as counted: a moment behind the orders themselves."""

    def __init__(self, tasks: Tasks, counters: CounterStore, roster_counts: RosterCounts) -> None:
        self._tasks, self._counters, self._roster_counts = tasks, counters, roster_counts

    def tallies(self, task_id: str) -> tuple[Tally, list[Tally]]:
        """(of the task, of each of its classes).  Of the roster where there is one, and at most a minute old; else of
        the orders."""
        groups = self._roster_counts.of(task_id)
        return _of_roster(groups) if groups else self._of_orders(task_id)

    def people(
        self, task_id: str, wanted: Wanted, cursor: str | None, most: int = PAGE
    ) -> tuple[list[Person], str | None]:
        """(up to `most` people by class and number, the cursor of the next page or None).  Raises Invalid for a cursor
        that no page returned."""
        rows = sorted(self._tasks.everybody(task_id).values(), key=_place)
        if cursor is not None:
            begin = next((at for at, row in enumerate(rows) if row.digest == cursor), None)
            if begin is None:
                raise Invalid(field="cursor")
            rows = rows[begin + 1 :]
        found: list[Person] = []
        for person in self._how_far(task_id, [row for row in rows if wanted.has(row)]):
            if not wanted.has_step(person.step):
                continue
            if len(found) == most:
                return found, found[-1].row.digest
            found.append(person)
        return found, None

    def _how_far(self, task_id: str, rows: list[RosterRow]) -> Iterator[Person]:
        """Each of them, asked for by the page; of very many everybody is read at once, which is fewer requests."""
        if len(rows) > MOST_ASKED:
            states, on_site = self._counters.everybody(task_id), self._tasks.everybody(task_id, captured=True).keys()
            yield from (Person(row, step_of(states.get(row.digest), row.digest in on_site)) for row in rows)
            return
        captured = self._tasks.captured_among(task_id, [row.digest for row in rows])
        for part in batched(rows, PAGE):
            states = self._counters.people(task_id, [row.digest for row in part])
            for row in part:
                yield Person(row, step_of(states.get(row.digest), row.digest in captured))

    def _of_orders(self, task_id: str) -> tuple[Tally, list[Tally]]:
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


def _of_roster(groups: Sequence[GroupCount]) -> tuple[Tally, list[Tally]]:
    whole = Tally(
        states=sum((group.states for group in groups), Counter[State]()),
        on_site=sum(group.on_site for group in groups),
        listed=sum(group.people for group in groups),
    )
    return whole, [
        Tally(
            college=group.college,
            class_name=group.class_name,
            states=group.states,
            on_site=group.on_site,
            listed=group.people,
        )
        for group in groups
    ]


def _place(row: RosterRow) -> tuple[str, str, str, str]:
    return row.college, row.class_name, row.shown, row.digest
