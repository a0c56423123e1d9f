"""Tables of rosters (名单) and of those photographed on site: collection codes, or student numbers in a PLAIN task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from chalicelib.imports.columns import CLASS, COLLEGE, columns
from chalicelib.imports.enrolments import Enrolments, column_of
from chalicelib.imports.mangled import lost_zeros_warning, mangled_number
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import Checked, Piece, PieceResult, Table, duplicate_problems
from chalicelib.imports.sheets import Rows
from chalicelib.orders.claims.ownership import Claim
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import LIVE, State
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.roster_store import bucket
from chalicelib.tasks.service import Tasks

Line = tuple[int, RosterRow]
UNUSED = "该任务没有启用名单，这份名单已保存，但不会限制任何人；需要限制时请在任务里启用名单，不需要重新导入"
NO_CLASS = "没有班级，按别的名单里的；都没有的，冲印和交接清单里会是“未填写班级”"
MOST_NAME = 60  # characters: a hundred people share an item of 400 KB


class PeopleTable:
    """captured: a table of those photographed on site, who need no collection, instead of those who may take part.

    states: (task id, digests) → state of the order, for those that have one; claim: (task id, digest) → the claim
    of the enrolment, or None.
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
        return Table(lambda job: columns(job.kind, self._task(job)), self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        """An invalid or repeated code or number is a problem of its row."""
        task = self._task(job)
        column, understand = column_of(task), self._enrolments.of(task)
        people: list[Line] = []
        problems: list[Problem] = []
        for line, row in rows:
            enrolment, long = understand(row[column]), _too_long(row)
            if damage := mangled_number(row[column]):
                problems.append(Problem(line=line, column=column, message=damage))
            elif long:
                problems.append(Problem(line=line, column=long, message=f"超过 {MOST_NAME} 个字"))
            elif enrolment is None:
                problems.append(Problem(line=line, column=column, message=f"不是有效的{column}"))
            else:
                entry = RosterRow(
                    digest=enrolment.digest,
                    shown=enrolment.shown,
                    college=row.get(COLLEGE, ""),
                    class_name=row.get(CLASS, ""),
                )
                people.append((line, entry))
        problems += duplicate_problems(((line, entry.digest) for line, entry in people), column)
        return Checked(
            problems=tuple(sorted(problems, key=lambda problem: problem.line)),
            writes=tuple(self._writes(job, people)),
            warnings=lost_zeros_warning(column, rows) + self._unused(task) + _without_class(rows),
        )

    def _writes(self, job: Import, people: list[Line]) -> Iterator[Piece]:
        """One piece per group of buckets, so that a repeated piece overwrites the same items."""
        ordered = sorted(people, key=lambda pair: bucket(pair[1].digest))
        for _, group in groupby(ordered, key=lambda pair: bucket(pair[1].digest)[:2]):
            members = list(group)
            yield lambda members=members: self._put(job, members)  # type: ignore[misc]

    def _unused(self, task: Task) -> tuple[Problem, ...]:
        """A warning if the task uses no roster; not refused, since a roster may be imported before the task uses it."""
        unused = not self._captured and task.roster == "NONE"
        return (Problem(line=0, column="", message=UNUSED),) if unused else ()

    def _put(self, job: Import, people: list[Line]) -> PieceResult:
        rows = [row for _, row in people]
        self._tasks.put_roster(job.task_id or "", job.import_id, rows, at=job.created_at, captured=self._captured)
        return len(people), tuple(self._already_ordered(job, people)) if self._captured else ()

    def _already_ordered(self, job: Import, people: list[Line]) -> Iterator[Problem]:
        """People who were photographed on site but also have an order: staff must decide what becomes of it."""
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


def _without_class(rows: Rows) -> tuple[Problem, ...]:
    """A warning for each row without a class, in a table where others have one."""
    lines = [line for line, row in rows if not row.get(CLASS)]
    return tuple(Problem(line=line, column=CLASS, message=NO_CLASS) for line in lines) if len(lines) < len(rows) else ()


def _too_long(row: Mapping[str, str]) -> str | None:
    """The first column whose text is too long for a name, or None."""
    return next((column for column in (COLLEGE, CLASS) if len(row.get(column, "")) > MOST_NAME), None)
