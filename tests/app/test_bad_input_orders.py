"""What a student may not do with an order: said clearly, and nothing is lost or half-written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.shared.ids import random_id
from clients.student import Student
from tests.worlds.app import World, card, portrait, refused, speaks_chinese, unchanged, without_face


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


# -- whose --------------------------------------------------------------------------------------------------------


HEADERS = [None, "", "Bearer", "Bearer ", "Bearer x", f"Bearer {'a' * 43}", "Bearer ' OR 1=1 --", "Basic eDp5", "é"]


@pytest.mark.parametrize("header", HEADERS)
def test_no_token_or_one_that_is_nobodys(world: World, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("utf-8").decode("latin-1")}
    answer = world.raw("GET", "/api/me", by=None, **headers)
    assert answer.status_code == 401
    error = speaks_chinese(answer.json()["error"])
    assert (error["code"], error["message"], error["action"]) == ("session_over", "登录已失效", "请重新登录")


def test_nobody_uploads_to_somebody_elses_order(world: World, student: Student) -> None:
    elses = world.draft(world.student())
    before = world.tables()
    for order_id in (elses, random_id(), "x"):
        refused(partial(student.upload, "PHOTO", b"x", "image/jpeg", order_id), 404, "order_not_found")
    assert world.tables() == before


# -- a task closes between two steps ------------------------------------------------------------------------------


def test_closed_between_look_up_and_opening(world: World, student: Student) -> None:
    plain, encrypted = world.plain_task(), world.task()
    for task in (plain, encrypted):
        assert student.lookup(task.code)["task"]["task_id"] == task.task_id
    read = student.read_code(encrypted.task_id, card())
    for task in (plain, encrypted):
        world.change(task, state="CLOSED")
    unchanged(world, lambda: student.open(plain.task_id, **world.form()), 409, "task_not_open")
    unchanged(world, lambda: student.open(encrypted.task_id, read["read_id"]), 409, "task_not_open")
    refused(lambda: student.read_code(encrypted.task_id, card()), 409, "task_closed")


def test_closed_between_opening_and_submitting(world: World, student: Student) -> None:
    task = world.plain_task()
    order_id, untouched = world.photographed(student, task), world.draft(student, task)
    closed = world.change(task, state="CLOSED")
    error = unchanged(world, lambda: student.act(order_id, "submit", photo_no=1), 409, "task_not_open")
    assert error["data"]["order"] == {"order_id": order_id, "state": "DRAFT", "label": "待提交"}
    unchanged(world, lambda: student.upload("PHOTO", portrait(), "image/jpeg", untouched), 409, "task_not_open")
    assert student.order(order_id)["photo"]["state"] == "PASSED"
    world.change(closed, state="OPEN")
    assert student.act(order_id, "submit", photo_no=1)["state"] == "AWAITING_PAYMENT"


def test_closed_between_submitting_and_paying(world: World, student: Student) -> None:
    task = world.plain_task()
    order_id = world.submitted(student, task)
    world.change(task, state="CLOSED")
    error = unchanged(world, lambda: student.pay(order_id), 409, "task_not_open")
    assert error["data"]["order"]["state"] == "AWAITING_PAYMENT"
    assert student.order(order_id)["actions"] == ["cancel", "contact"]
    assert student.act(order_id, "cancel")["label"] == "已取消"


def test_a_task_that_is_not_open_yet_or_not_there(world: World, student: Student) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    early = world.plain_task(opens_at=tomorrow)
    error = refused(lambda: student.lookup(early.code), 409, "task_not_open_yet")
    assert error["data"]["opens_at"].startswith(tomorrow.date().isoformat())
    unchanged(world, lambda: student.open(early.task_id, **world.form()), 409, "task_not_open")
    unchanged(world, lambda: student.open("nothing", **world.form()), 404, "task_unknown")


# -- photos and submitting ----------------------------------------------------------------------------------------


def test_submitting_without_a_verdict(world: World, student: Student) -> None:
    order_id = world.draft(student)
    unchanged(world, lambda: student.act(order_id, "submit", photo_no=1), 409, "photo_not_ready")
    student.call("POST", "/api/uploads", {"purpose": "PHOTO", "type": "image/jpeg", "size": 9, "order_id": order_id})
    unchanged(world, lambda: student.act(order_id, "submit", photo_no=1), 409, "photo_not_ready")


def test_submitting_a_photo_that_failed_or_is_another_number(world: World, student: Student) -> None:
    order_id = world.photographed(student)
    assert student.judge(order_id, without_face())["state"] == "FAILED"
    for number in (1, 2, 3, 9999):  # replaced, failed, never asked for
        unchanged(world, partial(student.act, order_id, "submit", photo_no=number), 409, "photo_not_ready")


def test_submitting_twice_is_submitting_once(world: World, student: Student) -> None:
    order_id = world.photographed(student)
    first = student.act(order_id, "submit", photo_no=1)
    before = world.tables()
    assert student.act(order_id, "submit", photo_no=1)["seq"] == first["seq"]
    assert world.tables() == before
    error = unchanged(world, lambda: student.act(order_id, "submit", photo_no=2), 409, "order_not_in_this_state")
    assert "待支付" in error["message"]


WRONG_NOW: list[tuple[str, dict[str, Any], str]] = [
    ("submit", {"photo_no": 2}, "order_not_in_this_state"),
    ("resubmit", {"photo_no": 1}, "order_not_in_this_state"),
    ("withdraw", {}, "order_not_in_this_state"),
    ("refund", {}, "order_not_in_this_state"),
]


@pytest.mark.parametrize(("action", "body", "code"), WRONG_NOW)
def test_what_the_state_does_not_allow(
    world: World, student: Student, awaiting: str, action: str, body: dict[str, Any], code: str
) -> None:
    error = unchanged(world, lambda: student.act(awaiting, action, **body), 409, code)
    assert error["data"]["order"]["label"] == "待支付"


@pytest.fixture(scope="module")
def awaiting(world: World, student: Student) -> str:
    return world.submitted(student)


def test_a_photo_for_an_order_that_wants_none(world: World, student: Student, awaiting: str) -> None:
    error = unchanged(
        world, lambda: student.upload("PHOTO", portrait(), "image/jpeg", awaiting), 409, "photo_not_wanted"
    )
    assert "待支付" in error["message"]
