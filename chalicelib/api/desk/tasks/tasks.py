"""Routes of tasks: created, copied, changed, opened and closed by the branch."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, MANAGER, Reason, staff
from chalicelib.api.desk.tasks.settings import TaskSettings, settings_from, settings_view
from chalicelib.api.endpoint import routes
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task, TaskState
from chalicelib.wire import wire

Rev = Annotated[int, Meta(ge=1, le=1_000_000)]


class NewTask(Struct, frozen=True, forbid_unknown_fields=True):
    settings: TaskSettings


class ChangeTask(Struct, frozen=True, forbid_unknown_fields=True):
    """rev: of the task as it was read; reason: kept in the audit trail."""

    rev: Rev
    settings: TaskSettings
    reason: Reason | None = None


class WhichRev(Struct, frozen=True, forbid_unknown_fields=True):
    rev: Rev


class CloseTask(Struct, frozen=True, forbid_unknown_fields=True):
    rev: Rev
    reason: Reason


class DeskTask(Struct, frozen=True):
    """A task with all its settings; problem: why nobody may begin now; refund_text: as students read it, made of
    refund_until, price and refund_note."""

    task_id: str
    rev: int
    state: TaskState
    problem: str | None
    refund_text: str
    settings: dict[str, Any]


class DeskTasks(Struct, frozen=True):
    tasks: list[DeskTask]


@routes.route("/api/staff/tasks", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=DeskTasks)
def list_tasks(who: Staff) -> DeskTasks:
    """List the branch's tasks.  The newest first, with all their settings."""
    return DeskTasks([_view(task) for task in wire().desk.tasks.list_tasks(who)])


@routes.route("/api/staff/tasks", methods=["POST"], name="staff")
@staff(MANAGER, body=NewTask, answer=DeskTask, status=201)
def create_task(who: Staff, body: NewTask) -> DeskTask:
    """Make a task.  A draft with what is named and a code of its own; nobody can take part yet."""
    return _view(wire().desk.tasks.create(who, settings_from(body.settings)))


@routes.route("/api/staff/tasks/{task_id}", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=DeskTask)
def show_task(who: Staff, task_id: str) -> DeskTask:
    """Show a task.  With all its settings, and why nobody may begin now."""
    return _view(wire().desk.tasks.show(who, task_id))


@routes.route("/api/staff/tasks/{task_id}", methods=["PUT"], name="staff")
@staff(MANAGER, body=ChangeTask, answer=DeskTask)
def change_task(who: Staff, body: ChangeTask, task_id: str) -> DeskTask:
    """Change a task.  Over the revision that was read; what students rely on stays once it is open."""
    return _view(wire().desk.tasks.change(who, task_id, body.rev, settings_from(body.settings), body.reason or ""))


@routes.route("/api/staff/tasks/{task_id}/copy", methods=["POST"], name="staff")
@staff(MANAGER, body=NewTask, answer=DeskTask, status=201)
def copy_task(who: Staff, body: NewTask, task_id: str) -> DeskTask:
    """Make a task like another one.  A draft with the other's settings but for what is named, and a code of its own."""
    return _view(wire().desk.tasks.copy(who, task_id, settings_from(body.settings)))


@routes.route("/api/staff/tasks/{task_id}/open", methods=["POST"], name="staff")
@staff(MANAGER, body=WhichRev, answer=DeskTask)
def open_task(who: Staff, body: WhichRev, task_id: str) -> DeskTask:
    """Open a task.  Students may take part between its two instants; one that would fail later is refused."""
    return _view(wire().desk.tasks.open(who, task_id, body.rev))


@routes.route("/api/staff/tasks/{task_id}/close", methods=["POST"], name="staff")
@staff(MANAGER, body=CloseTask, answer=DeskTask)
def close_task(who: Staff, body: CloseTask, task_id: str) -> DeskTask:
    """Close a task.  Nobody may begin any more; what was begun goes on."""
    return _view(wire().desk.tasks.close(who, task_id, body.rev, body.reason))


def _view(task: Task) -> DeskTask:
    return DeskTask(
        task.task_id, task.rev, task.state, task.open_problem(wire().clock()), task.refund_text, settings_view(task)
    )
