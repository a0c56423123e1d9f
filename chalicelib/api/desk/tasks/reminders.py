"""The route that reminds all students of a task who have not handed in, paid or resubmitted."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, staff
from chalicelib.api.endpoint import routes
from chalicelib.notify.reminding.bulk import Kind
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class Remind(Struct, frozen=True, forbid_unknown_fields=True):
    """kind: SUBMIT for drafts, PAY for unpaid orders, RESUBMIT for photos that must be replaced."""

    kind: Kind


class Reminded(Struct, frozen=True):
    """orders: of this kind when the request was made; each is checked again before its message is sent."""

    orders: int


@routes.route("/api/staff/tasks/{task_id}/reminders", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Remind, answer=Reminded, status=202)
def remind_task(who: Staff, body: Remind, task_id: str) -> Reminded:
    """Remind all students of a task who have not handed in, paid or resubmitted.  Sent by day within about an hour;
    once a day for each kind."""
    task = wire().student.tasks.of_branch(who.branch, task_id)
    return Reminded(wire().desk.messages.remind(who, task, body.kind))
