"""The captcha before an SMS: its work, and Tencent's in its place."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.worlds.browsers import Visits, refuse, screens
from tests.worlds.looks import check, shot
from tests.worlds.visitor import Visitor

WIDGET = "https://turing.captcha.qcloud.com/TJCaptcha.js"
TENCENT = {"kind": "tencent", "captcha_id": "", "image": "", "bits": 0, "app_id": "190000000"}
SENT = {"expires_at": "2027-01-01T00:00:00Z", "retry_after": 60, "asker": "a" * 22}


def telling(told: dict[str, Any]) -> str:
    """A script in the place of Tencent's whose window closes at once."""
    return f"""window.TencentCaptcha = class {{
      constructor(appId, told) {{ this.appId = appId; this.told = told; }}
      show() {{ setTimeout(() => this.told({{ ...{json.dumps(told)}, appId: this.appId }})); }}
    }};"""


def is_tencents(student: Visitor, script: str | None) -> None:
    """The API asks for Tencent's captcha, unless a picture is wanted.  script: None where it cannot be had."""

    def issue(route: Route) -> None:
        if "without=tencent" in route.request.url:
            route.continue_()
        else:
            route.fulfill(json=TENCENT | {"expires_at": "2027-01-01T00:00:00Z"})

    student.page.route("**/api/captcha**", issue)
    if script is None:
        student.page.route(WIDGET, lambda route: route.abort())
    else:
        student.page.route(WIDGET, lambda route: route.fulfill(body=script, content_type="text/javascript"))


def test_whoever_is_faster_than_the_work_is_told_so(visit: Visits) -> None:
    student, held = visit(), list[Route]()
    student.page.route("**/search_worker*.js", lambda route: held.append(route))
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.page.get_by_label("手机号").fill(student.phone)
    student.page.locator("#picture").fill("ABCD")
    student.button("发送验证码").click()
    expect(student.button("正在准备…")).to_be_visible()
    student.sees("正在进行安全验证")
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"sms-work-{width}")
    student.expected.append("422 (Unprocessable")
    for route in held:
        route.continue_()
    expect(student.page.locator("#picture-error")).to_be_visible()  # it went on by itself, with signs nobody read
    expect(student.page.get_by_text("正在进行安全验证")).to_have_count(0)


@pytest.mark.parametrize("how", ["none", "broken"])
def test_without_a_worker_the_page_does_the_work(visit: Visits, how: str) -> None:
    student = visit()
    if how == "none":
        student.page.add_init_script("delete window.Worker")
    else:
        student.expected.append("net::ERR_FAILED")
        student.page.route("**/search_worker*.js", lambda route: route.abort())
    student.open()
    student.ask_code()
    student.sees("验证码已发送")


def test_tencents_captcha_sends_by_itself(visit: Visits) -> None:
    student, sent = visit(bypass_csp=True), list[Any]()
    is_tencents(student, telling({"ret": 0, "ticket": "tr03aa*", "randstr": "@x9"}))

    def note(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(json=SENT)

    student.page.route("**/api/login/sms-code", note)
    student.open()
    student.sees("按提示完成安全验证")
    expect(student.page.locator("#picture")).to_have_count(0)
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"sms-tencent-{width}")
    student.page.get_by_label("手机号").fill(student.phone)
    student.button("发送验证码").click()
    expect(student.button(re.compile("秒后重发"))).to_be_disabled()
    assert sent == [{"phone": student.phone, "captcha_id": "@x9", "captcha": "tr03aa*", "work": ""}]
    student.sees("验证码已发送")


def test_whoever_closes_tencents_captcha_sends_nothing(visit: Visits) -> None:
    student, asked = visit(bypass_csp=True), list[str]()
    is_tencents(student, telling({"ret": 2, "ticket": None}))
    student.page.on("request", lambda one: asked.append(one.url))
    student.open()
    student.page.get_by_label("手机号").fill(student.phone)
    with student.page.expect_response("**/api/captcha**"):  # for the next try
        student.button("发送验证码").click()
    expect(student.button("发送验证码")).to_be_enabled()
    expect(student.page.locator(".error-box")).to_have_count(0)
    assert not any("sms-code" in url for url in asked)


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"ret": 1001, "ticket": None},
        {"ret": 0, "ticket": "trerror_1001_190000000_1", "randstr": "@x9", "errorCode": 1001},
        {"ret": 0, "ticket": "terror_1", "randstr": "@x9"},
    ],
)
def test_where_tencents_captcha_fails_a_picture_takes_its_place(visit: Visits, told: dict[str, Any] | None) -> None:
    student = visit(bypass_csp=True)
    student.expected.append("net::ERR_FAILED")
    is_tencents(student, telling(told) if told else None)
    student.open()
    student.page.get_by_label("手机号").fill(student.phone)
    student.page.get_by_label("我已阅读并同意").check()
    student.button("发送验证码").click()
    expect(student.page.locator("#picture-error")).to_have_text("安全验证没有打开，请改填图形验证码")
    expect(student.page.locator("#picture")).to_be_focused()
    expect(student.page.get_by_label("手机号")).to_have_value(student.phone)
    expect(student.page.get_by_label("我已阅读并同意")).to_be_checked()
    student.page.get_by_alt_text("图形验证码").wait_for()
    check(student.page)
    shot(student.page, "sms-picture-instead")
    student.ask_code()
    student.sees("验证码已发送")


def test_the_api_without_tencent_asks_for_a_picture(visit: Visits) -> None:
    student = visit(bypass_csp=True)
    student.expected.append("503 (Service Unavailable)")
    is_tencents(student, telling({"ret": 0, "ticket": "tr03aa*", "randstr": "@x9"}))
    refuse(student.page, "**/api/login/sms-code", 503, "captcha_away", "安全验证服务暂时无响应")
    student.open()
    student.page.get_by_label("手机号").fill(student.phone)
    student.button("发送验证码").click()
    expect(student.page.locator("#picture-error")).to_have_text("安全验证没有打开，请改填图形验证码")
    student.page.unroute("**/api/login/sms-code")
    student.ask_code()
    student.sees("验证码已发送")
