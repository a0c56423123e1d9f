"""Runs an import: the whole table is read and checked before the first row is written.

The work is split into pieces, and each finished one is recorded: a long table takes several runs of the step, each of
which queues the next; an interrupted run resumes with its unfinished piece, which may be done twice.  After the first
write nothing is refused any more: a row that no longer fits is reported as too late.
An import that is undone never writes again: running it removes what it wrote.
One that is corrected begins anew with the corrected table, or with only those of its rows that came too late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import batched, islice
from typing import Any

from chalicelib.imports.apart import read_apart
from chalicelib.imports.columns import Column, needed, spellings
from chalicelib.imports.corrections import corrected, read
from chalicelib.imports.model import MOST_KEPT, MOST_PROBLEMS, Import, ImportState, Kind, Problem
from chalicelib.imports.sheets import MOST_BYTES, Rows, SheetRow, SheetTable, Unreadable
from chalicelib.imports.store import ImportStore
from chalicelib.imports.wrong_rows import TOLD, WrongRows
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict
from chalicelib.shared.log import log
from chalicelib.storage.objects import Absent, Objects, TooBig

MOST_NAME, MOST_NAMES = 40, 60  # characters of a name in a heading, names
SPARE = 30.0  # seconds reserved for the current piece, which takes a few
PIECE = 250  # rows
CORRECTION = "更正的表格"
NO_TABLE = "没有找到上传的文件，请重新上传"
NO_CORRECTION = "没有找到更正的表格，或者它太大，请重新上传"
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
    """One kind of table.  check: turns its rows into work."""

    columns: Callable[[Import], tuple[Column, ...]]
    check: Callable[[Import, Rows], Checked]


class ImportRunner:
    """take_back: removes every row an import wrote; send: queues an import id for another run."""

    def __init__(
        self,
        store: ImportStore,
        objects: Objects,
        tables: Mapping[Kind, Table],
        wrong_rows: WrongRows,
        *,
        take_back: Callable[[Import], None],
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._objects, self._tables, self._take_back = store, objects, tables, take_back
        self._wrong_rows = wrong_rows
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
        has_written = job.state == "RUNNING"
        has_begun = has_written or job.at > 0
        try:
            job, found = self._read(job)
        except (Unreadable, Absent, TooBig) as error:
            if has_begun:  # it will be shown as stalled, with what to do
                raise
            head = error.head if isinstance(error, Unreadable) else ()
            problem = Problem(line=0, column="", message=_said(error, NO_TABLE))
            return self._refuse(replace(job, head=_names(head)), (problem,))
        try:
            job, lines = self._begun(job, found.rows())
        except (Unreadable, Absent, TooBig) as error:
            if has_begun:
                raise
            return self._not_corrected(job, _said(error, NO_CORRECTION))
        if not lines:
            return self._nothing_left(job)
        checked = self._tables[job.kind].check(job, lines)
        if checked.problems and not has_written:
            return self._refuse(job, checked.problems, dict(lines))
        told = replace(checked, warnings=(*_unread(found.unread), *checked.warnings))
        return self._work(job, told, dict(lines), left)

    def _read(self, job: Import) -> tuple[Import, SheetTable]:
        """The import with its heading, and its table.  Raises Unreadable, Absent, TooBig."""
        columns = self._tables[job.kind].columns(job)
        begins = job.state == "QUEUED" and job.at == 0 and not job.corrections
        remembered = self._store.remembered(job.branch, job.kind) if begins else job.remembered
        found = read_apart(self._data(job.key), needed(columns), spellings(columns, remembered, job.chosen))
        own = {name: column for name, column in remembered.items() if name in found.head}
        return replace(job, head=_names(found.head), remembered=own), found

    def _data(self, key: str) -> bytes:
        return self._objects.get(key, MOST_BYTES).data

    def _begun(self, job: Import, table: Rows) -> tuple[Import, Rows]:
        """(the import as it begins or goes on, the rows that it is about).  Raises Unreadable for a correction."""
        lines = corrected(table, [read(self._data(key)) for key in job.corrections])
        if job.state == "QUEUED" and job.at == 0:
            job = self._anew(job)
        job = replace(job, rows=len(table), skipped=len(table) - len(lines))
        return job, [pair for pair in lines if pair[0] in set(job.only)] if job.late else lines

    def _anew(self, job: Import) -> Import:
        """Without what was wrong before; of a late one the rows that are done again, and what is wrong besides them.

        Those of an earlier round stay among them while it has written nothing."""
        cleared = replace(job, problems=(), wrong=0, kept=0, parts=())
        if not job.late:
            return cleared
        before = self._wrong_rows.every(replace(job, corrections=job.corrections[:-1]))
        only = tuple(sorted({*job.only, *(row.line for row in before)}))
        others = tuple(each for each in job.problems if each.line not in only and each.column != CORRECTION)
        return replace(cleared, problems=others, wrong=job.wrong - job.kept, only=only)

    def _not_corrected(self, job: Import, message: str) -> Import:
        """The correction cannot be read: everything is as before it, with why."""
        others = tuple(each for each in job.problems if each.column != CORRECTION)
        problems = (Problem(line=0, column=CORRECTION, message=message), *others)[:MOST_PROBLEMS]
        return self._move(job, state=_refused(job), corrections=job.corrections[:-1], problems=problems)

    def _nothing_left(self, job: Import) -> Import:
        """A correction left every row out."""
        if job.late:
            return self._move(job, state="DONE", only=())
        return self._refuse(job, (Problem(line=0, column="", message="全部行都已跳过，没有可以写入的行"),))

    def _work(self, job: Import, checked: Checked, table: Mapping[int, SheetRow], left: Callable[[], float]) -> Import:
        """Do at least one piece: a run that cannot even do that fails, instead of queueing itself for ever."""
        pieces = checked.pieces()
        for piece in islice(pieces, job.at, None):
            if job.state == "QUEUED" and job.at == len(checked.looks):
                if job.kept or (job.wrong and not job.late):
                    return self._move(job, state=_refused(job))
                job = self._move(job, state="RUNNING")
            count, wrong = piece()
            is_warning = job.at >= len(checked.looks) + len(checked.writes)  # about rows that were taken
            kept = job if is_warning else self._keep(job, job.at, wrong, table)
            job = self._move(
                kept,
                at=job.at + 1,
                done=job.done + count,
                wrong=job.wrong + len(wrong),
                problems=(*job.problems, *wrong)[:MOST_PROBLEMS],
            )
            if job.at < len(pieces) and left() < SPARE:
                self._send(job.import_id)
                return job
        return self._move(job, state="DONE", only=())

    def _keep(self, job: Import, part: int, wrong: Sequence[Problem], table: Mapping[int, SheetRow]) -> Import:
        """The import with the rows of these problems kept, unless it has too many."""
        of_row = [each for each in wrong if each.is_of_row]
        if not of_row or job.kept >= MOST_KEPT:
            return job
        self._wrong_rows.put(job, part, of_row, table)
        return replace(job, kept=job.kept + len(of_row), parts=(*job.parts, part))

    def _refuse(self, job: Import, problems: Sequence[Problem], table: Mapping[int, SheetRow] | None = None) -> Import:
        kept = job if job.late else replace(job, problems=(), wrong=0, kept=0, parts=())
        wrong, told = kept.wrong + len(problems), (*kept.problems, *problems)[:MOST_PROBLEMS]
        for part, some in enumerate(batched(problems, TOLD)):
            kept = self._keep(kept, part, some, table or {})
        return self._move(kept, state=_refused(job), wrong=wrong, problems=told)

    def _move(self, job: Import, **changes: Any) -> Import:
        moved = replace(job, moved_at=self._clock(), **changes)
        self._store.move(job, moved)
        return moved


def _refused(job: Import) -> ImportState:
    """What an import is whose rows are wrong: one of late rows has written the others."""
    return "DONE" if job.late else "REFUSED"


def _said(error: Exception, otherwise: str) -> str:
    """What is wrong with a table that could not be read, in Chinese."""
    return str(error) if isinstance(error, Unreadable) else otherwise


def _names(head: Iterable[str]) -> tuple[str, ...]:
    """The names in a heading that can be matched to a column by hand."""
    return tuple(name for name in head if 0 < len(name) <= MOST_NAME)[:MOST_NAMES]


def _unread(sheets: Sequence[str]) -> Iterator[Problem]:
    """A warning that names the sheets whose rows are not taken, if there are any."""
    if sheets:
        named = "、".join(sheets[:20])
        message = f"只读了第一张有数据的工作表。{named}也有表头，没有读；需要时请各另存为一个文件，再分别导入"
        yield Problem(line=0, column="", message=message)


def duplicate_problems(keys: Iterable[tuple[int, str]], column: str) -> Iterator[Problem]:
    """A problem for each line whose key an earlier line has.  keys: (line, key)."""
    seen: dict[str, int] = {}
    for line, key in keys:
        if key in seen:
            yield Problem(line=line, column=column, message=f"与第 {seen[key]} 行重复")
        else:
            seen[key] = line
