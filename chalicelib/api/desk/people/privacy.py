"""Routes of personal data as the branch answers for it: what is kept, what goes next, what went, how many faces."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, Id, staff
from chalicelib.api.endpoint import routes
from chalicelib.privacy.faces import LEFT_OVER, ORIGINAL, PEOPLE, STANDARD, Sums
from chalicelib.privacy.model import Rule
from chalicelib.privacy.outlook import Due, Group, TaskKept
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

DAYS = 30  # counts that are shown


class StoredFaces(Struct, frozen=True):
    """people: with an original; originals: as they were uploaded; standards: finished, with copies of them; left: of
    them, those whose order was erased: there should be none."""

    people: int
    originals: int
    standards: int
    left: int


class FaceCountOfDay(Struct, frozen=True):
    at: str
    faces: StoredFaces


class FaceCounts(Struct, frozen=True):
    """counts: the newest first, one a day, none before the first; counting: a count is under way."""

    counts: list[FaceCountOfDay]
    counting: bool


class DueOrders(Struct, frozen=True):
    """more: there may be more than were counted; ends: the task's retention ends that day, and lists and packages go
    with the orders."""

    task_id: str
    title: str
    orders: int
    more: bool
    ends: bool


class DueDay(Struct, frozen=True):
    day: str
    tasks: list[DueOrders]


class DueDays(Struct, frozen=True):
    """days: within 30 days, those on which something goes; what should have gone already is due today; unlisted: tasks
    over for longer that were not looked into."""

    days: list[DueDay]
    unlisted: int


class WhichTasks(Struct, frozen=True, forbid_unknown_fields=True):
    """group: whose retention ends within 30 days, later, or is over; after: of the answer before."""

    group: Group = "SOON"
    after: Id | None = None


class KeptTask(Struct, frozen=True):
    """until: when the retention of what has no date of its own ends; standing: orders that are not over, whose time
    does not run yet; faces: of the last count, null before the first."""

    task_id: str
    code: str
    title: str
    closes_at: str
    retention_days: int
    until: str
    standing: int
    faces: StoredFaces | None


class KeptTasks(Struct, frozen=True):
    """groups: how many tasks in each; counted_at: when faces were counted, null before the first count."""

    groups: dict[Group, int]
    counted_at: str | None
    tasks: list[KeptTask]
    after: str | None


class WhichDeletions(Struct, frozen=True, forbid_unknown_fields=True):
    """before: of the answer before, for older records."""

    before: Annotated[str, Meta(max_length=60)] | None = None


class DeletionRow(Struct, frozen=True):
    """rule: its time was over, its student asked for it, or it was found at a second look; counts: what went, by kind;
    digests: of the orders among it; looks_until: until then pictures that came late are looked for and deleted too,
    null once that is over."""

    at: str
    task_id: str
    title: str
    rule: Rule
    counts: dict[str, int]
    digests: list[str]
    looks_until: str | None


class DeletionRows(Struct, frozen=True):
    rows: list[DeletionRow]
    before: str | None


@routes.route("/api/staff/privacy/faces", methods=["GET"], name="staff")
@staff(ADMIN, MANAGER, answer=FaceCounts)
def stored_faces(who: Staff) -> FaceCounts:
    """Show how many faces are stored.  Everything in storage is counted once a day, and held against the orders."""
    found, now = wire().stores.faces.newest(who.branch, DAYS), wire().stores.faces.now()
    return FaceCounts(
        counts=[FaceCountOfDay(iso(one.at), _faces(one.sums)) for one in found],
        counting=now is not None and not now.is_over,
    )


@routes.route("/api/staff/privacy/next", methods=["GET"], name="staff")
@staff(ADMIN, MANAGER, answer=DueDays)
def next_deletions(who: Staff) -> DueDays:
    """Show what is deleted within the next 30 days.  By day and task, with how many orders; the index by task and state
    is asked, twice a state, and once for each day beyond a state's first 1,000 orders."""
    due, unlisted = wire().privacy.outlook.due(who)
    days: dict[str, list[Due]] = {}
    for one in due:
        days.setdefault(one.day.isoformat(), []).append(one)
    return DueDays([DueDay(day, [_due(one) for one in its]) for day, its in days.items()], unlisted)


@routes.route("/api/staff/privacy/tasks", methods=["GET"], name="staff")
@staff(ADMIN, MANAGER, query=WhichTasks, answer=KeptTasks)
def kept_tasks(who: Staff, query: WhichTasks) -> KeptTasks:
    """List how long each task's data is kept.  In three groups, page by page, with how many faces each has."""
    groups, rows, at, after = wire().privacy.outlook.page(who, query.group, query.after)
    return KeptTasks(groups, iso(at) if at else None, [_kept(row) for row in rows], after)


@routes.route("/api/staff/privacy/deletions", methods=["GET"], name="staff")
@staff(ADMIN, MANAGER, query=WhichDeletions, answer=DeletionRows)
def deletion_records(who: Staff, query: WhichDeletions) -> DeletionRows:
    """List what was deleted, when, and by which rule.  Newest first, in pages; records are kept for good and name
    nobody."""
    found, before = wire().privacy.deletions.page(who, query.before)
    now = wire().clock()
    titles = {task.task_id: task.title for task in wire().student.tasks.all_of_branch(who.branch)} if found else {}
    return DeletionRows(
        [
            DeletionRow(
                at=iso(one.at),
                task_id=one.task_id,
                title=titles.get(one.task_id, ""),
                rule=one.rule,
                counts=dict(one.counts),
                digests=list(one.digests),
                looks_until=iso(until) if (until := one.looks_until) and until > now else None,
            )
            for one in found
        ],
        before,
    )


def _faces(sums: Sums) -> StoredFaces:
    return StoredFaces(*(sums.get(kind, 0) for kind in (PEOPLE, ORIGINAL, STANDARD, LEFT_OVER)))


def _due(one: Due) -> DueOrders:
    return DueOrders(one.task.task_id, one.task.title, one.orders, one.more, one.ends)


def _kept(row: TaskKept) -> KeptTask:
    task = row.task
    return KeptTask(
        task_id=task.task_id,
        code=task.code,
        title=task.title,
        closes_at=iso(task.closes_at),
        retention_days=task.retention_days,
        until=iso(task.kept_until),
        standing=row.standing,
        faces=None if row.faces is None else _faces(dict(row.faces)),
    )
