"""Routes of students who are late: who of a task's roster has not begun, and reminders to those who have."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, staff
from chalicelib.api.endpoint import routes
from chalicelib.notify.reminding.bulk import Kind
from chalicelib.staff.model import Staff
from chalicelib.teachers.not_begun import MOST, by_class
from chalicelib.wire import wire

Name = Annotated[str, Meta(max_length=120)]


class InPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """college: of one college; class_name: of one class in it; cursor: of the answer before; most: people in the
    answer, 500 unless given."""

    college: Name | None = None
    class_name: Name | None = None
    cursor: Annotated[str, Meta(max_length=64)] | None = None
    most: Annotated[int, Meta(ge=1, le=MOST)] | None = None


class NotBegunClass(Struct, frozen=True):
    """numbers: student numbers as they were uploaded, or the ends of collection codes."""

    college: str
    class_name: str
    numbers: list[str]


class NotBegunPage(Struct, frozen=True):
    """By college, class and number, as the roster spells them; a class may go on in the next page."""

    classes: list[NotBegunClass]
    cursor: str | None


class Remind(Struct, frozen=True, forbid_unknown_fields=True):
    """kind: SUBMIT for drafts, PAY for unpaid orders, RESUBMIT for photos that must be replaced."""

    kind: Kind


class Reminded(Struct, frozen=True):
    """orders: of this kind when the request was made; each is checked again before its message is sent."""

    orders: int


@routes.route("/api/staff/tasks/{task_id}/not-begun", methods=["GET"], name="staff")
@staff(MANAGER, query=InPlace, answer=NotBegunPage)
def list_not_begun(who: Staff, query: InPlace, task_id: str) -> NotBegunPage:
    """List who of a task's roster has not begun.  By number, in pages, without anybody who was photographed on site;
    every look is in the audit trail."""
    place: tuple[str, ...] = () if query.college is None else (query.college,)
    if query.class_name is not None:
        place = (query.college or "", query.class_name)
    rows, cursor = wire().teachers.not_begun.of_task(who, task_id, place, query.cursor, query.most)
    return NotBegunPage([NotBegunClass(*names, numbers) for names, numbers in by_class(rows).items()], cursor)


@routes.route("/api/staff/tasks/{task_id}/reminders", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Remind, answer=Reminded, status=202)
def remind_task(who: Staff, body: Remind, task_id: str) -> Reminded:
    """Remind all students of a task whose photo or payment is missing.  Sent by day within about an hour;
    once a day for each kind."""
    task = wire().student.tasks.of_branch(who.branch, task_id)
    return Reminded(wire().desk.messages.remind(who, task, body.kind))
