"""The ministry's list of schools."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chalicelib.imports.model import Import, Problem
from chalicelib.imports.reading import Rows
from chalicelib.imports.running import Checked, Table, Written
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import School
from chalicelib.tasks.school_desk import SchoolDesk, read_list

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
        return Checked(problems=problems, writes=self._writes(job, changed))

    def _writes(
        self, job: Import, schools: list[School]
    ) -> Iterator[Callable[[], Written]]:  # fmt: skip
        who = importer(job)
        for school in schools:
            yield lambda school=school: self._write(who, school, job.reason)  # type: ignore[misc]

    def _write(self, who: Staff, school: School, reason: str) -> Written:
        try:
            self._desk.put(who, school, reason)
        except DomainError as late:  # somebody changed the catalogue while this ran
            return 0, (Problem(line=0, column="学校名称", message=f"{school.name}：{late.text}"),)
        return 1, ()


def importer(job: Import) -> Staff:
    """Whoever asked for the import, as what it does is told of."""
    return Staff(staff_id=job.staff_id, branch=job.branch, name=job.staff_name, roles=frozenset())
