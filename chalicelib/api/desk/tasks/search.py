"""Routes that find tasks of the branch."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, staff
from chalicelib.api.endpoint import routes
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.tasks.listing import ListedTask
from chalicelib.tasks.model import CollectMode, Problem, TaskState, TaskType
from chalicelib.wire import wire


class FindTasks(Struct, frozen=True, forbid_unknown_fields=True):
    """words: a part of the name or the code, or a school by name, former name or code; state: only these; cursor: of
    the answer before."""

    words: Annotated[str, Meta(max_length=60)] = ""
    state: TaskState | None = None
    cursor: Annotated[str, Meta(max_length=64)] | None = None


class TaskRow(Struct, frozen=True):
    """A task in a list.  schools: names, former ones left out; price: fen; problem: why nobody may begin now."""

    task_id: str
    code: str
    title: str
    schools: list[str]
    state: TaskState
    problem: Problem | None
    task_type: TaskType
    collect_mode: CollectMode
    price: int
    opens_at: str
    closes_at: str


class TaskRows(Struct, frozen=True):
    """The newest first.  counts: of all that fit the words, by state, those without any left out."""

    tasks: list[TaskRow]
    counts: dict[TaskState, int]
    cursor: str | None


@routes.route("/api/staff/task-search", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=FindTasks, answer=TaskRows)
def find_tasks(who: Staff, query: FindTasks) -> TaskRows:
    """Find tasks of the branch.  By name, code or school, in pages; a former name of a school finds its tasks, too."""
    found = wire().desk.task_search.find(who, query.words, query.state, query.cursor)
    return TaskRows([_row(task) for task in found.tasks], dict(found.counts), found.cursor)


def _row(task: ListedTask) -> TaskRow:
    named = (wire().student.tasks.school(code) for code in task.schools)
    return TaskRow(
        task_id=task.task_id,
        code=task.code,
        title=task.title,
        schools=[school.name for school in named if school],
        state=task.state,
        problem=task.open_problem(wire().clock()),
        task_type=task.task_type,
        collect_mode=task.collect_mode,
        price=task.price,
        opens_at=iso(task.opens_at),
        closes_at=iso(task.closes_at),
    )
