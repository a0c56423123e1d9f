"""Routes that show what settings would mean before they are saved."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.api.desk.door import MANAGER, staff
from chalicelib.api.desk.tasks.settings import TaskSettings, settings_from
from chalicelib.api.endpoint import routes
from chalicelib.api.public_task import PublicTask, public_task
from chalicelib.orders.questions import Question, questions
from chalicelib.staff.model import Staff
from chalicelib.tasks.errors import TaskSettingsWrong
from chalicelib.tasks.service import TaskView
from chalicelib.wire import wire


class PreviewTask(Struct, frozen=True, forbid_unknown_fields=True):
    """settings: every one that has no default."""

    settings: TaskSettings


class TaskPreview(Struct, frozen=True):
    """task: as a student would read it, null where such a task could not be saved; problem: why, or null; questions: of
    its form, also those that a collection code would answer."""

    task: PublicTask | None
    questions: list[Question]
    problem: str | None


@routes.route("/api/staff/task-preview", methods=["POST"], name="staff")
@staff(MANAGER, body=PreviewTask, answer=TaskPreview)
def preview_task(who: Staff, body: PreviewTask) -> TaskPreview:
    """Show a task as students would see it.  Made of settings that are not saved; nothing is kept, and what saving
    would refuse is told."""
    try:
        task = wire().desk.tasks.imagined(who, settings_from(body.settings))
    except TaskSettingsWrong as wrong:  # an answer: whoever types is not done yet
        return TaskPreview(None, [], wrong.text)
    schools = tuple(wire().student.tasks.schools_of(task))
    return TaskPreview(public_task(TaskView(task, schools), wire().clock()), questions(task, schools), None)
