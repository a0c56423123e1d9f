"""Routes of figures: a task's progress by state, college and class, and what each reviewer decided."""

from __future__ import annotations

from collections import Counter
from datetime import date

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, MANAGER, REVIEWER, staff
from chalicelib.api.endpoint import routes
from chalicelib.api.progress_views import TaskProgress, progress_of
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class WhichDay(Struct, frozen=True, forbid_unknown_fields=True):
    """day: in Shanghai; today when it is left out."""

    day: date | None = None


class ReviewerCount(Struct, frozen=True):
    staff_id: str
    name: str
    approved: int
    rejected: int


class ReviewerCounts(Struct, frozen=True):
    day: str
    reviewers: list[ReviewerCount]


@routes.route("/api/staff/tasks/{task_id}/progress", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=TaskProgress)
def task_progress(who: Staff, task_id: str) -> TaskProgress:
    """Show how far a task is.  By state, college and class."""
    wire().student.tasks.of_branch(who.branch, task_id)
    return progress_of(task_id)


@routes.route("/api/staff/review/statistics", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, query=WhichDay, answer=ReviewerCounts)
def reviewer_statistics(who: Staff, query: WhichDay) -> ReviewerCounts:
    """Show what each reviewer decided on a day.  How many photos were approved and rejected, in Shanghai's days."""
    day = (query.day or wire().clock().astimezone(SHANGHAI).date()).isoformat()
    names = {account.staff_id: account.name for account in wire().desk.accounts.everybody(who)}
    decisions: dict[str, Counter[str]] = {}
    for count in wire().stores.counters.of_day(who.branch, day):
        staff_id, _, decision = count.key.partition("#")
        decisions.setdefault(staff_id, Counter())[decision] += count.n
    return ReviewerCounts(
        day,
        [
            ReviewerCount(staff_id, names.get(staff_id, ""), counts["approve"], counts["reject"])
            for staff_id, counts in decisions.items()
        ],
    )
