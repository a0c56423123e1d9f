"""Routes of the `lookup` step for teachers: how far a task is and who is missing, by a link that ends."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.desk.notice.words import Notice, notice_of
from chalicelib.desk.review.reasons import catalogue
from chalicelib.identity.model import Role, Who
from chalicelib.orders.model import State
from chalicelib.shared.clock import iso
from chalicelib.shared.money import yuan
from chalicelib.tasks.model import CollectMode, Contact
from chalicelib.teachers.errors import TeacherCountsOnly
from chalicelib.teachers.model import Kind
from chalicelib.teachers.roll import Person, Wanted
from chalicelib.teachers.stages import Tally
from chalicelib.wire import wire

MOST_REASONS = 5
Words = Annotated[str, Meta(max_length=120)]


class Numbers(Struct, frozen=True):
    """Students by how far they are; idle and listed (how many the roster has) are null without a roster."""

    collected: int
    in_review: int
    to_mend: int
    unpaid: int
    idle: int | None
    listed: int | None


class ClassNumbers(Struct, frozen=True):
    college: str
    class_name: str
    numbers: Numbers


class CommonReason(Struct, frozen=True):
    """What goes wrong.  times: how often it was told, by the machine or by a reviewer; cure: what to do about it."""

    message: str
    cure: str
    times: int


class TeacherView(Struct, frozen=True):
    """kind: LIST may ask for people, COUNTS may not; until: when the link ends; listed: whether there is a roster;
    rejected, overdue: orders whose photo was sent back, and that were not paid in time; reasons: why photos are
    refused, the most frequent first; forward: a token that shows numbers alone, to be passed on, or null; contacts:
    of the branch.  What else is of the task is for messages to classes; notice: for the poster."""

    kind: Kind
    task_id: str
    title: str
    code: str
    collect_mode: CollectMode
    schools: list[str]
    price: str
    opens_at: str
    closes_at: str
    closed: bool
    until: str
    listed: bool
    numbers: Numbers
    rejected: int
    overdue: int
    classes: list[ClassNumbers]
    reasons: list[CommonReason]
    forward: str | None
    contacts: list[Contact]
    notice: Notice


class PeopleQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """college, class_name: of one class, both or none; search: part of a number; missing: only who must act; cursor:
    of the answer before."""

    college: Words | None = None
    class_name: Words | None = None
    search: Annotated[str, Meta(max_length=40)] = ""
    missing: bool = False
    cursor: Annotated[str, Meta(max_length=64)] | None = None


class PersonProgress(Struct, frozen=True):
    """shown: the student number as it was uploaded, or the end of the collection code; no name, no photo.

    done: nothing is left to do; must_act: nobody but the student can go on.
    """

    shown: str
    college: str
    class_name: str
    label: str
    done: bool
    must_act: bool


class PeoplePage(Struct, frozen=True):
    """Of the roster, by class and number; empty where the task has none."""

    people: list[PersonProgress]
    cursor: str | None


@routes.route("/api/progress/{token}", methods=["GET"], name="lookup")
@endpoint(role=Role.ANYONE, answer=TeacherView)
def show_progress(who: Who, token: str) -> TeacherView:
    """Show a teacher how far their task is.  Opened by a link alone, until it ends or is revoked; a link made for a
    phone wants its code first, and each look is counted."""
    links = wire().teachers.links
    way = links.open(token, counted=True)
    tasks = wire().student.tasks
    task = tasks.get(way.task_id)
    schools = tasks.schools_of(task)
    whole, classes = wire().teachers.roll.tallies(task.task_id)
    return TeacherView(
        kind=way.kind,
        task_id=task.task_id,
        title=task.title,
        code=task.code,
        collect_mode=task.collect_mode,
        schools=[school.name for school in schools],
        price=yuan(task.price),
        opens_at=iso(task.opens_at),
        closes_at=iso(task.closes_at),
        closed=task.open_problem(wire().clock()) == "CLOSED",
        until=iso(way.until),
        listed=whole.listed is not None,
        numbers=_numbers(whole),
        rejected=whole.states.get(State.REJECTED, 0),
        overdue=whole.states.get(State.EXPIRED, 0),
        classes=[ClassNumbers(one.college, one.class_name, _numbers(one)) for one in classes],
        reasons=_reasons(task.task_id),
        forward=links.forward(way),
        contacts=list(task.contacts_of("BRANCH")),
        notice=notice_of(task, schools, wire().settings.site_url, program=False),
    )


@routes.route("/api/progress/{token}/people", methods=["GET"], name="lookup")
@endpoint(role=Role.ANYONE, query=PeopleQuery, answer=PeoplePage)
def show_people(who: Who, query: PeopleQuery, token: str) -> PeoplePage:
    """Show a teacher who is missing.  By student number as it was uploaded, in pages; no name and no photo is shown,
    and a link of numbers alone is refused."""
    way = wire().teachers.links.open(token)
    if way.kind == "COUNTS":
        raise TeacherCountsOnly
    one_class = () if query.class_name is None else (query.college or "", query.class_name)
    wanted = Wanted(place=one_class, search=query.search.strip(), only="MUST_ACT" if query.missing else None)
    people, cursor = wire().teachers.roll.people(way.task_id, wanted, query.cursor)
    return PeoplePage([_person(one) for one in people], cursor)


def _person(one: Person) -> PersonProgress:
    row, step = one.row, one.step
    return PersonProgress(row.shown, row.college, row.class_name, step.label, step.done, step.must_act)


def _reasons(task_id: str) -> list[CommonReason]:
    words, told = {code: wording for code, _, wording in catalogue()}, Counter[str]()
    for count in wire().stores.counters.of_task(task_id, "WHY"):
        told[count.key.rpartition("#")[2]] += count.n
    found = [CommonReason(words[code].message, words[code].cure, n) for code, n in told.most_common() if code in words]
    return found[:MOST_REASONS]


def _numbers(tally: Tally) -> Numbers:
    return Numbers(
        collected=tally.collected,
        in_review=tally.in_review,
        to_mend=tally.to_mend,
        unpaid=tally.unpaid,
        idle=tally.idle,
        listed=tally.listed,
    )
