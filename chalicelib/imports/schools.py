"""The table of schools: the ministry's list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import batched

from chalicelib.desk.schools import SchoolDesk, read_list
from chalicelib.imports.columns import needed
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import PIECE, Checked, PieceResult, Table
from chalicelib.imports.sheets import Rows
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.tasks.school import School


class SchoolsTable:
    """Writes only new or changed schools."""

    def __init__(self, desk: SchoolDesk) -> None:
        self._desk = desk

    def table(self) -> Table:
        return Table(lambda job: needed(job.kind, None), self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        changed, wrong = read_list(rows, self._desk.every(), self._desk.in_use())
        problems = tuple(Problem(line=line, column=column, message=message) for line, column, message in wrong)
        by_line = dict(changed) | {problem.line: problem for problem in problems}
        writes = [
            partial(self._write, job.actor, job.reason, [(line, by_line[line]) for line, _ in piece if line in by_line])
            for piece in batched(rows, PIECE)
        ]
        return Checked(problems=problems, writes=writes)

    def _write(self, who: Staff, reason: str, lines: Sequence[tuple[int, School | Problem]]) -> PieceResult:
        """A line holds a problem if somebody changed the catalogue since the table was checked."""
        late = [problem for line, entry in lines if (problem := self._write_line(who, reason, line, entry))]
        return len(lines) - len(late), tuple(late)

    def _write_line(self, who: Staff, reason: str, line: int, entry: School | Problem) -> Problem | None:
        if isinstance(entry, Problem):
            return entry
        try:
            self._desk.put(who, entry, reason)
        except DomainError as error:
            return Problem(line=line, column="学校名称", message=f"{entry.name}：{error.text}")
        return None
