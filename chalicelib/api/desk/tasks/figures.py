"""Routes of a task's figures: its states by day, how photos pass at once, why they are refused, and who of the roster
is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.review.reasons import catalogue
from chalicelib.notify.counter_store import Counted
from chalicelib.notify.counters import MACHINE, PERSON, day_of
from chalicelib.orders.model import State
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

MOST_DAYS = 400  # in one answer, the newest
By = Literal["MACHINE", "PERSON"]


class DayFigures(Struct, frozen=True):
    """states: orders in each state at the day's end, those without any left out."""

    day: str
    states: dict[State, int]


class TaskDays(Struct, frozen=True):
    """From the task's opening or its first order to today, in Shanghai's days; none while there is no order."""

    task_id: str
    days: list[DayFigures]


class FirstPasses(Struct, frozen=True):
    """Orders by what a reviewer decided first; a recalled approval does not count."""

    approved: int
    rejected: int


class ClassFirstPasses(FirstPasses, frozen=True):
    college: str
    class_name: str


class MachineFirst(Struct, frozen=True):
    """Orders by the machine's verdict on the first photo; an order whose first upload never came is left out."""

    passed: int
    failed: int
    unreadable: int


class TaskFirstPasses(Struct, frozen=True):
    """machine: before anything is handed in; person: in review, where classes are those of the orders."""

    task_id: str
    machine: MachineFirst
    person: FirstPasses
    classes: list[ClassFirstPasses]


class WhichDays(Struct, frozen=True, forbid_unknown_fields=True):
    """days: the last so many, with today; all of them when it is left out."""

    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)] | None = None


class ReasonFigure(Struct, frozen=True):
    """photos: refused for this reason, perhaps among others; by: whoever refused them; message, cure: what students
    read."""

    code: str
    by: By
    message: str
    cure: str
    photos: int


class RefusedPhotos(Struct, frozen=True):
    """judged: all photos, those refused too."""

    judged: int
    refused: int


class TaskReasons(Struct, frozen=True):
    """reasons: the most frequent first.  A photo refused for several counts for each, so shares add up to over one;
    the machine's count on the day of the upload."""

    task_id: str
    machine: RefusedPhotos
    person: RefusedPhotos
    reasons: list[ReasonFigure]


class RosterClass(Struct, frozen=True):
    """states: people by their newest order; on_site: photographed there, without a collected order; missing: the rest.
    Everybody is counted once."""

    college: str
    class_name: str
    people: int
    states: dict[State, int]
    on_site: int
    missing: int


class RosterProgress(Struct, frozen=True):
    """Of the people on the roster, 0 where there is none.  begun: have an order; done: collected, or on site.  It may
    be a minute old."""

    task_id: str
    people: int
    begun: int
    done: int
    on_site: int
    missing: int
    classes: list[RosterClass]


@routes.route("/api/staff/tasks/{task_id}/days", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=TaskDays)
def task_days(who: Staff, task_id: str) -> TaskDays:
    """Show how a task went from day to day.  How many orders were in which state at each day's end, until today."""
    task = wire().student.tasks.of_branch(who.branch, task_id)
    counted = wire().stores.counters.of_task(task_id, "DAY")
    if not counted:
        return TaskDays(task_id, [])
    today = date.fromisoformat(day_of(wire().clock()))
    first = min(day_of(task.opens_at), counted[0].key.partition("#")[0])
    since = max(date.fromisoformat(first), today - timedelta(days=MOST_DAYS - 1))
    return TaskDays(task_id, list(_by_day(counted, since, today)))


def _by_day(counted: list[Counted], since: date, until: date) -> Iterator[DayFigures]:
    """counted: what each day changed, by `<day>#<state>`."""
    changes: dict[str, Counter[State]] = {}
    for count in counted:
        day, _, state = count.key.partition("#")
        changes.setdefault(max(day, since.isoformat()), Counter())[State(state)] += count.n
    now: Counter[State] = Counter()
    for after in range((until - since).days + 1):
        day = (since + timedelta(days=after)).isoformat()
        now.update(changes.get(day, {}))
        yield DayFigures(day, {state: now[state] for state in State if now[state]})


@routes.route("/api/staff/tasks/{task_id}/first-passes", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=TaskFirstPasses)
def task_first_passes(who: Staff, task_id: str) -> TaskFirstPasses:
    """Show how often a photo passes at once.  By the machine on the first upload, and by reviewers on their first
    decision, by class."""
    wire().student.tasks.of_branch(who.branch, task_id)
    counters = wire().stores.counters
    machine = Counter({count.key: count.n for count in counters.of_task(task_id, "FIRST")})
    classes: dict[tuple[str, str], Counter[str]] = {}
    for count in counters.of_task(task_id, "PASS"):
        college, class_name, decision = count.key.rsplit("#", 2)
        classes.setdefault((college, class_name), Counter())[decision] += count.n
    total = sum(classes.values(), Counter[str]())
    return TaskFirstPasses(
        task_id,
        MachineFirst(machine["PASSED"], machine["FAILED"], machine["UNREADABLE"]),
        FirstPasses(total["approve"], total["reject"]),
        [
            ClassFirstPasses(found["approve"], found["reject"], *names)
            for names, found in sorted(classes.items())
            if any(found.values())
        ],
    )


@routes.route("/api/staff/tasks/{task_id}/reasons", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=WhichDays, answer=TaskReasons)
def task_reasons(who: Staff, query: WhichDays, task_id: str) -> TaskReasons:
    """Show why a task's photos are refused.  Every reason of the machine and of reviewers by how many photos it was
    found in, with what to do about it."""
    wire().student.tasks.of_branch(who.branch, task_id)
    since = day_of(wire().clock() - timedelta(days=query.days - 1)) if query.days else ""
    counters, words = wire().stores.counters, {code: wording for code, _, wording in catalogue()}
    verdicts, why = Counter[tuple[str, str]](), Counter[tuple[By, str]]()
    for count in counters.of_task(task_id, "JUDGED", since):
        _, by, verdict = count.key.split("#")
        verdicts[by, verdict] += count.n
    for count in counters.of_task(task_id, "WHY", since):
        _, by, code = count.key.split("#")
        why["MACHINE" if by == MACHINE else "PERSON", code] += count.n
    machine = verdicts[MACHINE, "FAILED"] + verdicts[MACHINE, "UNREADABLE"]
    person = verdicts[PERSON, "reject"]
    return TaskReasons(
        task_id,
        RefusedPhotos(machine + verdicts[MACHINE, "PASSED"], machine),
        RefusedPhotos(person + verdicts[PERSON, "approve"], person),
        [
            ReasonFigure(code, by, words[code].message, words[code].cure, photos)
            for (by, code), photos in why.most_common()
            if code in words  # one that is no longer in the catalogue has no words
        ],
    )


@routes.route("/api/staff/tasks/{task_id}/roster", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=RosterProgress)
def task_roster(who: Staff, task_id: str) -> RosterProgress:
    """Show how many of a task's roster are done or missing.  By college and class, without anybody's name."""
    wire().student.tasks.of_branch(who.branch, task_id)
    groups = wire().desk.roster_counts.of(task_id)
    return RosterProgress(
        task_id,
        sum(group.people for group in groups),
        sum(group.begun for group in groups),
        sum(group.done for group in groups),
        sum(group.on_site for group in groups),
        sum(group.missing for group in groups),
        [
            RosterClass(group.college, group.class_name, group.people, dict(group.states), group.on_site, group.missing)
            for group in groups
        ],
    )
