"""The route of the first page: what waits for whoever asks, what is wrong, and how the day goes."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.home.counts import Count
from chalicelib.desk.home.model import AlarmKind, Figures, HomeAlarm, OpenTask, RowKind, WaitingRow
from chalicelib.orders.model import State
from chalicelib.orders.screen.review_time import usual_text
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

HOUR = timedelta(hours=1)


class HomeRow(Struct, frozen=True):
    """Something that waits.  count: how many, `more` if there may be more than were counted; oldest_at: since when the
    first waits, if that is known; promised_hours: of the clock, within which it is done, if anybody promised that;
    late: the first waits longer; parts: what the count is made of, by name, or the part of it that is named apart,
    empty where it is all one."""

    kind: RowKind
    count: int
    more: bool
    oldest_at: str | None
    promised_hours: int | None
    late: bool
    parts: dict[str, int]


class HomeAlarmView(Struct, frozen=True):
    """Something a person must see to.  at: since when, or of what ends, when it does; count, parts: as in HomeRow; the
    rest: what it is about, where it is about one."""

    kind: AlarmKind
    at: str | None
    count: int
    parts: dict[str, int]
    task_id: str | None
    task_title: str | None
    channel: str | None
    day: str | None


class HomeTask(Struct, frozen=True):
    """A task that is open now.  listed: it has a roster; states: orders in each, those without any left out; approved,
    rejected: orders by what a reviewer decided first."""

    task_id: str
    code: str
    title: str
    closes_at: str
    listed: bool
    states: dict[State, int]
    approved: int
    rejected: int


class BranchDay(Struct, frozen=True):
    """submitted: photos handed in; decided: by reviewers."""

    day: str
    submitted: int
    decided: int


class BranchFigures(Struct, frozen=True):
    """days: in Shanghai, today at the end; timed: today's decisions whose wait is known; median_hours, p95_hours: of
    those waits, by the clock; null for none, and for more than a week; usual: what students read, such as `7 小时`, if
    it is known."""

    days: list[BranchDay]
    timed: int
    median_hours: float | None
    p95_hours: float | None
    usual: str | None


class HomeReviewer(Struct, frozen=True):
    """What she decided today.  planted: faults hidden among her pictures in the last 30 days, of which she caught so
    many."""

    staff_id: str
    name: str
    approved: int
    rejected: int
    planted: int
    caught: int


class HomeView(Struct, frozen=True):
    """rows: what is late first; tasks: those that end first, and `unlisted` more; what is not for her roles is empty or
    null."""

    now: str
    rows: list[HomeRow]
    alarms: list[HomeAlarmView]
    tasks: list[HomeTask]
    unlisted: int
    figures: BranchFigures | None
    reviewers: list[HomeReviewer]


class DeskCount(Struct, frozen=True):
    """more: there may be more than were counted."""

    count: int
    more: bool


class WhichCounts(Struct, frozen=True, forbid_unknown_fields=True):
    """anew: what waits for a decision is counted now, since whoever asks sees the list itself."""

    anew: bool = False


class DeskCountsView(Struct, frozen=True):
    """What waits at a desk, null where it is not hers."""

    review: DeskCount | None
    waiting: DeskCount | None


@routes.route("/api/staff/counts", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=WhichCounts, answer=DeskCountsView)
def desk_counts(who: Staff, query: WhichCounts) -> DeskCountsView:
    """Count what waits at the desks of whoever asks.  For the navigation: some seconds old at most, and cheap however
    much waits."""
    counts = wire().desk.counts
    return DeskCountsView(_count(counts.review(who)), _count(counts.waiting(who, anew=query.anew)))


def _count(found: Count | None) -> DeskCount | None:
    return DeskCount(found.n, found.more) if found else None


@routes.route("/api/staff/home", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=HomeView)
def staff_home(who: Staff) -> HomeView:
    """Show what waits for whoever asks.  By role: what to do, what is wrong, how far the open tasks are, and the
    figures of the day."""
    page = wire().desk.home.page(who)
    return HomeView(
        now=iso(wire().clock()),
        rows=[_row(row) for row in page.rows],
        alarms=[_alarm(alarm) for alarm in page.alarms],
        tasks=[_task(one) for one in page.tasks],
        unlisted=page.unlisted,
        figures=_figures(page.figures) if page.figures else None,
        reviewers=[
            HomeReviewer(one.staff_id, one.name, one.approved, one.rejected, one.planted, one.caught)
            for one in page.reviewers
        ],
    )


def _row(row: WaitingRow) -> HomeRow:
    return HomeRow(
        kind=row.kind,
        count=row.count,
        more=row.more,
        oldest_at=iso(row.oldest) if row.oldest else None,
        promised_hours=int(row.promised / HOUR) if row.promised else None,
        late=row.late(wire().clock()),
        parts=dict(row.parts),
    )


def _alarm(alarm: HomeAlarm) -> HomeAlarmView:
    return HomeAlarmView(
        kind=alarm.kind,
        at=iso(alarm.at) if alarm.at else None,
        count=alarm.count,
        parts=dict(alarm.parts),
        task_id=alarm.task.task_id if alarm.task else None,
        task_title=alarm.task.title if alarm.task else None,
        channel=alarm.channel or None,
        day=alarm.day.isoformat() if alarm.day else None,
    )


def _task(one: OpenTask) -> HomeTask:
    task = one.task
    return HomeTask(
        task_id=task.task_id,
        code=task.code,
        title=task.title,
        closes_at=iso(task.closes_at),
        listed=task.roster != "NONE",
        states=dict(one.states),
        approved=one.approved,
        rejected=one.rejected,
    )


def _figures(figures: Figures) -> BranchFigures:
    return BranchFigures(
        days=[BranchDay(one.day.isoformat(), one.submitted, one.decided) for one in figures.days],
        timed=figures.timed,
        median_hours=_hours(figures.median),
        p95_hours=_hours(figures.p95),
        usual=usual_text(figures.usual) if figures.usual else None,
    )


def _hours(waited: timedelta | None) -> float | None:
    return round(waited / HOUR, 2) if waited is not None else None
