"""Routes of tasks: made, copied, changed, opened and closed by the branch."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.api.desk.door import EVERYBODY, MANAGER, Id, Reason, staff
from chalicelib.api.endpoint import routes
from chalicelib.shared.clock import SHANGHAI, end_of_day, iso
from chalicelib.shared.errors import Invalid
from chalicelib.staff.model import Staff
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import (
    FILE_BYTES,
    MOST_CODE,
    Background,
    CollectMode,
    Contact,
    Elsewhere,
    FormField,
    Glasses,
    Roster,
    Task,
    TaskState,
    TaskType,
)
from chalicelib.tasks.settings import LIMITS
from chalicelib.wire import wire

Text = Annotated[str, Meta(min_length=1, max_length=120)]
Long = Annotated[str, Meta(max_length=1000)]
When = Annotated[str, Meta(min_length=10, max_length=40)]
Many = Annotated[list[Id], Meta(min_length=1, max_length=300)]
Rev = Annotated[int, Meta(ge=1, le=1_000_000)]
Part = Annotated[int, Meta(ge=0, le=255)]
Bytes = Annotated[int, Meta(ge=FILE_BYTES[0], le=FILE_BYTES[1])]
FieldName = Literal[
    "name", "school", "level", "college", "department", "major", "class_name", "student_no", "contact_phone", "id_tail",
    "email", "consignee", "address", "layout",
]  # fmt: skip
INSTANTS = ("opens_at", "closes_at")


def within(setting: str) -> Meta:
    """What the model takes of it."""
    return Meta(ge=LIMITS[setting].least, le=LIMITS[setting].most)


class WantedBackground(Struct, frozen=True, forbid_unknown_fields=True):
    """tolerance: in CIE Lab ΔE; policy: whether an even wall of another colour is replaced."""

    rgb: tuple[Part, Part, Part]
    tolerance: Annotated[float, Meta(gt=0, le=100)]
    policy: Literal["keep", "normalise"]


class WantedField(Struct, frozen=True, forbid_unknown_fields=True):
    """A question of the form."""

    name: FieldName
    required: bool = True


class WantedContact(Struct, frozen=True, forbid_unknown_fields=True):
    role: Literal["TEACHER", "BRANCH"]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(min_length=1, max_length=40)]


class TaskSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting of a task; what is left out stays as it is, or as a new task has it.

    opens_at, closes_at: an instant with its zone, or a date: from 00:00:00, until 23:59:59 in Shanghai.  price: fen.
    file_bytes: least and most of the finished photo, null for the standard's own.  glasses: what clear ones are.
    review_days, production_days: working days until the verdict, and from it until the photo is made.  demo: for the
    platform's reviewer, nothing of it is delivered.
    """

    code: Annotated[str, Meta(max_length=MOST_CODE)] | UnsetType = UNSET
    title: Text | UnsetType = UNSET
    schools: Many | UnsetType = UNSET
    levels: Annotated[list[Level], Meta(min_length=1, max_length=6)] | UnsetType = UNSET
    sub_unit: Text | UnsetType | None = UNSET
    task_type: TaskType | UnsetType = UNSET
    collect_mode: CollectMode | UnsetType = UNSET
    opens_at: When | UnsetType = UNSET
    closes_at: When | UnsetType = UNSET
    grace_hours: Annotated[int, within("grace_hours")] | UnsetType = UNSET
    price: Annotated[int, within("price")] | UnsetType = UNSET
    pay_minutes: Annotated[int, within("pay_minutes")] | UnsetType = UNSET
    allow_album: bool | UnsetType = UNSET
    spec: Id | UnsetType = UNSET
    spec_rev: Rev | UnsetType = UNSET
    background: WantedBackground | UnsetType = UNSET
    file_bytes: tuple[Bytes, Bytes] | UnsetType | None = UNSET
    glasses: Glasses | UnsetType = UNSET
    reject_limit: Annotated[int, within("reject_limit")] | UnsetType = UNSET
    resubmit_days: Annotated[int, within("resubmit_days")] | UnsetType = UNSET
    resubmit_days_kind: Literal["calendar", "working"] | UnsetType = UNSET
    review_days: Annotated[int, within("review_days")] | UnsetType = UNSET
    production_days: Annotated[int, within("production_days")] | UnsetType = UNSET
    overdue: Literal["KEEP", "REFUND"] | UnsetType = UNSET
    refund_until: Literal["NEVER", "REVIEW", "APPROVAL"] | UnsetType = UNSET
    refund_note: Long | UnsetType = UNSET
    roster: Roster | UnsetType = UNSET
    elsewhere: Elsewhere | UnsetType = UNSET
    form_fields: Annotated[list[WantedField], Meta(max_length=20)] | UnsetType = UNSET
    contacts: Annotated[list[WantedContact], Meta(min_length=1, max_length=10)] | UnsetType = UNSET
    file_name: Annotated[str, Meta(min_length=5, max_length=120)] | UnsetType = UNSET
    retention_days: Annotated[int, within("retention_days")] | UnsetType = UNSET
    makeup_of: Id | UnsetType | None = UNSET
    demo: bool | UnsetType = UNSET


class NewTask(Struct, frozen=True, forbid_unknown_fields=True):
    settings: TaskSettings


class ChangeTask(Struct, frozen=True, forbid_unknown_fields=True):
    """rev: of the task as it was read."""

    rev: Rev
    settings: TaskSettings


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
    return DeskTasks([_view(task) for task in wire().desk.tasks.listed(who)])


@routes.route("/api/staff/tasks", methods=["POST"], name="staff")
@staff(MANAGER, body=NewTask, answer=DeskTask, status=201)
def create_task(who: Staff, body: NewTask) -> DeskTask:
    """Make a task.  A draft with what is named and a code of its own; nobody can take part yet."""
    return _view(wire().desk.tasks.create(who, _given(body.settings)))


@routes.route("/api/staff/tasks/{task_id}", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=DeskTask)
def show_task(who: Staff, task_id: str) -> DeskTask:
    """Show a task.  With all its settings, and why nobody may begin now."""
    return _view(wire().desk.tasks.show(who, task_id))


@routes.route("/api/staff/tasks/{task_id}", methods=["PUT"], name="staff")
@staff(MANAGER, body=ChangeTask, answer=DeskTask)
def change_task(who: Staff, body: ChangeTask, task_id: str) -> DeskTask:
    """Change a task.  Over the revision that was read; what students rely on stays once it is open."""
    return _view(wire().desk.tasks.change(who, task_id, body.rev, _given(body.settings)))


@routes.route("/api/staff/tasks/{task_id}/copy", methods=["POST"], name="staff")
@staff(MANAGER, body=NewTask, answer=DeskTask, status=201)
def copy_task(who: Staff, body: NewTask, task_id: str) -> DeskTask:
    """Make a task like another one.  A draft with the other's settings but for what is named, and a code of its own."""
    return _view(wire().desk.tasks.copy(who, task_id, _given(body.settings)))


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


def _given(settings: TaskSettings) -> dict[str, Any]:
    """What was sent, as the model has it."""
    sent = {name: getattr(settings, name) for name in settings.__struct_fields__}
    given: dict[str, Any] = {name: value for name, value in sent.items() if value is not UNSET}
    if "background" in given:
        given["background"] = Background(**msgspec.structs.asdict(given["background"]))
    for name, kind in (("form_fields", FormField), ("contacts", Contact)):
        if name in given:
            given[name] = [kind(**msgspec.structs.asdict(one)) for one in given[name]]
    for name in INSTANTS:
        if name in given:
            given[name] = instant(given[name], name)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def instant(text: str, field: str) -> datetime:
    """An instant, or a whole day in Shanghai: its beginning for opens_at, its end otherwise.  Raises Invalid."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime.combine(day, time(), SHANGHAI) if field == "opens_at" else end_of_day(day)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(field=field) from error
    if found.tzinfo is None:
        raise Invalid(field=field)
    return found


def _view(task: Task) -> DeskTask:
    settings = {
        name: getattr(task, name) for name in TaskSettings.__struct_fields__
    } | {name: iso(getattr(task, name)) for name in INSTANTS}  # fmt: skip
    return DeskTask(
        task.task_id, task.rev, task.state, task.open_problem(wire().clock()), task.refund_text,
        msgspec.to_builtins(settings),
    )  # fmt: skip
