"""Runs an import: the whole table is read and checked before the first row is written.

The work is split into pieces, and each finished one is recorded: a long table takes several runs of the step, each of
which queues the next; an interrupted run resumes with its unfinished piece, which may be done twice.  After the first
write nothing is refused any more: a row that no longer fits is reported as too late.
An import that is undone never writes again: running it removes what it wrote.
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

SPARE = 30.0  # seconds reserved for the current piece, which takes a few
PIECE = 250  # rows
PieceResult = tuple[int, tuple[Problem, ...]]  # (rows written, rows that are wrong or came too late)
Piece = Callable[[], PieceResult]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The work a table means.  problems: of the table as a whole; looks: pieces that check some rows each.  If
    either finds a problem, nothing is written.

    writes: pieces that write some rows each; warnings: reported after all are written.  The same table gives the same
    pieces, whatever was already written.
    """

    problems: tuple[Problem, ...] = ()
    looks: Sequence[Piece] = ()
    writes: Sequence[Piece] = ()
    warnings: tuple[Problem, ...] = ()

    def pieces(self) -> list[Piece]:
        """All pieces in order; Import.at counts the finished ones."""
        warn: list[Piece] = [lambda: (0, self.warnings)] if self.warnings else []
        return [*self.looks, *self.writes, *warn]


@dataclass(frozen=True)
class Table:
    """One kind of table.  needed: its required columns; check: turns its rows into work."""

    needed: Callable[[Import], tuple[str, ...]]
    check: Callable[[Import, Rows], Checked]


class ImportRunner:
    """take_back: removes every row an import wrote; send: queues an import id for another run."""

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
        """Run an import; returns its state, for the log.  left: returns the seconds the step still has.

        Raises Conflict if another run works on it too: the later one comes again.
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
            ended = self._undo(job)  # undone while this run wrote: remove what it wrote since
        log("import", kind=job.kind, count=ended.rows, outcome=ended.state)
        return ended.state

    def _undo(self, job: Import) -> Import:
        self._take_back(job)
        undone = replace(job, state="UNDONE", done=0)
        self._store.save_undone(undone)
        return undone

    def _run(self, job: Import, left: Callable[[], float]) -> Import:
        table, has_written = self._tables[job.kind], job.state == "RUNNING"
        try:
            lines = rows(self._objects.get(job.key, MOST_BYTES).data, table.needed(job))
        except Unreadable as error:
            return self._refuse(job, (Problem(line=0, column="", message=str(error)),))
        except (Absent, TooBig):
            if has_written:  # it will be shown as stalled, with what to do
                raise
            return self._refuse(job, (Problem(line=0, column="", message="没有找到上传的文件，请重新上传"),))
        checked = table.check(job, lines)
        if checked.problems and not has_written:
            return self._refuse(job, checked.problems)
        return self._work(replace(job, rows=len(lines)), checked, left)

    def _work(self, job: Import, checked: Checked, left: Callable[[], float]) -> Import:
        """Do at least one piece: a run that cannot even do that fails, instead of queueing itself for ever."""
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


def duplicate_problems(keys: Iterable[tuple[int, str]], column: str) -> Iterator[Problem]:
    """A problem for each line whose key an earlier line has.  keys: (line, key)."""
    seen: dict[str, int] = {}
    for line, key in keys:
        if key in seen:
            yield Problem(line=line, column=column, message=f"与第 {seen[key]} 行重复")
        else:
            seen[key] = line
