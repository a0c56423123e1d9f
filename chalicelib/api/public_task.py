"""A task as a student may see it, on the site and in the console's preview."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chalicelib.orders.questions import Question, questions
from chalicelib.orders.screen.details import Detail
from chalicelib.shared.clock import iso
from chalicelib.shared.money import yuan
from chalicelib.tasks.model import TYPE_LABELS, CollectMode, Covers, Glasses, TaskType
from chalicelib.tasks.page_rows import rows
from chalicelib.tasks.service import TaskView


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
    kept_text: str
    questions: list[Question]
    contacts: list[ContactView]
    rows: list[Detail]


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
        kept_text=task.kept_text,
        questions=questions(task, view.schools) if task.collect_mode == "PLAIN" else [],
        contacts=[ContactView(contact.role, contact.name, contact.phone) for contact in task.contacts],
        rows=[Detail(label, text) for label, text in rows(task, view.schools, now)],
    )
