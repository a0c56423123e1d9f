"""Another number for the account on the site: the proof first, and the way back for whoever did not do it."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import expect

from chalicelib.identity.model import TAIL_SETTLED
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check, shot
from tests.worlds.proven import text_code
from tests.worlds.visitor import Visitor


def look(student: Visitor, name: str) -> None:
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"{name}-{width}")


def put_tail(world: World, student: Visitor, tail: str) -> None:
    """Her ID's end, on record for more than a week."""
    student.api.call("PATCH", "/api/me", {"id_tail": tail})
    person = wire().student.accounts.person(world.person(student.api))
    wire().stores.people.save(replace(person, id_tail_at=wire().clock() - TAIL_SETTLED))


def test_the_number_is_changed_once_the_old_one_has_said_yes(visit: Visits) -> None:
    student, fresh = visit(), new_phone()
    student.come_in("/me")
    student.link("更换手机号").click()
    student.heading("更换手机号")
    student.sees(f"199****{student.phone[-4:]}")
    student.button("下一步").click()
    student.sees("请填写短信中的 6 位数字")
    look(student, "phone-proof")
    text_code(student, student.phone)
    student.button("下一步").click()
    student.sees("第二步")
    student.button(re.compile("发送")).click()
    student.sees("请填写 11 位手机号")
    look(student, "phone-new")
    student.page.get_by_label("新手机号").fill(fresh)
    text_code(student, fresh)
    student.button("确认更换").click()
    student.sees("手机号已更换")
    student.sees(f"199****{fresh[-4:]}")
    look(student, "phone-changed")


def test_whoever_has_nothing_but_the_session_is_told_the_way(visit: Visits) -> None:
    student = visit()
    student.come_in("/me/phone")
    student.sees("都不能验证时")
    expect(student.page.get_by_text("当前手机号收不到短信")).to_have_count(0)
    student.page.get_by_role("main").get_by_role("link", name="联系分社").click()
    student.heading("联系我们")


def test_a_proof_that_is_over_is_asked_for_again(world: World, visit: Visits) -> None:
    """Who takes longer than the first step lasts is led back to it."""
    student = visit()
    student.expected.append("403 (Forbidden)")
    student.come_in("/me")
    put_tail(world, student, "123X")
    student.open("/me/phone")
    student.page.locator("#id_tail").fill("123X")
    student.button("用证件号码后 4 位验证").click()
    student.page.get_by_label("新手机号").fill(new_phone())
    token = student.page.evaluate("localStorage.getItem('gradphoto.token')")
    wire().student.phone_proof.forget(wire().student.sessions.who(token, ip=""))
    student.page.get_by_label("图形验证码", exact=True).fill("abcd")
    student.button(re.compile("发送")).click()
    student.sees("验证已过期，请重新验证")
    student.sees("第一步：验证是您本人")
