"""What a form asks: the same for the page that shows it and for opening an order with the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

from msgspec import Struct

from chalicelib.orders.form import ALLOWED, HINTS, MOST, PATTERNS
from chalicelib.orders.model import CONTACT, Student
from chalicelib.tasks.model import FormField, Task
from chalicelib.tasks.school import School

Kind = Literal["TEXT", "CODE", "ID_TAIL", "PHONE", "EMAIL"]
KINDS: Final[Mapping[str, Kind]] = {
    "contact_phone": "PHONE", "id_tail": "ID_TAIL", "email": "EMAIL", "student_no": "CODE",
}  # fmt: skip
OPTIONAL: Final = "选填"
STAYS: Final = "不填写则不修改。"


class Choice(Struct, frozen=True):
    """value: what is sent back."""

    value: str
    label: str


class Question(Struct, frozen=True):
    """One field of a form; a required one carries a *.

    kind: how it is typed and read; most: characters; pattern: of the answer as it is read, null where anything is
    allowed; allowed: what the pattern allows, in words; choices: empty where the answer is typed, or where the branch's
    own settings have them.
    """

    name: str
    label: str
    required: bool
    hint: str
    kind: Kind
    most: int
    pattern: str | None
    allowed: str
    choices: list[Choice]


def code_answers(student: Student) -> dict[str, str]:
    """What a collection code answered, by the field's name.  The ID's last four are left out: there is only a digest of
    them."""
    texts = {
        "name": student.name, "school": student.school_name or student.school_code, "level": student.level,
        "student_no": student.student_no, "college": student.college, "department": student.department,
        "class_name": student.class_name,
    }  # fmt: skip
    return {name: value for name, value in texts.items() if value}


def unanswered_fields(task: Task, student: Student | None = None) -> list[FormField]:
    """The fields of a task's form that nothing has answered yet.  School and level are asked if the task has several,
    whether its form names them or not; a single one needs no question.

    student: what a collection code says of them.
    """
    among = {"school": len(task.schools), "level": len(task.levels)}
    answers = {name for name, count in among.items() if count == 1}
    if student is not None:
        answers |= code_answers(student).keys() | ({"id_tail"} if student.id_tail else set())
    named = {field.name for field in task.form_fields}
    first = [FormField(name) for name in among if name not in named]
    fields = [replace(field, required=field.required or field.name in among) for field in (*first, *task.form_fields)]
    return [field for field in fields if field.name not in answers]


def questions(task: Task, schools: Iterable[School], student: Student | None = None) -> list[Question]:
    """`unanswered_fields` as questions for a page.  schools: the task's."""
    choices = {
        "school": [Choice(school.name, school.name) for school in schools],
        "level": [Choice(level.value, level.label) for level in task.levels],
    }
    return [question(field, choices.get(field.name, ())) for field in unanswered_fields(task, student)]


def contact_fields(task: Task) -> list[FormField]:
    """What a task's form asks of CONTACT."""
    return [field for field in task.form_fields if field.name in CONTACT]


def contact_questions(task: Task, contact: Mapping[str, str]) -> list[Question]:
    """What a student may change alone: the contact data that the task asks for, and what they gave besides.

    contact: the present data of CONTACT.  A phone is never shown whole: if it is left empty, it stays.
    """
    asks = {field.name: field for field in contact_fields(task)}
    names = [name for name in CONTACT if name in asks or contact.get(name)]
    fields = [asks.get(name, FormField(name, required=False)) for name in names]
    return [
        question(replace(field, required=False), hint=STAYS)
        if field.name == "contact_phone" and contact.get(field.name)
        else question(field)
        for field in fields
    ]


def question(field: FormField, choices: Sequence[Choice] = (), hint: str | None = None) -> Question:
    """hint: in place of the usual one."""
    usual = "，".join(filter(None, ["" if field.required else OPTIONAL, HINTS.get(field.name, "")]))
    pattern = PATTERNS.get(field.name)
    return Question(
        name=field.name,
        label=field.label,
        required=field.required,
        hint=usual if hint is None else hint,
        kind=KINDS.get(field.name, "TEXT"),
        most=MOST,
        pattern=f"^(?:{pattern.pattern})$" if pattern else None,
        allowed=ALLOWED.get(field.name, ""),
        choices=list(choices),
    )
