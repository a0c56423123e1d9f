"""Runs an import: the table is read and checked whole; only when every row is right is the first one written.

Every write may be repeated, so an import that died in the middle goes on from the beginning and ends the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chalicelib.imports.model import MOST_PROBLEMS, Import, Kind, Problem
from chalicelib.imports.reading import MOST_BYTES, Rows, Unreadable, rows
from chalicelib.imports.store import ImportStore
from chalicelib.photo.s3 import Absent, Objects, TooBig
from chalicelib.shared.log import log

PROGRESS = 2_000  # rows between two notes of how far it is


Written = tuple[int, tuple[Problem, ...]]  # rows written, and what came too late


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a table means.  problems: if there is one, nothing is written.

    writes: each writes some rows.
    """

    problems: tuple[Problem, ...] = ()
    writes: Iterable[Callable[[], Written]] = ()


@dataclass(frozen=True)
class Table:
    """One kind of table: the columns it must have, and what it means."""

    needed: Callable[[Import], tuple[str, ...]]
    check: Callable[[Import, Rows], Checked]


class Running:
    """tables: by kind."""

    def __init__(self, store: ImportStore, objects: Objects, tables: Mapping[Kind, Table]) -> None:
        self._store, self._objects, self._tables = store, objects, tables

    def run(self, import_id: str) -> str:
        """How it ended, in a word for the log."""
        job = self._store.get(import_id)
        if job is None or job.state in ("DONE", "REFUSED"):
            return "nothing to do"
        ended = self._run(job)
        log("import", kind=job.kind, count=ended.rows, outcome=ended.state)
        return ended.state

    def _run(self, job: Import) -> Import:
        table = self._tables[job.kind]
        try:
            found = rows(self._objects.get(job.key, MOST_BYTES).data, table.needed(job))
        except Unreadable as error:
            return self._refuse(job, (Problem(line=0, column="", message=str(error)),))
        except (Absent, TooBig):
            return self._refuse(job, (Problem(line=0, column="", message="没有找到上传的文件，请重新上传"),))
        job = replace(job, state="RUNNING", rows=len(found), done=0, wrong=0, problems=())  # one that died begins anew
        checked = table.check(job, found)
        if checked.problems:
            return self._refuse(job, checked.problems)
        return self._write(job, checked)

    def _refuse(self, job: Import, problems: tuple[Problem, ...]) -> Import:
        refused = replace(job, state="REFUSED", wrong=len(problems), problems=problems[:MOST_PROBLEMS])
        self._store.save(refused)
        return refused

    def _write(self, job: Import, checked: Checked) -> Import:
        self._store.save(job)
        noted = 0
        for write in checked.writes:
            count, late = write()
            job = replace(
                job, done=job.done + count, wrong=job.wrong + len(late),
                problems=(*job.problems, *late)[:MOST_PROBLEMS],
            )  # fmt: skip
            if job.done - noted >= PROGRESS:
                noted = job.done
                self._store.save(job)
        job = replace(job, state="DONE")
        self._store.save(job)
        return job


def doubles(keys: Iterable[tuple[int, str]], column: str) -> Iterator[Problem]:
    """Lines whose key stood in an earlier line."""
    seen: dict[str, int] = {}
    for line, key in keys:
        if key in seen:
            yield Problem(line=line, column=column, message=f"与第 {seen[key]} 行重复")
        else:
            seen[key] = line
