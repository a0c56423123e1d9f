"""The table of schools: the ministry's list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import batched

from chalicelib.desk.schools import SchoolDesk, is_province, read_list
from chalicelib.imports.columns import columns
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import PIECE, Checked, PieceResult, Table
from chalicelib.imports.sheets import Rows
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.tasks.school import School

MOST_NAMED = 20  # rows in a warning


class SchoolsTable:
    """Writes only new or changed schools."""

    def __init__(self, desk: SchoolDesk) -> None:
        self._desk = desk

    def table(self) -> Table:
        return Table(lambda job: columns(job.kind, None), self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        changed, wrong, two = read_list(rows, self._desk.every(), self._desk.in_use())
        problems, waiting = (
            tuple(Problem(line=line, column=column, message=message) for line, column, message in some)
            for some in (wrong, two)
        )
        by_line = dict(changed) | {problem.line: problem for problem in problems}
        writes = [
            partial(self._write, job.actor, job.reason, [(line, by_line[line]) for line, _ in piece if line in by_line])
            for piece in batched(rows, PIECE)
        ]
        provinces = [line for line, row in rows if is_province(row)]
        others = {*provinces, *(row.line for row in waiting)}
        same = sorted({line for line, _ in rows} - by_line.keys() - others)
        told = (*_left_out(provinces, "是省份的标题，不是学校"), *_left_out(same, "与目录中的相同，没有改动"))
        # The first piece: after it the rows that this import wrote are the same, too.
        return Checked(problems=problems, writes=[lambda: (0, told), *writes], warnings=waiting)

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


def _left_out(lines: Sequence[int], why: str) -> Iterator[Problem]:
    """One warning that names the first rows that were left out, if there are any."""
    if lines:
        named = "、".join(map(str, lines[:MOST_NAMED])) + (" 等" if len(lines) > MOST_NAMED else "")
        yield Problem(line=0, column="", message=f"{len(lines)} 行{why}：第 {named} 行")
