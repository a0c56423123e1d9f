"""A collection task (采集任务): who may take part, when, for how much, and under which rules."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.shared.money import Fen, fen
from chalicelib.tasks.levels import Level
from chalicelib.tasks.rules import DaysKind, Overdue, RefundUntil, Rules, delivery_text, refund_text
from chalicelib.tasks.settings import LIMITS
from chalicelib.tasks.spelling import fold

TaskType = Literal["GROUP", "INDIVIDUAL"]
CollectMode = Literal["ENCRYPTED", "PLAIN"]
TaskState = Literal["DRAFT", "OPEN", "CLOSED"]
Problem = Literal["DRAFT", "NOT_OPEN_YET", "CLOSED"]
Roster = Literal["NONE", "CODES", "STUDENT_NOS"]
Elsewhere = Literal["WARN", "BLOCK"]
Glasses = Literal["ALLOW", "DOUBT", "REFUSE"]

TYPE_LABELS: Final[Mapping[str, str]] = {"GROUP": "集中采集", "INDIVIDUAL": "散拍"}
FIELD_LABELS: Final[Mapping[str, str]] = {
    "name": "姓名", "school": "学校", "level": "学历层次", "college": "学院", "department": "系所", "major": "专业",
    "class_name": "班级", "student_no": "学号", "contact_phone": "联系电话", "id_tail": "证件号码后4位",
    "email": "电子邮箱", "consignee": "收件人", "address": "收件地址", "layout": "冲印版式",
}  # fmt: skip
ALWAYS_PLAIN: Final = ("name", "student_no")  # a PLAIN order is identified by its student number
FILE_BYTES: Final = (5_000, 500_000)  # what a task may ask of a finished photo; its quality is sought between
MOST_CODE: Final = 16  # characters of a task code; issued ones have 4 to 6
FILE_WORDS: Final = frozenset({"collect_code", "student_no", "order_id", "school_code", "level", "class_name"})
_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")
SCHOOL_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True)
class Background:
    """The wanted colour, its tolerance in CIE Lab ΔE, and whether an even wall of another colour is replaced by it."""

    rgb: tuple[int, int, int]
    tolerance: float
    policy: Literal["keep", "normalise"]

    def __post_init__(self) -> None:
        need(all(0 <= part <= 255 for part in self.rgb), "rgb parts are 0–255")
        need(0 < self.tolerance <= 100, "tolerance is a ΔE above 0, at most 100")


@dataclass(frozen=True)
class FormField:
    """A question of the form."""

    name: str
    required: bool = True

    def __post_init__(self) -> None:
        need(self.name in FIELD_LABELS, f"no such form field: {self.name}")

    @property
    def label(self) -> str:
        """As the form shows it."""
        return FIELD_LABELS[self.name]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody a student may call: the school's teacher or the branch."""

    role: Literal["TEACHER", "BRANCH"]
    name: str
    phone: str

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One collection task; a task that contradicts itself cannot be made (ValueError).

    opens_at and closes_at are aware instants, both included.  grace_hours: how long after closing late money still
    makes an order.  refund_until, overdue and what is about resubmitting: see Rules.  refund_note: further words after
    the refund rule.  elsewhere: what becomes of an enrolment that collects, or has collected, in another task of the
    branch.  file_bytes: least and most of the finished photo, None for its standard's own.  glasses: what clear ones
    are (tinted ones always fail).  review_days, production_days: working days until the verdict, and from it until the
    photo is made; a promise that nothing enforces.  demo: for the platform's reviewer alone; nothing of it is ever
    delivered.  file_name: template of a delivered file, words in braces from FILE_WORDS.
    """

    task_id: str
    code: str
    title: str
    branch: str
    schools: tuple[str, ...]
    levels: tuple[Level, ...]
    task_type: TaskType
    collect_mode: CollectMode
    opens_at: datetime
    closes_at: datetime
    price: Fen
    spec: str
    spec_rev: int
    background: Background
    contacts: tuple[Contact, ...]
    file_bytes: tuple[int, int] | None = None
    glasses: Glasses = "ALLOW"
    rev: int = 1
    state: TaskState = "DRAFT"
    sub_unit: str | None = None
    grace_hours: int = 24
    pay_minutes: int = 1440
    allow_album: bool = True
    reject_limit: int = 3
    resubmit_days: int = 2
    resubmit_days_kind: DaysKind = "calendar"
    review_days: int = 3
    production_days: int = 7  # with the review two weeks: longer than 15 days must be reported to the platform
    overdue: Overdue = "KEEP"
    refund_until: RefundUntil = "REVIEW"
    refund_note: str = ""
    elsewhere: Elsewhere = "WARN"
    roster: Roster = "NONE"
    form_fields: tuple[FormField, ...] = ()
    file_name: str = "{order_id}.jpg"
    retention_days: int = 180
    makeup_of: str | None = None
    demo: bool = False

    def __post_init__(self) -> None:
        _names(self)
        _times(self)
        _numbers(self)
        _mode(self)
        need(_words(self.file_name) <= FILE_WORDS, f"file_name: words are {', '.join(sorted(FILE_WORDS))}")

    @property
    def folded_code(self) -> str:
        """What is compared with what a student types."""
        return fold(self.code)

    def open_problem(self, now: datetime) -> Problem | None:
        """Why nobody may begin now, or None."""
        if self.state == "DRAFT":
            return "DRAFT"
        if self.state == "CLOSED" or now > self.closes_at:
            return "CLOSED"
        return "NOT_OPEN_YET" if now < self.opens_at else None

    def is_open(self, now: datetime) -> bool:
        """True while students may open, submit and pay."""
        return self.open_problem(now) is None

    def deadline_to_pay(self, now: datetime) -> datetime:
        """For an order submitted now: the payment window, cut at closing."""
        return min(now + timedelta(minutes=self.pay_minutes), self.closes_at)

    def grace_over(self, now: datetime) -> bool:
        """True when late money can only be returned."""
        return now > self.closes_at + timedelta(hours=self.grace_hours)

    @property
    def delivery_text(self) -> str:
        return delivery_text(self.review_days, self.production_days)

    @property
    def refund_text(self) -> str:
        """The refund rule, shown before paying."""
        return refund_text(self.refund_until, self.price, self.refund_note)

    @property
    def rules(self) -> Rules:
        """For whoever hands in a photo now."""
        return Rules(
            refund_until=self.refund_until, refund_text=self.refund_text, overdue=self.overdue,
            reject_limit=self.reject_limit, resubmit_days=self.resubmit_days,
            resubmit_days_kind=self.resubmit_days_kind,
        )  # fmt: skip

    def contact_text(self, role: Literal["TEACHER", "BRANCH"] = "BRANCH") -> str:
        """Whom to call, as a sentence shows it: those of one role, or all where that role has nobody."""
        return "、".join(str(contact) for contact in self.contacts_of(role))

    def contacts_of(self, role: Literal["TEACHER", "BRANCH"]) -> tuple[Contact, ...]:
        """Those of one role, or all where it has nobody."""
        return tuple(contact for contact in self.contacts if contact.role == role) or self.contacts


def need(fact: object, text: str) -> None:
    """Raises ValueError(text) where the fact does not hold."""
    if not fact:
        raise ValueError(text)


def _names(task: Task) -> None:
    need(_ID.fullmatch(task.task_id), "task_id has 1–32 letters, digits, _ or -")
    need(0 < len(task.folded_code) <= MOST_CODE and task.folded_code.isalnum(), "code has 1–16 letters and digits")
    need(task.code == task.code.strip(), "code has no outer blanks")
    need(task.title.strip() and task.branch.strip(), "title and branch are not empty")
    need(task.schools and len(set(task.schools)) == len(task.schools), "at least one school, none twice")
    need(all(SCHOOL_CODE.fullmatch(code) for code in task.schools), "schools are 5-digit school codes")
    need(task.levels and len(set(task.levels)) == len(task.levels), "at least one level, none twice")
    need(any(contact.role == "BRANCH" for contact in task.contacts), "contacts name the branch")


def _times(task: Task) -> None:
    for name, at in (("opens_at", task.opens_at), ("closes_at", task.closes_at)):  # days are added to them
        need(at.tzinfo and 2000 <= at.year <= 2100, f"{name} has a time zone and a year from 2000 to 2100")
    need(task.opens_at < task.closes_at, "opens_at is before closes_at")


def _numbers(task: Task) -> None:
    fen(task.price)
    need(task.rev >= 1 and task.spec_rev >= 1 and task.spec, "rev and spec_rev start at 1, spec is named")
    for name, limit in LIMITS.items():
        need(getattr(task, name) in limit, f"{name} is {limit.least}–{limit.most}")
    least, most = task.file_bytes or FILE_BYTES
    need(FILE_BYTES[0] <= least <= most * 0.9 and most <= FILE_BYTES[1], "file_bytes are 5000–500000, a tenth apart")


def _mode(task: Task) -> None:
    names = [field.name for field in task.form_fields]
    need(len(set(names)) == len(names), "no form field twice")
    if task.collect_mode == "ENCRYPTED":
        need(task.roster != "STUDENT_NOS", "an ENCRYPTED task has a roster of collection codes or none")
        return
    required = {field.name for field in task.form_fields if field.required}
    need(required.issuperset(ALWAYS_PLAIN), "a PLAIN task requires name and student_no")
    need(task.roster != "CODES", "a PLAIN task has a roster of student numbers or none")
    need("collect_code" not in _words(task.file_name), "a PLAIN task has no collect_code to name files by")


def _words(template: str) -> set[str]:
    return {word for _, word, _, _ in string.Formatter().parse(template) if word is not None}
