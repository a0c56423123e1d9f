"""The route of the reasons for a rejection."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, staff
from chalicelib.api.desk.review import WhichTask
from chalicelib.api.endpoint import routes
from chalicelib.desk.review.first_reasons import first_reasons
from chalicelib.desk.review.reasons import catalogue
from chalicelib.notify.counters import day_of
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class ReasonRow(Struct, frozen=True):
    """automatic: the engine's to find; the others are for a person's eye, though the engine suspects some of them;
    message and cure: what the student reads; often: among those for which the task's photos were sent back most."""

    code: str
    automatic: bool
    message: str
    cure: str
    often: bool


class ReasonRows(Struct, frozen=True):
    """Those of `often` come first, the most frequent at the top."""

    reasons: list[ReasonRow]


@routes.route("/api/staff/review/reasons", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=WhichTask, answer=ReasonRows)
def reject_reasons(who: Staff, query: WhichTask) -> ReasonRows:
    """List the reasons for a rejection.  Each with what the student is told and how to mend it; of one task those used
    most come first, in an order that stays once fifty of its photos were sent back."""
    first = _first_of(who, query.task_id) if query.task_id else []
    rows = {code: ReasonRow(code, auto, words.message, words.cure, code in first) for code, auto, words in catalogue()}
    return ReasonRows([rows[code] for code in dict.fromkeys([*first, *rows])])


def _first_of(who: Staff, task_id: str) -> list[str]:
    wire().student.tasks.of_branch(who.branch, task_id)
    counters = wire().stores.counters
    yesterday = day_of(wire().clock() - timedelta(days=1))
    return first_reasons(counters.of_task(task_id, "JUDGED"), counters.of_task(task_id, "WHY"), yesterday)
