"""A roster in its order, as a copy of the task's lists that the first look after one of them changed makes.

While the lists stay as they are, nobody comes back among those who have not begun.  So a copy of those only loses
people: whoever looks at a part of it leaves out who is gone.  A page costs the same however many are on the roster, and
however many of them have begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chalicelib.notify.counter_store import CounterStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import keep_trying
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.roll_store import Block, Copy, Kind, Line, Place, RollStore

KEPT: Final = timedelta(days=1)  # then a copy is made again, so that nothing that went wrong stays


class OrderedRoll:
    def __init__(self, store: RollStore, tasks: Tasks, counters: CounterStore, clock: Clock) -> None:
        self._store, self._tasks, self._counters, self._clock = store, tasks, counters, clock

    def blocks(self, task_id: str, kind: Kind, begin: Place | None) -> Iterator[Block]:
        """Everybody of a kind by college, class and number, from the block on in which `begin` would be."""
        copy = keep_trying(lambda: self._copy(task_id, kind))
        yield from self._store.blocks(task_id, kind, copy, begin)

    def _copy(self, task_id: str, kind: Kind) -> Copy:
        """One of the lists as they are now.  Raises Conflict if somebody else made one meanwhile."""
        copy, rev, now = self._store.copy(task_id, kind), self._tasks.rosters_rev(task_id), self._clock()
        if copy and copy.rev == rev and now - copy.at < KEPT:
            return copy
        lines = sorted(self._read(task_id, kind), key=lambda line: line.place)
        return self._store.replace(task_id, kind, copy, lines, rev, now)

    def _read(self, task_id: str, kind: Kind) -> Iterator[Line]:
        rows = self._tasks.everybody(task_id)
        on_site = self._tasks.everybody(task_id, captured=True).keys() if rows else set()
        begun = self._counters.everybody(task_id) if rows and kind == "NOT_BEGUN" else {}
        for digest, row in rows.items():
            if kind == "ALL" or not (digest in begun or digest in on_site):
                yield Line(row, digest in on_site)
