"""What the form for an SMS tells whoever gets none here, or types a code that it did not ask for."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import to_login
from tests.worlds.browsers import refuse


def to_sms(person: Person) -> None:
    person.open()
    to_login(person)
    person.here.get_by_role("checkbox").tap()
    person.tap("用短信验证码登录")
    expect(person.button("换一张图形验证码").locator("img")).to_have_attribute("src", re.compile("^data:"))
    person.here.get_by_label("手机号").fill(person.phone.number)


def test_whoever_takes_another_network_is_not_held_back_by_the_form(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.expected.append("429 (Too Many Requests)")
    said = {"code": "sms_used_up_here", "message": "短信验证码暂时不能发送", "action": "请换一个网络", "field": "phone"}
    error = {"error": said | {"retry_after": 50_000, "ref": "-", "data": None}}
    person.page.route("**/api/login/sms-code", lambda route: route.fulfill(status=429, json=error))
    to_sms(person)
    person.here.get_by_label("图形验证码", exact=True).fill("ABCD")
    person.tap("发送验证码")
    person.sees("请换一个网络")
    expect(person.button(re.compile("^(1 分 00|[1-5]?[0-9]) 秒后重发$"))).to_be_visible()
    person.look("sms-used-up-here")


def test_a_code_that_the_form_did_not_ask_for_is_not_sent_off(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    refuse(person.page, "**/api/login/sms", 409, "page_outdated", "页面版本过旧")
    to_sms(person)
    person.here.get_by_label("短信验证码").fill("123456")
    person.here.get_by_role("button", name="登录", exact=True).tap()
    person.sees("这个验证码不是在本页获取的，请点“发送验证码”")
    expect(person.here.get_by_text("页面版本过旧")).to_have_count(0)
