"""The ministry's list of schools."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import batched

from chalicelib.desk.schools import SchoolDesk, read_list
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import PIECE, Checked, Found, Table
from chalicelib.imports.sheets import Rows
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.tasks.school import School

NEEDED = ("学校名称", "学校标识码")


class SchoolsTable:
    """Only what is new or changed is written."""

    def __init__(self, desk: SchoolDesk) -> None:
        self._desk = desk

    def table(self) -> Table:
        return Table(lambda _: NEEDED, self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        changed, wrong = read_list(rows, self._desk.every())
        problems = tuple(Problem(line=line, column=column, message=message) for line, column, message in wrong)
        by_line = dict(changed) | {one.line: one for one in problems}
        writes = [
            partial(
                self._write, importer(job), job.reason, [(line, by_line[line]) for line, _ in some if line in by_line]
            )
            for some in batched(rows, PIECE)
        ]
        return Checked(problems=problems, writes=writes)

    def _write(self, who: Staff, reason: str, some: Sequence[tuple[int, School | Problem]]) -> Found:
        """A problem here: somebody changed the catalogue while this ran."""
        late = [problem for line, one in some if (problem := self._late(who, reason, line, one))]
        return len(some) - len(late), tuple(late)

    def _late(self, who: Staff, reason: str, line: int, one: School | Problem) -> Problem | None:
        if isinstance(one, Problem):
            return one
        try:
            self._desk.put(who, one, reason)
        except DomainError as error:
            return Problem(line=line, column="学校名称", message=f"{one.name}：{error.text}")
        return None


def importer(job: Import) -> Staff:
    """Whoever asked for the import, as what it does is told of."""
    return Staff(staff_id=job.staff_id, branch=job.branch, name=job.staff_name, roles=frozenset())
