"""The roll of a task: everybody on its roster, and how far each of them is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from chalicelib.notify.counter_store import CounterStore
from chalicelib.notify.roster_counts import GroupCount, RosterCounts
from chalicelib.orders.model import State
from chalicelib.shared.db import insist
from chalicelib.shared.errors import Invalid
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.ordered_roll import OrderedRoll
from chalicelib.teachers.roll_store import Kind, Line, Place
from chalicelib.teachers.stages import Step, Tally, step_of

_DIGEST = re.compile(r"[0-9a-f]{64}")
PAGE = 200  # people in one answer
MOST_ASKED = 25 * PAGE  # people that one answer asks about, however few of them are wanted


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

    @property
    def begin(self) -> Place | None:
        """Before all of them."""
        return Place(*self.place, *("",) * (2 - len(self.place))) if self.place else None

    def ends_before(self, place: Place) -> bool:
        """Whether nobody behind it is one of them."""
        return place[: len(self.place)] > self.place

    def has_step(self, step: Step) -> bool:
        return self.only is None or (step.must_act if self.only == "MUST_ACT" else not step.begun)


class Roll:
    """Numbers and people of a task, as counted: a moment behind the orders themselves."""

    def __init__(self, tasks: Tasks, counters: CounterStore, roster_counts: RosterCounts, ordered: OrderedRoll) -> None:
        self._tasks, self._counters, self._roster_counts = tasks, counters, roster_counts
        self._ordered = ordered

    def tallies(self, task_id: str) -> tuple[Tally, list[Tally]]:
        """(of the task, of each of its classes).  Of the roster where there is one, and at most a minute old; else of
        the orders."""
        groups = self._roster_counts.of(task_id)
        return _of_roster(groups) if groups else self._of_orders(task_id)

    def people(
        self, task_id: str, wanted: Wanted, cursor: str | None, most: int = PAGE
    ) -> tuple[list[Person], str | None]:
        """(up to `most` people by class and number, the cursor of the next page or None).  A page looks at MOST_ASKED
        people: with a rare filter it may be short, or empty, before the end.  Raises Invalid for a cursor that no page
        returned, and Conflicting while one list after another is imported."""
        return insist(lambda: self._people(task_id, wanted, cursor, most))

    def _people(self, task_id: str, wanted: Wanted, cursor: str | None, most: int) -> tuple[list[Person], str | None]:
        found: list[Person] = []
        for asked, person in enumerate(self._how_far(task_id, wanted, self._place(task_id, cursor))):
            if wanted.has_step(person.step):
                if len(found) == most:
                    return found, found[-1].row.digest
                found.append(person)
            if asked + 1 == MOST_ASKED:
                return found, person.row.digest
        return found, None

    def _place(self, task_id: str, cursor: str | None) -> Place | None:
        if cursor is None:
            return None
        row = self._tasks.on_roster(task_id, cursor) if _DIGEST.fullmatch(cursor) else None
        if row is None:
            raise Invalid(field="cursor")
        return Line(row, False).place

    def _how_far(self, task_id: str, wanted: Wanted, after: Place | None) -> Iterator[Person]:
        """Those that are wanted, whatever their step, from behind a place."""
        kind: Kind = "NOT_BEGUN" if wanted.only == "NOT_BEGUN" else "ALL"
        for block in self._ordered.blocks(task_id, kind, after or wanted.begin):
            begun: set[str] = set()
            lines = [line for line in block.lines if wanted.has(line.row) and (after is None or line.place > after)]
            for part in batched(lines, PAGE):
                states = self._counters.people(task_id, [line.row.digest for line in part])
                begun |= states.keys()
                for line in part:
                    yield Person(line.row, step_of(states.get(line.row.digest), line.on_site))
            if kind == "NOT_BEGUN":
                block.without(begun)
            if wanted.ends_before(block.lines[-1].place):
                return

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
