"""Routes of figures: a task's progress by state, college and class, and what each reviewer decided."""

from __future__ import annotations

from collections import Counter
from datetime import date

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, MANAGER, REVIEWER, staff
from chalicelib.api.endpoint import routes
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class StateCount(Struct, frozen=True):
    state: State
    label: str
    orders: int


class ClassCount(Struct, frozen=True):
    """states: orders of the class by state."""

    college: str
    class_name: str
    states: dict[State, int]


class TaskProgress(Struct, frozen=True):
    """Counted as events are committed: a moment behind the orders themselves."""

    task_id: str
    states: list[StateCount]
    classes: list[ClassCount]


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
    return _progress_of(task_id)


def _progress_of(task_id: str) -> TaskProgress:
    counted = {State(count.key): count.n for count in wire().stores.counters.of_task(task_id, "STATE")}
    classes: dict[tuple[str, str], dict[State, int]] = {}
    for count in wire().stores.counters.of_task(task_id, "CLASS"):
        college, class_name, state = count.key.rsplit("#", 2)
        if count.n:
            classes.setdefault((college, class_name), {})[State(state)] = count.n
    return TaskProgress(
        task_id,
        [StateCount(state, LABELS[state], counted[state]) for state in State if counted.get(state)],
        [ClassCount(college, class_name, states) for (college, class_name), states in sorted(classes.items())],
    )


@routes.route("/api/staff/review/statistics", methods=["GET"], name="staff")
@staff(REVIEWER, MANAGER, query=WhichDay, answer=ReviewerCounts)
def reviewer_statistics(who: Staff, query: WhichDay) -> ReviewerCounts:
    """Show what each reviewer decided on a day.  How many photos were approved and rejected, in Shanghai's days."""
    day = (query.day or wire().clock().astimezone(SHANGHAI).date()).isoformat()
    names = {account.staff_id: account.name for account in wire().staff.accounts.everybody(who)}
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
