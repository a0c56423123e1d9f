"""A person's rights in her data: a copy, deletion, closing the account; what must stay, stays with its reason."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.model import Order, State
from chalicelib.privacy.purge import PURGE
from chalicelib.shared.db import Conflict
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, picture, portrait, refused, unchanged
from tests.worlds.export import copy
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order
from tools.suite.patience import wait_for

SURE = {"confirmed": True}
NAME = "司马明月"  # no other test's


def finished(world: World, student: Student, state: State = State.DONE, **changes: Any) -> str:
    """An order of this student in a state it takes others weeks to reach."""
    task = world.plain_task(price=0)
    return made_order(world, task, state, person_id=world.person(student), **changes)


def everything_about(world: World, order_id: str) -> str:
    return str({key: item for key, item in world.tables().items() if order_id in key})


def test_a_copy_holds_what_is_kept_and_the_photos(world: World) -> None:
    student, phone = world.student(), new_phone()
    student.call("PATCH", "/api/me", {"nickname": "小雨", "id_tail": "123X"})
    order_id = student.open(world.plain_task().task_id, **world.form(name=NAME, contact_phone=phone))["order_id"]
    student.judge(order_id, portrait(seed=77))
    student.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    title = {"kind": "PERSONAL", "title": NAME, "email": "me@example.com"}
    student.call("PUT", f"/api/orders/{order_id}/invoice-title", title)
    data, files = copy(student)
    assert (data["账号"]["昵称"], data["账号"]["已登记证件号后四位"]) == ("小雨", True)
    assert {one["同意书"] for one in data["同意记录"]} == {"中国图片社条款", "隐私政策", "人脸照片处理单独同意书"}
    (order,) = data["订单"]
    assert (order["姓名"], order["联系电话"], order["状态"]) == (NAME, phone, "待审核")
    assert (order["付款"][0]["金额（元）"], order["发票抬头"]["抬头"]) == ("20.00", NAME)
    assert files[f"photos/{world.called(order_id)}-1-原图.jpg"] == portrait(seed=77)
    assert files[f"photos/{world.called(order_id)}-1.jpg"][:2] == b"\xff\xd8"
    assert files[f"photos/{world.called(order_id)}-1-更换背景前.jpg"][:2] == b"\xff\xd8"


def test_a_copy_is_the_persons_own_and_not_without_limit(world: World) -> None:
    student = world.student()
    for _ in range(5):
        data, files = copy(student)
    assert (data["订单"], files) == ([], {})
    assert len(world.objects(f"exports/{world.person(student)}/")) == 1
    refused(lambda: proven(student).call("POST", "/api/me/export", {}), 429, "export_too_often")


def named(student: Student, order_id: str) -> str:
    """What an order is called where it stays."""
    return f"订单 {student.order(order_id)['number_text']}"


def test_what_is_over_goes_and_what_stands_stays_with_its_reason(world: World) -> None:
    student = world.student()
    student.call("PATCH", "/api/me", {"nickname": "小雨", "id_tail": "123X"})
    task = world.plain_task()
    cancelled = student.open(task.task_id, **world.form(name=NAME))["order_id"]
    student.judge(cancelled, portrait(seed=78))
    student.act(cancelled, "cancel")
    standing = student.open(world.plain_task().task_id, **world.form(name=NAME))["order_id"]
    done, made = finished(world, student), finished(world, student, State.IN_PRODUCTION)
    plan = student.call("GET", "/api/me/deletion")
    assert (set(plan["orders"]), plan["profile"], plan["standing"]) == ({cancelled, done}, True, 2)
    why = {one["what"]: one["why"] for one in plan["kept"]}
    assert "取消" in why[named(student, standing)]
    assert "勘误" in why[named(student, made)]
    assert "个人信息保护法" in why[named(student, standing)]
    answer = proven(student).call("POST", "/api/me/deletion", SURE)
    assert set(answer["orders"]) == {cancelled, done}
    for order_id in (cancelled, done):
        assert world.objects(f"original/{order_id}/") == world.objects(f"standard/{order_id}/") == {}
        about = everything_about(world, order_id)
        assert NAME not in about
        assert "PHOTO#" not in about
        assert student.order(order_id)["student"]["name"] == "（已删除）"
        assert student.order(order_id)["timeline"][-1]["event"] == "erase"
    assert student.order(standing)["student"]["name"] == NAME
    assert world.objects(f"standard/{made}/")
    assert student.call("GET", "/api/me")["nickname"] is None
    deleted = copy(student)[0]["删除记录"]
    assert [one["编号"] for one in deleted] == [answer["record_id"]]
    again = proven(student).call("POST", "/api/me/deletion", SURE)
    assert again["orders"] == []
    assert [one["编号"] for one in copy(student)[0]["删除记录"]] == [answer["record_id"]]
    admin = colleague(world.box.console_url, StaffRole.ADMIN)
    (row,) = admin.call("GET", "/api/staff/audit", None, subject=f"order {done}")["rows"]
    assert (row["action"], row["name"]) == ("erase", "学生本人")


def test_money_stays_and_is_found_again(world: World) -> None:
    student = world.student()
    order_id = world.paid(student)
    student.act(order_id, "refund")
    world.box.run_step("reconcile")
    student.wait_for(order_id, "REFUNDED")
    plan = student.call("GET", "/api/me/deletion")
    assert any("会计" in one["why"] for one in plan["kept"])
    assert proven(student).call("POST", "/api/me/deletion", SURE)["orders"] == [order_id]
    parts = {key.split()[-1].partition("#")[0] for key in world.tables() if order_id in key}
    assert {"HEAD", "EVT", "PAY", "REFUND"} <= parts
    assert "PHOTO" not in parts
    (order,) = copy(student)[0]["订单"]
    assert order["付款"][0]["结果"] == "已退款"


def test_one_who_died_in_the_middle_is_finished_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    student = world.student()
    order_id = finished(world, student)

    def dies(*_: object) -> None:
        raise Conflict

    with monkeypatch.context() as patched:
        patched.setattr(wire().privacy.erasure, "sweep", dies)
        refused(lambda: proven(student).call("POST", "/api/me/deletion", SURE), 500, "broken")
    assert world.objects(f"standard/{order_id}/")
    wire().privacy.purge.run(lambda: 300)
    assert not world.objects(f"standard/{order_id}/")


@pytest.mark.parametrize("path", ["deletion", "closing"])
def test_a_deletion_that_died_is_done_and_on_record_when_it_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    student = world.student()
    person_id, ids = world.person(student), {finished(world, student) for _ in range(2)}
    erasing, died = wire().privacy.erasure, list[str]()
    sweep = erasing.sweep

    def dies(order: Order, look_again: datetime) -> int:
        if not died:
            died.append(order.head.order_id)
            raise Conflict
        return sweep(order, look_again)

    monkeypatch.setattr(erasing, "sweep", dies)
    refused(lambda: proven(student).call("POST", "/api/me/deletion", SURE), 500, "broken")
    admin = colleague(world.box.console_url, StaffRole.ADMIN)
    (row,) = admin.call("GET", "/api/staff/audit", None, subject=f"order {died[0]}")["rows"]
    assert (row["action"], row["name"]) == ("erase", "学生本人")
    assert world.objects(f"standard/{died[0]}/")
    assert set(student.call("GET", "/api/me/deletion")["orders"]) == ids
    assert set(student.call("POST", f"/api/me/{path}", SURE)["orders"]) == ids
    assert not any(world.objects(f"standard/{order_id}/") for order_id in ids)
    (record,) = wire().stores.deletions.of_person(person_id)
    assert set(record.orders) == ids
    if path == "deletion":
        assert proven(student).call("POST", "/api/me/deletion", SURE)["orders"] == []


def test_what_retention_erased_is_no_wish_of_hers(world: World) -> None:
    student = world.student()
    order_id = finished(world, student)
    assert wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
    assert student.call("GET", "/api/me/deletion")["orders"] == []
    assert proven(student).call("POST", "/api/me/deletion", SURE)["orders"] == []


def test_an_order_that_expired_cannot_come_back_once_erased(world: World) -> None:
    student, task = world.student(), world.plain_task()
    order_id = made_order(world, task, State.EXPIRED, person_id=world.person(student), price=2000)
    proven(student).call("POST", "/api/me/deletion", SURE)
    refused(lambda: student.act(order_id, "reopen"), 409, "order_not_in_this_state")


def test_an_account_with_orders_that_stand_is_not_closed(world: World) -> None:
    student = world.student()
    order_id = world.draft(student)
    proven(student)
    error = unchanged(world, lambda: student.call("POST", "/api/me/closing", SURE), 409, "account_has_orders")
    assert error["data"]["orders"][0]["what"] == named(student, order_id)


def test_a_closed_account_is_gone_and_its_number_begins_anew(world: World) -> None:
    user = world.outside.control("POST", "/users", phone=new_phone())
    student, other = world.guest(), world.guest()
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    person_id, order_id = world.person(student), finished(world, student)
    other.token = world.session(student).token
    answer = proven(student).call("POST", "/api/me/closing", SURE)
    assert answer["orders"] == [order_id]
    for session in (student, other):
        refused(partial(session.call, "GET", "/api/me"), 401, "session_over")
        refused(partial(session.call, "GET", "/api/orders"), 401, "session_over")
    closed = wire().stores.people.get(person_id)
    assert closed is not None
    assert (closed.phone, closed.wechat, closed.nickname, closed.ended) == ("", {}, None, True)
    again = world.guest()
    fresh = world.outside.control("POST", f"/users/{user['openid']}/codes")
    again.login_by_wechat(fresh["login_code"], fresh["phone_code"])
    assert world.person(again) != person_id
    assert again.call("GET", "/api/orders")["orders"] == []


def test_a_picture_that_comes_after_closing_becomes_no_avatar(world: World) -> None:
    """A form works for ten minutes, whatever becomes of the account."""
    student, data = world.student(), picture()
    person_id = world.person(student)
    form = student.call("POST", "/api/uploads", {"purpose": "AVATAR", "type": "image/png", "size": len(data)})
    proven(student).call("POST", "/api/me/closing", SURE)
    assert student.post_form(form, data, "image/png").status_code < 300
    assert wire().student.photo_judge.arrived(f"in/avatar/{person_id}/{form['upload_id']}") == "nothing to do"
    assert not world.objects(f"avatars/{person_id}/")
    assert not world.objects(f"in/avatar/{person_id}/")


def test_a_picture_that_is_made_small_while_the_account_closes_stays_nowhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, data, judge = world.student(), picture(), wire().student.photo_judge
    person_id = world.person(student)
    form = student.call("POST", "/api/uploads", {"purpose": "AVATAR", "type": "image/png", "size": len(data)})
    assert student.post_form(form, data, "image/png").status_code < 300
    (key,) = wait_for(lambda: world.objects(f"avatars/{person_id}/"), "the avatar")
    world.drop(key)
    small = judge._small_avatar

    def small_and_closes(picture: bytes) -> bytes:
        proven(student).call("POST", "/api/me/closing", SURE)
        return small(picture)

    monkeypatch.setattr(judge, "_small_avatar", small_and_closes)
    upload = f"in/avatar/{person_id}/{form['upload_id']}"
    assert judge.arrived(upload) == "nothing to do"
    assert not world.objects(f"avatars/{person_id}/")
    world.put(key, b"face")  # of a step that died; the event comes again
    assert judge.arrived(upload) == "nothing to do"
    assert not world.objects(f"avatars/{person_id}/")


def test_a_picture_that_comes_just_before_the_account_ends_goes_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, people = world.student(), wire().stores.people
    person_id, close = world.person(student), people.close

    def comes_and_closes(*closing: Any) -> None:
        world.put(f"avatars/{person_id}/late.jpg", b"face")
        close(*closing)

    monkeypatch.setattr(people, "close", comes_and_closes)
    proven(student).call("POST", "/api/me/closing", SURE)
    assert not world.objects(f"avatars/{person_id}/")


def test_a_session_of_a_closed_account_opens_nothing(world: World) -> None:
    """One that began while the account was being closed: no other step looks at the person, opening does."""
    student = world.student()
    person_id = world.person(student)
    proven(student).call("POST", "/api/me/closing", SURE)
    late = world.guest()
    late.token = wire().student.sessions.start(person_id, "web", None, True)
    refused(lambda: late.open(world.plain_task().task_id, **world.form()), 401, "session_over")
    refused(lambda: proven(late).call("POST", "/api/me/deletion", SURE), 401, "session_over")


def test_what_is_not_confirmed_is_not_done(world: World) -> None:
    student = world.student()
    for path in ("deletion", "closing"):
        asked = partial(student.call, "POST", f"/api/me/{path}", {"confirmed": False})
        unchanged(world, asked, 422, "invalid", "confirmed")


def test_a_reviewer_finds_nothing_to_correct_or_post(world: World) -> None:
    student = world.student()
    order_id = finished(world, student)
    proven(student).call("POST", "/api/me/deletion", SURE)
    manager = colleague(world.box.console_url, StaffRole.MANAGER)
    correct = f"/api/staff/orders/{order_id}/correct"
    refused(lambda: manager.call("POST", correct, {"reason": "家长来电", "note": "姓名有误"}), 409, "order_erased")
