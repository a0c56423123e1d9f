"""Runs an import: the table is read and checked whole; only when every row is right is the first one written.

The work is cut into pieces, and each that is done is noted: a long table takes several steps, each of which queues the
next, and one that died goes on with the piece it died in, which may be done twice.  From the first write on nothing is
refused any more: a row that no longer fits came too late.
One that was taken back never writes again: running it removes what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from chalicelib.imports.model import MOST_PROBLEMS, Import, Kind, Problem
from chalicelib.imports.sheets import MOST_BYTES, Rows, Unreadable, rows
from chalicelib.imports.store import ImportStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict
from chalicelib.shared.log import log
from chalicelib.storage.objects import Absent, Objects, TooBig

SPARE = 30.0  # seconds kept for the piece at hand: a few seconds' work
PIECE = 250  # rows
Found = tuple[int, tuple[Problem, ...]]  # rows written, and what is wrong, or came too late
Piece = Callable[[], Found]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a table means.  problems: of it as a whole; looks: each finds what is wrong with some rows.  If there is
    anything, nothing is written.

    writes: each writes some rows; warnings: told once all are written.  The same table gives the same pieces, whatever
    was written of it already.
    """

    problems: tuple[Problem, ...] = ()
    looks: Sequence[Piece] = ()
    writes: Sequence[Piece] = ()
    warnings: tuple[Problem, ...] = ()

    def pieces(self) -> list[Piece]:
        """All its work, in order; an import remembers how far it came."""
        warn: list[Piece] = [lambda: (0, self.warnings)] if self.warnings else []
        return [*self.looks, *self.writes, *warn]


@dataclass(frozen=True)
class Table:
    """One kind of table: the columns it must have, and what it means."""

    needed: Callable[[Import], tuple[str, ...]]
    check: Callable[[Import, Rows], Checked]


class ImportRunner:
    """tables: by kind; take_back: removes every row an import wrote; send: queues one that is not over."""

    def __init__(
        self,
        store: ImportStore,
        objects: Objects,
        tables: Mapping[Kind, Table],
        *,
        take_back: Callable[[Import], None],
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._objects, self._tables, self._take_back = store, objects, tables, take_back
        self._send, self._clock = send, clock

    def run(self, import_id: str, left: Callable[[], float]) -> str:
        """What became of it, in a word for the log.  left: seconds the step still has.

        Raises Conflict when another step works on it too: whoever was later comes again.
        """
        job = self._store.get(import_id)
        if job is None or job.state in ("DONE", "REFUSED"):
            return "nothing to do"
        try:
            ended = self._undo(job) if job.taken_back else self._run(job, left)
        except Conflict:
            job = self._store.get(import_id)
            if job is None or not job.taken_back:
                raise
            ended = self._undo(job)  # taken back while this wrote: what came after goes too
        log("import", kind=job.kind, count=ended.rows, outcome=ended.state)
        return ended.state

    def _undo(self, job: Import) -> Import:
        self._take_back(job)
        undone = replace(job, state="UNDONE", done=0)
        self._store.save_undone(undone)
        return undone

    def _run(self, job: Import, left: Callable[[], float]) -> Import:
        table, begun = self._tables[job.kind], job.state == "RUNNING"
        try:
            found = rows(self._objects.get(job.key, MOST_BYTES).data, table.needed(job))
        except Unreadable as error:
            return self._refuse(job, (Problem(line=0, column="", message=str(error)),))
        except (Absent, TooBig):
            if begun:  # some of it is written: shown as stalled, with what to do
                raise
            return self._refuse(job, (Problem(line=0, column="", message="没有找到上传的文件，请重新上传"),))
        checked = table.check(job, found)
        if checked.problems and not begun:
            return self._refuse(job, checked.problems)
        return self._work(replace(job, rows=len(found)), checked, left)

    def _work(self, job: Import, checked: Checked, left: Callable[[], float]) -> Import:
        """At least one piece, so a step that can do none fails and is not queued for ever."""
        pieces = checked.pieces()
        for piece in islice(pieces, job.at, None):
            if job.state == "QUEUED" and job.at == len(checked.looks):
                if job.wrong:
                    return self._move(job, state="REFUSED")
                job = self._move(job, state="RUNNING")
            count, wrong = piece()
            job = self._move(
                job,
                at=job.at + 1,
                done=job.done + count,
                wrong=job.wrong + len(wrong),
                problems=(*job.problems, *wrong)[:MOST_PROBLEMS],
            )
            if job.at < len(pieces) and left() < SPARE:
                self._send(job.import_id)
                return job
        return self._move(job, state="DONE")

    def _refuse(self, job: Import, problems: tuple[Problem, ...]) -> Import:
        return self._move(job, state="REFUSED", wrong=len(problems), problems=problems[:MOST_PROBLEMS])

    def _move(self, job: Import, **changes: Any) -> Import:
        moved = replace(job, moved_at=self._clock(), **changes)
        self._store.move(job, moved)
        return moved


def doubles(keys: Iterable[tuple[int, str]], column: str) -> Iterator[Problem]:
    """Lines whose key stood in an earlier line."""
    seen: dict[str, int] = {}
    for line, key in keys:
        if key in seen:
            yield Problem(line=line, column=column, message=f"与第 {seen[key]} 行重复")
        else:
            seen[key] = line
