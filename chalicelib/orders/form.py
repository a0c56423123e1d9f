"""The student's information: decoded or typed, checked against the task, sealed where it is personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.identity.phone import fold as fold_phone
from chalicelib.orders import errors
from chalicelib.orders.model import CONTACT, Student
from chalicelib.shared.errors import Invalid
from chalicelib.shared.names import half_width, tidy
from chalicelib.tasks.levels import level_of
from chalicelib.tasks.model import FIELD_LABELS, FormField, Task
from chalicelib.tasks.roster import RosterRow

MOST = 120  # characters of a field after folding, which turns some characters into eighteen
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "contact_phone": re.compile(r"1[3-9][0-9]{9}"),
    "id_tail": re.compile(r"[0-9]{3}[0-9X]"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "student_no": re.compile(r"[0-9A-Z\-]{2,32}"),
}
TYPED = frozenset(FIELD_LABELS) - {"id_tail"}
# What each pattern allows, as its error says it.
ALLOWED: Mapping[str, str] = {
    "contact_phone": "请填写 11 位手机号",
    "id_tail": "请填写证件号码最后 4 位，X 也算一位",
    "email": "请填写完整的邮箱地址，中间有“@”",
    "student_no": "只能有数字、字母和“-”，2 至 32 位",
}
HINTS: Mapping[str, str] = {
    "contact_phone": "审核结果会通知到这个号码，请填写本人常用手机号。",
    "email": "用于接收电子凭证。",
    "id_tail": "换手机号后可用来找回订单。",
    "consignee": "纸质照片寄给谁。",
    "address": "省、市、区、街道和门牌号。",
    "student_no": "请与学生证一致。",
}


class FieldWrong(Invalid):
    code = "field_wrong"
    message = "“{label}”的格式不正确：{allowed}"
    action = "请检查后重新填写"


@dataclass(frozen=True, kw_only=True)
class OpenOrder:
    """A request to open an order: read_id (ENCRYPTED) and the typed form; id_tail proves the right to take over an
    unpaid order."""

    task_id: str
    read_id: str | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    id_tail: str | None = None


def normalise(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of FIELD_LABELS, tidied; those with a pattern are folded.  Raises FieldWrong naming the field."""
    values = {name: (half_width if name in PATTERNS else tidy)(form.get(name) or "") for name in FIELD_LABELS}
    for name in ("student_no", "id_tail"):
        values[name] = "".join(values[name].split()).upper()
    values["contact_phone"] = fold_phone(values["contact_phone"]) or values["contact_phone"]
    level = level_of(values["level"])
    values["level"] = level.value if level else values["level"].upper()
    for name, value in values.items():
        pattern = PATTERNS.get(name)
        if len(value) > MOST:
            raise FieldWrong(field=name, label=FIELD_LABELS[name], allowed=f"最多 {MOST} 个字")
        if value and pattern and not pattern.fullmatch(value):
            raise FieldWrong(field=name, label=FIELD_LABELS[name], allowed=ALLOWED[name])
    return values


def require(fields: Iterable[FormField], values: Mapping[str, str]) -> None:
    """Raises FieldMissing for the first required field that is empty.  The ID's last four are left to `require_tail`,
    since the order may have them already."""
    for question in fields:
        if question.required and question.name in TYPED and not values.get(question.name):
            raise errors.FieldMissing(field=question.name, label=question.label)


def require_tail(task: Task, student: Student) -> None:
    """Raises FieldMissing if the task asks for the ID's last four and the student has none."""
    for question in task.form_fields:
        if question.required and question.name == "id_tail" and student.id_tail is None:
            raise errors.FieldMissing(field=question.name, label=question.label)


def contact(values: Mapping[str, str]) -> dict[str, str]:
    """The contact data among normalised values, where it is filled."""
    return {name: values[name] for name in CONTACT if values[name]}


def placed(student: Student, row: RosterRow | None) -> Student:
    """The student with the college and class of the roster's row, and with their own where it says nothing."""
    if row is None:
        return student
    now = row.over(replace(row, college=student.college, class_name=student.class_name))
    return replace(student, college=now.college, class_name=now.class_name)


def student(values: Mapping[str, str], *, school_code: str, school_name: str, id_tail: str | None) -> Student:
    """The Student, without contact data, which is sealed for an order.  id_tail: a digest."""
    return Student(
        name=values["name"],
        school_code=school_code,
        school_name=school_name,
        level=values["level"],
        student_no=values["student_no"],
        college=values["college"],
        department=values["department"],
        major=values["major"],
        class_name=values["class_name"],
        id_tail=id_tail,
    )
