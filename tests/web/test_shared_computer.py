"""A computer of many: what one person typed is never seen by the next, in no tab, and stays for herself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.visitor import Visitor

OWN_ADDRESS = "长沙市岳麓区甲家"


def typed_in(student: Visitor, seeded: Seeded) -> Visitor:
    """A form half filled in by `student`; the second tab of the same browser."""
    student.come_in()
    student.locate(seeded.plain)
    student.link("开始办理").click()
    student.fill(name="甲同学", address=OWN_ADDRESS, contact_phone=student.phone)
    other = Visitor(student.page.context.new_page(), student.site_url, student.outside, student.phone)
    other.open("/me")
    other.heading("我的")
    other.api.token = other.page.evaluate("localStorage.getItem('gradphoto.token')")
    return other


@pytest.mark.parametrize("how", ["logout", "ended session"])
def test_after_an_end_in_another_tab_nobody_sees_what_was_typed(visit: Visits, seeded: Seeded, how: str) -> None:
    student = visit("desktop")
    other = typed_in(student, seeded)
    if how == "logout":
        other.button("退出登录").click()
        student.heading("登录")
    else:
        student.expected.append("401 (Unauthorized)")
        other.api.call("POST", "/api/logout")
        other.page.reload()
    other.phone = new_phone()
    other.log_in()
    student.heading("填写信息")
    for name in ("name", "address", "contact_phone"):
        expect(student.page.locator(f"#{name}")).to_have_value("")
    kept = student.page.evaluate("JSON.stringify(sessionStorage)")
    assert OWN_ADDRESS not in kept


def test_she_herself_finds_it_again_after_an_ended_session(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    other = typed_in(student, seeded)
    other.page.evaluate("localStorage.removeItem('gradphoto.token')")
    student.heading("登录")
    other.page.evaluate("token => localStorage.setItem('gradphoto.token', token)", other.api.token)
    student.heading("填写信息")
    expect(student.page.locator("#address")).to_have_value(OWN_ADDRESS)


def test_a_mistyped_number_keeps_nobody_waiting(visit: Visits) -> None:
    student = visit()
    right, student.phone = student.phone, new_phone()
    student.open()
    student.heading("登录")
    student.ask_code()
    student.page.get_by_label("手机号").fill(right)
    expect(student.button("发送验证码")).to_be_enabled()
    expect(student.page.get_by_text("验证码已发送")).to_have_count(0)
    student.page.get_by_label("手机号").fill(student.phone)
    expect(student.button(re.compile("秒后重发"))).to_be_disabled()
    student.phone = right
    student.log_in()
    student.heading("线上采集")
