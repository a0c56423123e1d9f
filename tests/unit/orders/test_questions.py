"""What a form asks, by what a task wants to know and what a collection code told."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from chalicelib.orders import errors, form
from chalicelib.orders.model import CONTACT, Student
from chalicelib.orders.questions import (
    KINDS,
    OPTIONAL,
    STAYS,
    code_answers,
    contact_questions,
    question,
    questions,
    unanswered_fields,
)
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import FIELD_LABELS, FormField, Task
from chalicelib.tasks.school import School
from tests.worlds.orders import a_task

HUNAN, BUSINESS = School(school_code="10532", name="湖南大学"), School(school_code="10554", name="湖南工商大学")
NOBODY = Student(name="", school_code="", school_name="", level="")
KNOWN = Student(
    name="张*三",
    school_code="10532",
    school_name="湖南大学",
    level="BACHELOR",
    student_no="2022551001",
    college="土木工程学院",
    id_tail="a digest",
)
BOTH = ("10532", "10554")
PAIR = (Level.BACHELOR, Level.MASTER)


def a_form(*fields: FormField, schools: tuple[str, ...] = BOTH[:1], levels: tuple[Level, ...] = PAIR[:1]) -> Task:
    return a_task(collect_mode="ENCRYPTED", form_fields=fields, schools=schools, levels=levels)


def names(fields: list[FormField]) -> list[str]:
    return [field.name for field in fields]


def test_what_the_code_told_is_not_asked() -> None:
    task = a_form(*map(FormField, ("name", "student_no", "college", "class_name", "id_tail", "email")))
    assert names(unanswered_fields(task, KNOWN)) == ["class_name", "email"]
    assert names(unanswered_fields(task, NOBODY)) == ["name", "student_no", "college", "class_name", "id_tail", "email"]
    assert names(unanswered_fields(task)) == names(unanswered_fields(task, NOBODY))


@pytest.mark.parametrize("listed", [(), (FormField("school", required=False), FormField("level", required=False))])
def test_school_and_level_are_asked_where_there_are_several(listed: tuple[FormField, ...]) -> None:
    fields = unanswered_fields(a_form(*listed, schools=BOTH, levels=PAIR))
    assert [(field.name, field.required) for field in fields] == [("school", True), ("level", True)]
    assert unanswered_fields(a_form(*listed)) == []
    assert unanswered_fields(a_form(*listed, schools=BOTH, levels=PAIR), KNOWN) == []
    assert names(unanswered_fields(a_form(*listed, schools=BOTH, levels=PAIR), replace(KNOWN, level=""))) == ["level"]


def test_a_school_that_left_the_catalogue_is_told_all_the_same() -> None:
    assert code_answers(replace(KNOWN, school_name=""))["school"] == "10532"


@pytest.mark.parametrize(("schools", "student"), [*product((BOTH, BOTH[:1]), (None, NOBODY, KNOWN))])
def test_whoever_answers_what_is_asked_has_answered_all(schools: tuple[str, ...], student: Student | None) -> None:
    fields = unanswered_fields(
        a_form(*(FormField(name) for name in ("name", "level", "layout")), schools=schools), student
    )
    full = {field.name: "typed" for field in fields}
    form.require(fields, full)
    for name in full:
        with pytest.raises(errors.FieldMissing) as missing:
            form.require(fields, full | {name: ""})
        assert missing.value.field == name


def test_a_page_is_told_all_it_shows() -> None:
    task = a_form(FormField("student_no"), FormField("email", required=False), schools=BOTH, levels=PAIR)
    school, level, number, email = questions(task, (HUNAN, BUSINESS), NOBODY)
    assert [one.value for one in school.choices] == ["湖南大学", "湖南工商大学"]
    assert [(one.value, one.label) for one in level.choices] == [("BACHELOR", "本科"), ("MASTER", "硕士研究生")]
    assert (number.label, number.hint, number.kind, number.most) == ("学号", "请与学生证一致。", "CODE", 120)
    assert (number.pattern, number.allowed) == (r"^(?:[0-9A-Z\-]{2,32})$", form.ALLOWED["student_no"])
    assert (email.required, email.hint, email.choices) == (False, "选填，用于接收电子凭证。", [])


def test_every_field_can_be_asked_and_every_pattern_has_its_kind() -> None:
    assert set(KINDS) == set(form.PATTERNS)
    for name in FIELD_LABELS:
        asks = question(FormField(name, required=False))
        assert asks.hint.startswith(OPTIONAL)
        assert (asks.pattern is None, asks.allowed == "") == (name not in KINDS, name not in KINDS)


def test_of_her_contact_data_is_asked_what_the_task_wants_and_what_she_gave() -> None:
    task = a_form(FormField("name"), FormField("contact_phone"), FormField("address"))
    fresh = {one.name: one.required for one in contact_questions(task, dict.fromkeys(CONTACT, ""))}
    assert fresh == {"contact_phone": True, "address": True}
    given = contact_questions(task, {"contact_phone": "138****8000", "email": "a@b.cn"})
    assert [(one.name, one.required) for one in given] == [
        ("contact_phone", False),
        ("email", False),
        ("address", True),
    ]
    assert given[0].hint == STAYS
