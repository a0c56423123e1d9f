"""One pass over pictures: each is measured once, in one process or in several, and kept in a table."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.reading.picture_error import PictureError
from tools.evaluate import outside
from tools.evaluate.changes import changed
from tools.evaluate.fingerprint import fingerprint
from tools.evaluate.table import Key, Measured, Table, held
from tools.pictures.recipe import Picture

AT_ONCE = 4  # pictures handed to a process


@dataclass(frozen=True)
class Bench:
    """What measures, and in so many processes: the networks' folder, the standard, what is done to a picture first."""

    models: Path
    spec: Spec
    jobs: int = 1

    def measured_by(self) -> str:
        """The fingerprint; a file that cannot be read has a report that names the networks, too."""
        return fingerprint(self.spec, _engine(self.models).judge(b"", self.spec).report.models)


@dataclass(frozen=True)
class _Job:
    path: Path
    known_as: Key
    models: Path
    spec: Spec


def measured(
    wanted: Iterable[Picture], cache: Path, table: Path, bench: Bench, changes: Iterable[str] = ("",), *, fresh: bool
) -> Table:
    """The table, with what it lacked of the pictures that `cache` holds, changed in each of these ways; fresh: what it
    had is measured again, too.  Only a run that measures keeps others waiting."""
    by = bench.measured_by()
    paths = {(one.sha256, change, by): cache / one.name for one in wanted for change in changes}
    jobs = [_Job(path, key, bench.models, bench.spec) for key, path in paths.items() if path.is_file()]
    found = Table(table)
    if fresh or any(job.known_as not in found.lines for job in jobs):
        with held(table) as found:
            todo = [job for job in jobs if fresh or job.known_as not in found.lines]
            for one in _done(todo, bench.jobs):
                found.add(one)
    return found


def _done(todo: list[_Job], jobs: int) -> Iterator[Measured]:
    if jobs == 1 or len(todo) <= AT_ONCE:
        yield from map(_measured, todo)
        return
    apart = multiprocessing.get_context("spawn")  # threads of the networks' runtime do not survive a fork
    with ProcessPoolExecutor(jobs, mp_context=apart) as pool:
        yield from pool.map(_measured, todo, chunksize=AT_ONCE)


def _measured(job: _Job) -> Measured:
    _, change, _ = job.known_as
    make = outside.spoilt if change in outside.FAULTS else changed
    try:
        report = _engine(job.models).judge(make(job.path.read_bytes(), change), job.spec).report
    except PictureError as error:  # of changing it; the engine itself raises nothing
        return Measured(*job.known_as, unreadable=error.code)
    if report.verdict == "UNREADABLE":
        return Measured(*job.known_as, unreadable=report.findings[0].code)
    return Measured(*job.known_as, measures={name: one for name, one in report.measures.items() if one is not None})


@functools.cache
def _engine(models: Path) -> Engine:
    """One a process."""
    return Engine(models)
