"""The desk's first page, which looks at all desks.  Loaded only when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.desk.home.bills import BillDays
from chalicelib.desk.home.figures import DayFigures
from chalicelib.desk.home.open_tasks import OpenTasks
from chalicelib.desk.home.service import Home
from chalicelib.desk.home.waiting import Waiting
from chalicelib.shared.clock import Clock

if TYPE_CHECKING:
    from chalicelib.desk.decisions import Decisions
    from chalicelib.desk.review.batches import ReviewBatches
    from chalicelib.staff.accounts import StaffAccounts
    from chalicelib.wire.outside import Outside
    from chalicelib.wire.stores import Stores
    from chalicelib.wire.student import StudentWire


def home_of(
    stores: Stores,
    outside: Outside,
    student: StudentWire,
    *,
    review: ReviewBatches,
    decisions: Decisions,
    accounts: StaffAccounts,
    hours: int,
    clock: Clock,
) -> Home:
    """hours: of the clock, within which a photo is promised to be decided."""
    tasks = OpenTasks(
        tasks=student.tasks.all_of_branch,
        counters=stores.counters,
        links=lambda task_id: stores.teacher_links.of_task(task_id),
        clock=clock,
    )
    waiting = Waiting(
        review=review,
        decisions=decisions,
        proposals=stores.proposals,
        lengths=stores.lengths,
        disagreed=lambda branch, limit: stores.checks.disagreed(branch, limit=limit),
        approved=tasks.approved,
        accounts=accounts,
        tasks=student.tasks.all_of_branch,
        hours=hours,
        clock=clock,
    )
    return Home(
        waiting=waiting,
        bills=BillDays(lambda: stores.bill_reports, lambda: outside.offered, clock),
        tasks=tasks,
        figures=DayFigures(stores.counters, student.review_waits, stores.checks.figures, stores.staff.get, clock),
        faces_left=lambda branch: sum(one.left_over for one in stores.faces.newest(branch, 1)),
        clock=clock,
    )
