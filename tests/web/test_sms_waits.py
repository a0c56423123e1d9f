"""What is told to whoever gets no SMS here, and how long the button stays away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check, shot
from tests.worlds.visitor import Visitor


def look(student: Visitor, name: str) -> None:
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"{name}-{width}")


def asks(student: Visitor, code: str, seconds: int | None, field: str | None = "phone") -> None:
    """Asks for a code, and is refused for so long."""
    student.expected.append("429 (Too Many")
    error = {"code": code, "message": "短信验证码暂时不能发送", "action": "请稍后再试", "field": field, "data": None}
    said = {"error": error | {"retry_after": seconds, "ref": "-"}}
    student.page.route("**/api/login/sms-code", lambda route: route.fulfill(status=429, json=said))
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.page.get_by_label("手机号").fill(student.phone)
    student.page.locator("#picture").fill("ABCD")
    student.button("发送验证码").click()
    student.sees("短信验证码暂时不能发送")


@pytest.mark.parametrize("code", ["sms_slow", "sms_used_up_here"])
def test_whoever_takes_another_network_is_not_held_back_by_the_page(visit: Visits, code: str) -> None:
    """The wait is this network's, of hours; the page does not see that she left it."""
    student = visit()
    asks(student, code, 50_000)
    expect(student.page.get_by_role("region", name="用微信登录")).to_be_visible()
    expect(student.button(re.compile("^([1-5]?[0-9]秒|1分00?秒|1分钟?)后重发$"))).to_be_disabled()
    look(student, f"{code}-hours")


def test_a_wait_of_every_network_holds_the_button(visit: Visits) -> None:
    student = visit()
    asks(student, "sms_too_often", 50_000)
    expect(student.page.get_by_role("region", name="用微信登录")).to_have_count(0)
    expect(student.button(re.compile("1[0-9]小时[0-9]{2}分后重发"))).to_be_disabled()  # and not in seconds
    student.sees("请稍后再试")
    check(student.page)


@pytest.mark.parametrize(("code", "seconds"), [("sms_budget_over", None), ("sms_slow", 90)])
def test_where_no_sms_is_sent_wechat_is_the_way(visit: Visits, code: str, seconds: int | None) -> None:
    student = visit()
    asks(student, code, seconds, field=None)
    name = student.page.request.get(f"{student.site_url}/settings.json").json()["program"]
    expect(student.page.get_by_role("region", name="用微信登录")).to_contain_text(f"搜索小程序“{name}”")
    expect(student.button(re.compile("秒后重发|发送验证码"))).to_be_enabled(enabled=seconds is None)
    look(student, code)


def test_a_code_that_this_page_did_not_ask_for_is_not_sent_off(visit: Visits) -> None:
    """The answer to her question was lost, or she asked in another tab: no reload of the page would help."""
    student, asked = visit(), list[str]()
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.page.on("request", lambda one: asked.append(one.url))
    student.page.get_by_label("手机号").fill(student.phone)
    student.page.get_by_label("短信验证码").fill("123456")
    student.page.get_by_label("我已阅读并同意").check()
    student.button("登录").click()
    expect(student.page.locator("#code-error")).to_have_text("这个验证码不是在本页获取的，请点“发送验证码”")
    expect(student.page.locator("#code")).to_be_focused()
    assert not [url for url in asked if "/api/login/sms" in url]
    look(student, "sms-not-asked")
    student.ask_code()
    student.page.get_by_label("短信验证码").fill(student.outside.sms_code(student.phone))
    student.button("登录").click()
    student.heading("线上采集")
