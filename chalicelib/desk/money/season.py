"""A season's money (采集季汇总): by day, channel, task and school, to the fen what the ledger says, and its orders by
state.  Read from counters: what it costs follows the days and tasks, not the orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from chalicelib.notify.counter_store import Counted, CounterStore
from chalicelib.notify.money_totals import days_of
from chalicelib.orders.ledger import EntryKind
from chalicelib.orders.model import State
from chalicelib.shared.parallel import at_once
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Sums:
    """income, returned: fen; payments, refunds: how many."""

    income: int = 0
    returned: int = 0
    payments: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        return self.income - self.returned


@dataclass(frozen=True, kw_only=True)
class Season:
    """first, last: its days; days: those with money, oldest first; tasks: with money, the highest net
    first; schools: of the orders, by name."""

    year: int
    first: date
    last: date
    total: Sums
    days: Mapping[str, Sums] = field(default_factory=dict)
    channels: Mapping[str, Sums] = field(default_factory=dict)
    tasks: tuple[tuple[Task, Sums], ...] = ()
    schools: Mapping[str, Sums] = field(default_factory=dict)
    states: Mapping[State, int] = field(default_factory=dict)


class SeasonDesk:
    def __init__(self, *, counters: CounterStore, tasks: Tasks) -> None:
        self._counters, self._tasks = counters, tasks

    def of(self, who: Staff, year: int) -> Season:
        """year: in which the students graduate."""
        season = self.money(who.branch, year)
        return Season(**vars(season) | {"states": self._states([task.task_id for task, _ in season.tasks])})

    def money(self, branch: str, year: int) -> Season:
        """As `of`, without the orders' states."""
        first, last = days_of(year)
        counted = self._counters.money_by_day(branch, first.isoformat(), last.isoformat())
        days = _sums(counted, 0)
        by_task = _sums(self._counters.money_by_task(branch, year), 0)
        found = [(task, by_task[task.task_id]) for task in self._tasks.all_of_branch(branch) if task.task_id in by_task]
        return Season(
            year=year,
            first=first,
            last=last,
            total=sum_of(days.values()),
            days=days,
            channels=_sums(counted, 1),
            schools=_sums(self._counters.money_by_school(branch, year), 0),
            tasks=tuple(sorted(found, key=lambda pair: (-pair[1].net, pair[0].title))),
        )

    def _states(self, task_ids: list[str]) -> dict[State, int]:
        """The orders of the tasks by state."""
        if not task_ids:
            return {}
        found = at_once(lambda state: sum(self._counters.in_state(task_ids, state).values()), State, AT_ONCE)
        return {state: n for state, n in zip(State, found, strict=True) if n > 0}


def sum_of(parts: Iterable[Sums]) -> Sums:
    rows = list(parts)
    return Sums(
        income=sum(one.income for one in rows),
        returned=sum(one.returned for one in rows),
        payments=sum(one.payments for one in rows),
        refunds=sum(one.refunds for one in rows),
    )


def _sums(counted: Iterable[Counted], by: int) -> dict[str, Sums]:
    """By one word of the key; the last two are the entry's kind, and whether fen or entries were counted."""
    groups: dict[str, list[list[str]]] = {}
    for one in counted:
        words = one.key.split("#")
        groups.setdefault(words[by], []).append([*words[-2:], str(one.n)])
    return {name: _sum(rows) for name, rows in sorted(groups.items())}


def _sum(rows: Iterable[list[str]]) -> Sums:
    """rows: (entry's kind, FEN or COUNT, how many)."""
    totals = Counter[tuple[bool, str]]()
    for kind, unit, n in rows:
        totals[kind == EntryKind.PAID, unit] += int(n)
    return Sums(
        income=totals[True, "FEN"],
        returned=totals[False, "FEN"],
        payments=totals[True, "COUNT"],
        refunds=totals[False, "COUNT"],
    )
