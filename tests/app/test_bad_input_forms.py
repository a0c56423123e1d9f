"""A form or a collection code that does not fit: the field is named, and nobody's order is touched."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from chalicelib.collect_codes.sealed import opened, seal
from chalicelib.shared.ids import random_id
from chalicelib.tasks.levels import Level
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, card, portrait, refused, unchanged


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


FORMS: list[tuple[dict[str, str], str, str]] = [
    ({"name": ""}, "field_missing", "name"),
    ({"name": "\u200b \u3000"}, "field_missing", "name"),
    ({"contact_phone": "12345"}, "field_wrong", "contact_phone"),
    ({"contact_phone": "1990000000x"}, "field_wrong", "contact_phone"),
    ({"contact_phone": "1٣800000000"}, "field_wrong", "contact_phone"),
    ({"email": "a@b"}, "field_wrong", "email"),
    ({"id_tail": "12"}, "field_wrong", "id_tail"),
    ({"student_no": "学号"}, "field_wrong", "student_no"),
    ({"school": "湖大"}, "school_unknown", "school"),
    ({"school": "中南大学"}, "school_not_in_task", "school"),
    ({"level": "硕士研究生"}, "form_level_not_in_task", "level"),
    ({"level": "大师"}, "form_level_not_in_task", "level"),
]


@pytest.mark.parametrize(("fields", "code", "field"), FORMS)
def test_a_form_filled_in_wrongly(
    world: World, student: Student, fields: dict[str, str], code: str, field: str
) -> None:
    task = world.plain_task()
    unchanged(world, lambda: student.open(task.task_id, **world.form(**fields)), 422, code, field)


def test_invisible_signs_and_full_width_letters_do_no_harm(world: World, student: Student) -> None:
    form = world.form(name="\ufeff 张\u200b三\t ")
    wide = form | {"student_no": "".join(chr(ord(sign) + 0xFEE0) for sign in form["student_no"])}
    order = student.open(world.plain_task().task_id, **wide)
    assert (order["student"]["name"], order["student"]["student_no"]) == ("张三", form["student_no"])


def read(student: Student, task_id: str, picture: bytes) -> Any:
    upload = student.upload("QR", picture, "image/png")
    return student.call("POST", "/api/collect-codes", {"upload_id": upload["upload_id"], "task_id": task_id})


def opening(student: Student, task_id: str, read_id: str | None) -> Any:
    body = {"task_id": task_id, "read_id": read_id, "form": {"contact_phone": new_phone()}}
    return student.call("POST", "/api/orders", body)


def test_the_collection_code_of_another_school_or_level(world: World, student: Student) -> None:
    task, masters = world.task(), world.task(levels=(Level.MASTER,))
    other = card(school_code="10533")
    elsewhere = unchanged(world, lambda: read(student, task.task_id, other), 422, "collect_code_other_school")
    assert "中南大学" in elsewhere["message"]
    too_low = unchanged(world, lambda: read(student, masters.task_id, card()), 422, "collect_code_other_level")
    assert "本科" in too_low["message"]


PAIR = (Level.BACHELOR, Level.MASTER)
SCHOOL_AND_LEVEL: list[tuple[dict[str, str], str, str]] = [
    ({"school": "湖大", "level": "本科"}, "school_unknown", "school"),
    ({"school": "中南大学", "level": "本科"}, "school_not_in_task", "school"),
    ({"school": "湖南大学", "level": "大师"}, "form_level_not_in_task", "level"),
    ({"school": "湖南大学", "level": "专科"}, "form_level_not_in_task", "level"),
    ({}, "field_missing", "school"),
    ({"school": "湖南大学"}, "field_missing", "level"),
]


@pytest.mark.parametrize(("typed", "code", "field"), SCHOOL_AND_LEVEL)
def test_what_a_collection_code_does_not_tell_is_checked_when_typed(
    world: World, student: Student, typed: dict[str, str], code: str, field: str
) -> None:
    task, text = world.task(levels=PAIR), f"CJM{random_id(12)}"
    told = student.call("POST", "/api/collect-codes", {"text": text, "task_id": task.task_id})
    assert (told["details"], [one["name"] for one in told["questions"]][:2]) == ([], ["school", "level"])
    form = {"contact_phone": new_phone()}
    unchanged(world, lambda: student.open(task.task_id, told["read_id"], **form | typed), 422, code, field)
    order = student.open(task.task_id, told["read_id"], **form, school="湖南工商大学", level="硕士研究生")
    assert (order["student"]["school_code"], order["student"]["level"]) == ("10554", "MASTER")


def test_a_form_need_not_say_what_the_task_has_one_of(world: World, student: Student) -> None:
    one, two = world.plain_task(schools=("10532",)), world.plain_task(levels=PAIR)
    order = student.open(one.task_id, **world.form(school="", level=""))
    assert (order["student"]["school_name"], order["student"]["level"]) == ("湖南大学", "BACHELOR")
    unchanged(world, lambda: student.open(two.task_id, **world.form(school="")), 422, "field_missing", "school")
    unchanged(world, lambda: student.open(two.task_id, **world.form(level="")), 422, "field_missing", "level")


def test_a_task_that_needs_no_collection_code(world: World, student: Student) -> None:
    task = world.plain_task()
    unchanged(world, lambda: read(student, task.task_id, card()), 422, "no_collect_code_needed", "task_id")


def test_a_read_of_somebody_else_of_another_task_or_never_made(world: World, student: Student) -> None:
    task, other = world.task(), world.task()
    theirs = world.student().read_code(task.task_id, card())["read_id"]
    mine = student.read_code(other.task_id, card())["read_id"]
    answers = [
        unchanged(world, partial(opening, student, task.task_id, read_id), 404, "read_expired", "read_id")
        for read_id in (theirs, mine, random_id(), "é" * 22)
    ]
    assert len({json.dumps({**answer, "ref": ""}) for answer in answers}) == 1
    refused(lambda: opening(student, task.task_id, None), 422, "form_needed", "read_id")


def test_a_read_that_is_over(world: World, student: Student) -> None:
    task = world.task()
    person_id, keys = world.person(student), wire().stores.keys
    kept = opened(keys, student.read_code(task.task_id, card())["read_id"], person_id, task.task_id)
    assert kept is not None
    read_id = seal(keys, person_id, task.task_id, wire().clock(), kept.read)
    unchanged(world, lambda: opening(student, task.task_id, read_id), 404, "read_expired", "read_id")


def test_a_student_number_in_use_without_an_id_end_leads_to_the_branch(world: World) -> None:
    task, form = world.plain_task(), world.form()
    world.student().open(task.task_id, **form)
    other = world.student()
    error = unchanged(world, lambda: other.open(task.task_id, **form), 409, "enrolment_in_use_unproven", "student_no")
    assert error["action"].startswith("请核对学号；如果没有填错，可在")
    assert "后重新提交，届时由您办理；急需办理请联系：湖南分社" in error["action"]
    assert "证件号码" not in error["message"] + error["action"]


def test_a_student_number_in_use_with_an_id_end_is_taken_over(world: World) -> None:
    task, form = world.plain_task(), world.form(id_tail="123X")
    order_id = world.student().open(task.task_id, **form)["order_id"]
    other, body = world.student(), {"task_id": task.task_id, "form": form}
    used = unchanged(world, lambda: other.open(task.task_id, **form), 409, "collect_code_in_use_unpaid")
    assert used["data"] == {"takeover": True}
    wrong = body | {"id_tail": "0000"}
    unchanged(world, lambda: other.call("POST", "/api/orders", wrong), 422, "wrong_id_tail", "id_tail")
    assert other.call("POST", "/api/orders", body | {"id_tail": "123x"})["order_id"] != order_id


def test_an_enrolment_that_paid_stays_where_it_is(world: World) -> None:
    task, owner, other, form = world.plain_task(price=0), world.student(), world.student(), world.form()
    order_id = str(owner.open(task.task_id, **form)["order_id"])
    assert owner.judge(order_id, portrait())["state"] == "PASSED"
    assert owner.act(order_id, "submit", photo_no=1)["state"] == "IN_REVIEW"
    error = unchanged(world, lambda: other.open(task.task_id, **form), 409, "collect_code_in_use_paid")
    assert "湖南分社" in error["action"]
