"""Rosters (名单) and those photographed on site: collection codes, or student numbers in a PLAIN task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from chalicelib.imports.enrolments import Enrolments, column_of
from chalicelib.imports.mangled import mangled, zeros_lost
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import Checked, Found, Piece, Table, doubles
from chalicelib.imports.sheets import Rows
from chalicelib.orders.claims.enrolment import Claim
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import LIVE, State
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.roster_store import bucket
from chalicelib.tasks.service import Tasks

Line = tuple[int, RosterRow]
COLLEGE, CLASS = "学院", "班级"
UNUSED = "该任务没有启用名单，这份名单已保存，但不会限制任何人；需要限制时请在任务里启用名单，不需要重新导入"
MOST_NAME = 60  # characters: a hundred people share an item of 400 KB


class PeopleTable:
    """captured: those photographed on site, who must not be collected again, instead of those who may take part.

    states: how far those of a task's enrolments are who have an order; claim: who has an enrolment (task id, digest).
    """

    def __init__(
        self,
        tasks: Tasks,
        enrolments: Enrolments,
        states: Callable[[str, Iterable[str]], Mapping[str, State]],
        claim: Callable[[str, str], Claim | None],
        *,
        captured: bool,
    ) -> None:
        self._tasks, self._enrolments, self._states = tasks, enrolments, states
        self._claim, self._captured = claim, captured

    def table(self) -> Table:
        return Table(lambda job: (column_of(self._task(job)),), self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        """A code or number that cannot be one, or stands there twice, is a problem of its row."""
        task = self._task(job)
        column, understand = column_of(task), self._enrolments.of(task)
        found: list[Line] = []
        problems: list[Problem] = []
        for line, row in rows:
            person, long = understand(row[column]), _too_long(row)
            if spoilt := mangled(row[column]):
                problems.append(Problem(line=line, column=column, message=spoilt))
            elif long:
                problems.append(Problem(line=line, column=long, message=f"超过 {MOST_NAME} 个字"))
            elif person is None:
                problems.append(Problem(line=line, column=column, message=f"不是有效的{column}"))
            else:
                named = RosterRow(
                    digest=person.digest,
                    shown=person.shown,
                    college=row.get(COLLEGE, ""),
                    class_name=row.get(CLASS, ""),
                )
                found.append((line, named))
        problems += doubles(((line, one.digest) for line, one in found), column)
        return Checked(
            problems=tuple(sorted(problems, key=lambda one: one.line)),
            writes=tuple(self._writes(job, found)),
            warnings=zeros_lost(column, rows) + self._unused(task),
        )

    def _writes(self, job: Import, people: list[Line]) -> Iterator[Piece]:
        """By bucket, so that one whose step dies is written over and not written beside."""
        ordered = sorted(people, key=lambda one: bucket(one[1].digest))
        for _, group in groupby(ordered, key=lambda one: bucket(one[1].digest)[:2]):
            some = list(group)
            yield lambda some=some: self._put(job, some)  # type: ignore[misc]

    def _unused(self, task: Task) -> tuple[Problem, ...]:
        """Not refused: an open task's roster comes first."""
        unused = not self._captured and task.roster == "NONE"
        return (Problem(line=0, column="", message=UNUSED),) if unused else ()

    def _put(self, job: Import, people: list[Line]) -> Found:
        rows = [row for _, row in people]
        self._tasks.put_roster(job.task_id or "", job.import_id, rows, captured=self._captured)
        return len(people), tuple(self._twice(job, people)) if self._captured else ()

    def _twice(self, job: Import, people: list[Line]) -> Iterator[Problem]:
        """Who has an order all the same: somebody must say what becomes of it."""
        states = self._states(job.task_id or "", (row.digest for _, row in people))
        column = column_of(self._task(job))
        for line, row in people:
            state = states.get(row.digest)
            if state in LIVE:
                claim = self._claim(job.task_id or "", row.digest)
                yield Problem(
                    line=line,
                    column=column,
                    message=f"已有线上订单（{LABELS[state]}），请查找该订单后处理",
                    order_id=claim.order_id if claim else None,
                )

    def _task(self, job: Import) -> Task:
        return self._tasks.get(job.task_id or "")


def _too_long(row: Mapping[str, str]) -> str | None:
    """The column that holds more than a name."""
    return next((column for column in (COLLEGE, CLASS) if len(row.get(column, "")) > MOST_NAME), None)
