"""How many people of a roster are how far, by college and class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from chalicelib.notify.counter_store import CounterStore
from chalicelib.orders.model import COLLECTED, State
from chalicelib.shared.clock import Clock
from chalicelib.shared.recent import Recent
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks

KEPT_SECONDS = 60  # 30,000 people are some megabytes to read


@dataclass
class GroupCount:
    """Each of the people is counted once: in states, by their newest order; or on_site, photographed there and no order
    collected; or missing."""

    college: str
    class_name: str
    people: int = 0
    on_site: int = 0
    states: Counter[State] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        return self.people - self.on_site - self.begun

    @property
    def begun(self) -> int:
        return self.states.total()

    @property
    def done(self) -> int:
        return self.on_site + sum(self.states[state] for state in COLLECTED)


class RosterCounts:
    """Reads whole lists, so what it says may be a minute old."""

    def __init__(self, tasks: Tasks, counters: CounterStore, clock: Clock) -> None:
        self._tasks, self._counters = tasks, counters
        self._recent: Recent[list[GroupCount]] = Recent(clock, KEPT_SECONDS)

    def of(self, task_id: str) -> list[GroupCount]:
        """By college and class as the roster spells them, in their order; empty without a roster."""
        return self._recent.get(task_id, lambda: self._read(task_id)) or []

    def _read(self, task_id: str) -> list[GroupCount] | None:
        """None without a roster, which is not kept: what was just imported is seen at once."""
        rows = self._tasks.everybody(task_id)
        if not rows:
            return None
        on_site = self._tasks.everybody(task_id, captured=True).keys()
        return count(rows.values(), self._counters.everybody(task_id), on_site)


def count(rows: Iterable[RosterRow], states: Mapping[str, State], on_site: Set[str]) -> list[GroupCount]:
    """states: of the newest order, by digest; on_site: digests."""
    groups: dict[tuple[str, str], GroupCount] = {}
    for row in rows:
        key = row.college, row.class_name
        group, state = groups.setdefault(key, GroupCount(*key)), states.get(row.digest)
        group.people += 1
        if row.digest in on_site and state not in COLLECTED:
            group.on_site += 1
        elif state is not None:
            group.states[state] += 1
    return [groups[key] for key in sorted(groups)]
