"""Schools, task codes and collection codes over HTTP: what a student is told, what nobody is, and who may ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.tasks.guess_limits import PER_PERSON
from clients.student import ApiError
from tests.worlds.app import World, card, refused
from tests.worlds.tasks import fresh_code


def test_anyone_may_search_schools(world: World) -> None:
    found = world.guest().call("GET", "/api/schools?q=%E5%95%86%E5%AD%A6%E9%99%A2")  # 商学院
    label = "湖南工商大学（曾用名：湖南商学院）"
    assert found == {"schools": [{"school_code": "10554", "name": "湖南工商大学", "label": label}]}
    assert len(world.guest().call("GET", "/api/schools?q=%E6%B9%96%E5%8D%97")["schools"]) == 10  # 湖南


def test_a_code_leads_to_what_a_student_may_know(world: World) -> None:
    task = world.task(code=fresh_code().upper(), roster="CODES", makeup_of="earlier")
    found = world.student().lookup(f" {task.code.lower()} ", school="湖南商学院", task_type="GROUP")["task"]
    assert set(found) == {
        "task_id",
        "title",
        "task_type",
        "task_type_label",
        "collect_mode",
        "sub_unit",
        "schools",
        "levels",
        "opens_at",
        "closes_at",
        "price",
        "price_text",
        "pay_minutes",
        "allow_album",
        "background",
        "glasses",
        "covers",
        "refund_text",
        "questions",
        "contacts",
        "delivery_text",
        "kept_text",
        "rows",
    }
    assert (found["task_id"], found["collect_mode"], found["task_type_label"]) == (
        task.task_id,
        "ENCRYPTED",
        "集中采集",
    )
    assert (found["price"], found["price_text"]) == (2000, "20.00")
    assert [school["name"] for school in found["schools"]] == ["湖南大学", "湖南工商大学"]
    assert found["levels"] == [{"level": "BACHELOR", "label": "本科"}]
    assert found["questions"] == []  # its collection code answers some
    assert found["background"] == {"rgb": [100, 197, 255], "policy": "normalise"}
    assert {contact["role"] for contact in found["contacts"]} == {"TEACHER", "BRANCH"}


def test_every_refusal_of_a_code(world: World) -> None:
    student, task, now = world.student(), world.task(), datetime.now(UTC).replace(microsecond=0)
    refused(lambda: student.lookup(fresh_code()), 404, "task_code_unknown", "code")
    refused(lambda: student.lookup(task.code, school="哈佛大学"), 422, "school_unknown", "school")
    refused(lambda: student.lookup(task.code, school="湘潭大学"), 422, "school_not_in_task", "school")
    refused(lambda: student.lookup(task.code, task_type="INDIVIDUAL"), 422, "wrong_task_type", "task_type")
    later = world.task(opens_at=now + timedelta(hours=1))
    refused(lambda: student.lookup(later.code), 409, "task_not_open_yet")
    refused(lambda: student.lookup(world.task(state="CLOSED").code), 409, "task_closed")


def test_guessing_ends(world: World) -> None:
    student = world.student()
    for _ in range(2 * PER_PERSON):  # the minutes that are counted together may end in between
        with pytest.raises(ApiError) as guess:
            student.lookup(fresh_code())
        if guess.value.status == 429:
            break
    error = refused(lambda: student.lookup(world.task().code), 429, "too_many_task_codes")
    assert 0 < error["retry_after"] <= 600


def test_a_picture_becomes_student_info(world: World) -> None:
    student, task = world.student(), world.task()
    read = student.read_code(task.task_id, card(student_no="2023010101"))
    assert set(read) == {"read_id", "details", "questions", "expires_at", "source", "cautions"}
    assert read["source"] == "picture"
    told = {one["label"]: one["value"] for one in read["details"]}
    assert (told["姓名"], told["学校"], told["学号"]) == ("张*三", "湖南大学", "2023010101")
    assert (told["学历层次"], told.get("系所")) == ("本科", None)
    assert [one["name"] for one in read["questions"]] == ["contact_phone", "email"]
    minutes = (datetime.fromisoformat(read["expires_at"]) - datetime.now(UTC)).total_seconds() / 60
    assert 58 < minutes <= 60


def post(student: Any, **body: Any) -> Any:
    return student.call("POST", "/api/collect-codes", body)


def test_a_picture_is_its_uploaders_own(world: World) -> None:
    student, other, task = world.student(), world.student(), world.task()
    upload_id = student.upload("QR", card(), "image/png")["upload_id"]
    refused(lambda: post(other, task_id=task.task_id, upload_id=upload_id), 404, "upload_missing", "upload_id")
    assert post(student, task_id=task.task_id, upload_id=upload_id)["read_id"]


def test_a_read_comes_from_a_picture_or_a_text_but_not_both(world: World) -> None:
    student, task = world.student(), world.task()
    assert post(student, task_id=task.task_id, text="someopaquecode42")["source"] == "text"
    refused(lambda: post(student, task_id=task.task_id), 422, "invalid", "upload_id")
    refused(lambda: post(student, task_id=task.task_id, text="abcdef", upload_id="x"), 422, "invalid", "upload_id")
    refused(lambda: post(student, task_id=task.task_id, text="a" * 4097), 422, "invalid", "text")


def test_an_own_order_goes_on_and_proves_the_session(world: World) -> None:
    student, task, picture = world.student(), world.task(), card()
    read = student.read_code(task.task_id, picture)
    order = student.open(task.task_id, read["read_id"], contact_phone="13900000000")
    doubtful = world.session(student, proven=False)
    refused(lambda: doubtful.order(order["order_id"]), 404, "order_not_found")
    doubtful.read_code(task.task_id, picture)
    assert doubtful.order(order["order_id"])["order_id"] == order["order_id"]
