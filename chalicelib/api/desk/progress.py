"""Routes of figures: a task's progress by state, college and class, teachers' links to it, and what each reviewer
decided."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, MANAGER, REVIEWER, Done, Reason, Why, staff
from chalicelib.api.endpoint import routes
from chalicelib.api.progress_views import TaskProgress, progress_of
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    """days: how long the teacher may look."""

    days: Annotated[int, Meta(ge=1, le=90)]
    reason: Reason


class TeacherLink(Struct, frozen=True):
    """token: for /api/progress/{token}; shown once."""

    link_id: str
    token: str
    until: str


class ListedLink(Struct, frozen=True):
    """by, by_name: whoever made it; reason: what for; until: when it ends by itself."""

    link_id: str
    by: str
    by_name: str
    reason: str
    made_at: str
    until: str


class TeacherLinkList(Struct, frozen=True):
    """Those that work, newest first."""

    links: list[ListedLink]


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


@routes.route("/api/staff/tasks/{task_id}/teacher-links", methods=["POST"], name="staff")
@staff(MANAGER, body=NewLink, answer=TeacherLink, status=201)
def create_teacher_link(who: Staff, body: NewLink, task_id: str) -> TeacherLink:
    """Make a link for a teacher.  It shows the task's progress without an account until it ends; its token is shown
    once."""
    token, link = wire().desk.teacher_links.create(who, task_id, body.days, body.reason)
    return TeacherLink(link.link_id, token, iso(link.until))


@routes.route("/api/staff/tasks/{task_id}/teacher-links", methods=["GET"], name="staff")
@staff(MANAGER, answer=TeacherLinkList)
def list_teacher_links(who: Staff, task_id: str) -> TeacherLinkList:
    """List a task's links for teachers.  Those that work, newest first, with who made them and what for."""
    return TeacherLinkList(
        [
            ListedLink(link.link_id, link.by, link.by_name, link.reason, iso(link.at), iso(link.until))
            for link in wire().desk.teacher_links.list_links(who, task_id)
        ]
    )


@routes.route("/api/staff/tasks/{task_id}/teacher-links/{link_id}/revoke", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=Done)
def revoke_teacher_link(who: Staff, body: Why, task_id: str, link_id: str) -> Done:
    """Revoke a teacher's link.  It stops at once; revoking it again changes nothing."""
    wire().desk.teacher_links.revoke(who, task_id, link_id, body.reason)
    return Done()


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
