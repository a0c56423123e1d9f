"""A student's data in rows for a screen, the same for a collection code and for an order."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.orders.model import Student
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import FIELD_LABELS

ROW_LABELS = {**FIELD_LABELS, "id_tail": "证件号后 4 位"}  # shorter than on the form: a row has little room
REGISTERED = "已登记"  # shown in place of data that is kept only as a digest


class Detail(Struct, frozen=True):
    """One row; both texts are ready to show."""

    label: str
    value: str


def details(student: Student, contact: Mapping[str, str] | None = None) -> list[Detail]:
    """A row for every field that is filled.  contact: the CONTACT fields, unsealed."""
    texts = {
        "name": student.name,
        "school": student.school_name,
        "level": level_text(student),
        "college": student.college,
        "department": student.department,
        "major": student.major,
        "class_name": student.class_name,
        "student_no": student.student_no,
        "id_tail": REGISTERED if student.id_tail else "",
    } | dict(contact or {})
    return [Detail(ROW_LABELS[name], text) for name, text in texts.items() if text]


def level_text(student: Student) -> str:
    """The level of study as CHSI writes it."""
    return Level(student.level).label if student.level in Level.__members__ else student.level
