"""Routes of the `lookup` step: school names, and the task behind a teacher's code."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.model import Role, Who
from chalicelib.orders.questions import Question, questions
from chalicelib.orders.screen.details import Detail
from chalicelib.shared.clock import iso
from chalicelib.shared.money import yuan
from chalicelib.tasks.model import TYPE_LABELS, CollectMode, Covers, Glasses, TaskType
from chalicelib.tasks.page_rows import rows
from chalicelib.tasks.service import TaskView
from chalicelib.wire import wire


class SchoolQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """q: part of a school's name."""

    q: Annotated[str, Meta(min_length=1, max_length=60)]


class FoundSchool(Struct, frozen=True):
    """name: what to send back; label: what to show."""

    school_code: str
    name: str
    label: str


class FoundSchools(Struct, frozen=True):
    schools: list[FoundSchool]


class LookUpTask(Struct, frozen=True, forbid_unknown_fields=True):
    """school: full name; task_type: what the student believes the code to be, checked against what it is."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    school: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    task_type: TaskType | None = None


class TaskSchool(Struct, frozen=True):
    school_code: str
    name: str


class TaskLevel(Struct, frozen=True):
    level: str
    label: str


class BackgroundView(Struct, frozen=True):
    rgb: tuple[int, int, int]
    policy: str


class ContactView(Struct, frozen=True):
    role: str
    name: str
    phone: str


class PublicTask(Struct, frozen=True):
    """What a student may know of a task.  price is in fen, price_text in yuan; times are instants in UTC; questions:
    of its form, in an ENCRYPTED task none before its collection code was read; rows: what its page only shows."""

    task_id: str
    title: str
    task_type: TaskType
    task_type_label: str
    collect_mode: CollectMode
    sub_unit: str | None
    schools: list[TaskSchool]
    levels: list[TaskLevel]
    opens_at: str
    closes_at: str
    price: int
    price_text: str
    pay_minutes: int
    allow_album: bool
    background: BackgroundView
    glasses: Glasses
    covers: Covers
    refund_text: str
    delivery_text: str
    questions: list[Question]
    contacts: list[ContactView]
    rows: list[Detail]


class FoundTask(Struct, frozen=True):
    task: PublicTask


@routes.route("/api/schools", methods=["GET"], name="lookup")
@endpoint(role=Role.ANYONE, query=SchoolQuery, answer=FoundSchools)
def find_schools(who: Who, query: SchoolQuery) -> FoundSchools:
    """Search schools by a part of their name.  Or by what is short for it, or its sound; at most ten, former names
    last, and none where nothing fits."""
    hits = wire().student.tasks.schools(query.q)
    return FoundSchools([FoundSchool(hit.school.school_code, hit.school.name, hit.label) for hit in hits])


@routes.route("/api/tasks/lookup", methods=["POST"], name="lookup")
@endpoint(role=Role.STUDENT, body=LookUpTask, answer=FoundTask)
def look_up_task(who: Who, body: LookUpTask) -> FoundTask:
    """Find the task behind a teacher's code.  Wrong codes are counted; a school or type that does not fit is refused
    with what would."""
    view = wire().student.tasks.lookup(
        body.code, school=body.school, task_type=body.task_type, ip=who.ip, person=who.person_id
    )
    return FoundTask(public_task(view, wire().clock()))


def public_task(view: TaskView, now: datetime) -> PublicTask:
    """What a student may know: no roster, no limits, nothing of the branch's own."""
    task = view.task
    return PublicTask(
        task_id=task.task_id,
        title=task.title,
        task_type=task.task_type,
        task_type_label=TYPE_LABELS[task.task_type],
        collect_mode=task.collect_mode,
        sub_unit=task.sub_unit,
        schools=[TaskSchool(school.school_code, school.name) for school in view.schools],
        levels=[TaskLevel(level.value, level.label) for level in task.levels],
        opens_at=iso(task.opens_at),
        closes_at=iso(task.closes_at),
        price=task.price,
        price_text=yuan(task.price),
        pay_minutes=task.pay_minutes,
        allow_album=task.allow_album,
        background=BackgroundView(task.background.rgb, task.background.policy),
        glasses=task.glasses,
        covers=task.covers,
        refund_text=task.refund_text,
        delivery_text=task.delivery_text,
        questions=questions(task, view.schools) if task.collect_mode == "PLAIN" else [],
        contacts=[ContactView(contact.role, contact.name, contact.phone) for contact in task.contacts],
        rows=[Detail(label, text) for label, text in rows(task, view.schools, now)],
    )
