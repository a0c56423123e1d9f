"""An account of which a sealed text does not open: its owner comes in, sees what is missing, and fills it in again."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.api.desk.views import UNREADABLE_NUMBER
from chalicelib.identity.phone import mask
from chalicelib.identity.view import UNREADABLE
from clients.outside import new_phone
from tests.worlds.app import World, refused
from tests.worlds.branch import Desk, confirm, find
from tests.worlds.unreadable import spoil


def test_a_login_by_sms_writes_the_number_anew(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    student, phone = world.phoned()
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    person_id, order_id = world.person(student), world.draft(student)
    spoil(world, person_id)
    seen = student.call("GET", "/api/me")
    assert (seen["phone"], seen["nickname"]) == (UNREADABLE, None)
    assert '"alarm"' in capsys.readouterr().out
    assert student.order(order_id)["order_id"] == order_id
    again = world.guest()
    again.ask_code(phone, world.outside.solved(again.captcha()))
    session = again.login(phone, world.outside.sms_code(phone))
    assert (session["proven"], session["person"]["phone"]) == (True, mask(phone))
    assert world.person(again) == person_id
    assert again.call("PATCH", "/api/me", {"nickname": "小雨"})["nickname"] == "小雨"
    capsys.readouterr()
    assert student.call("GET", "/api/me")["phone"] == mask(phone)
    assert '"alarm"' not in capsys.readouterr().out


def test_a_login_by_wechat_goes_on_and_says_what_is_missing(world: World) -> None:
    user = world.outside.control("POST", "/users", phone=new_phone())
    student = world.guest()
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    spoil(world, world.person(student))
    again = world.guest()
    session = again.login_by_wechat(world.box.wechat.login_code(user["openid"]), None)
    assert (session["proven"], session["person"]["phone"]) == (True, UNREADABLE)
    body = world.outside.solved(again.captcha())
    refused(partial(again.call, "POST", "/api/login/phone/proof", body), 409, "number_unreadable")
    named = world.box.wechat.phone_code(user["openid"])
    session = again.login_by_wechat(world.box.wechat.login_code(user["openid"]), named)
    assert (session["person"]["phone"], session["next"]) == (mask(user["phone"]), None)


def test_an_account_in_doubt_is_proven_as_ever(world: World) -> None:
    student, phone = world.phoned()
    student.call("PATCH", "/api/me", {"id_tail": "123X"})
    person_id = world.person(student)
    spoil(world, person_id, last_seen_at="2026-01-01T00:00:00Z")
    again = world.guest()
    again.ask_code(phone, world.outside.solved(again.captcha()))
    assert again.login(phone, world.outside.sms_code(phone))["proven"] is False
    assert again.call("PATCH", "/api/me", {"id_tail": "123X"})["proven"] is True


def test_her_own_number_as_the_new_one_is_written_anew(world: World) -> None:
    """What she sees is that her number is missing: she fills it in where numbers are filled in."""
    user = world.outside.control("POST", "/users", phone=new_phone())
    student = world.guest()
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    spoil(world, world.person(student))
    path, phone = "/api/login/phone", user["phone"]
    student.call("POST", f"{path}/proof", {"wechat_code": world.box.wechat.login_code(user["openid"])})
    asked = student.call("POST", path, {"phone": phone} | world.outside.solved(student.captcha()))
    body = {"phone": phone, "code": world.outside.sms_code(phone), "asker": asked["sent"]["asker"]}
    student.token = student.call("POST", path, body)["session"]["token"]
    assert student.call("GET", "/api/me")["phone"] == mask(phone)


def test_staff_give_an_account_no_number_that_it_has(world: World) -> None:
    student, phone = world.phoned()
    world.draft(student)
    person_id = world.person(student)
    spoil(world, person_id)
    desk, body = Desk(world), {"phone": phone, "reason": "学生来电，手机号读不出"}
    assert find(desk.manager, phone=phone)["person"]["phone"] == UNREADABLE_NUMBER
    asking = partial(desk.manager.call, "POST", f"/api/staff/people/{person_id}/phone", body)
    refused(asking, 422, "own_number", "phone")
    spoil(world, person_id, last_seen_at="2026-01-01T00:00:00Z")
    confirm(desk.manager2, asking())  # what is asked while it is in doubt writes it anew
    assert find(desk.manager, phone=phone)["person"]["phone"] == mask(phone)
