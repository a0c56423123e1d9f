"""An account whose number does not open, with a WeChat that does not lead to it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from clients.outside import new_phone
from sandbox.box import Sandbox
from tests.miniprogram.person import Opens
from tests.worlds.unreadable import spoil


def test_no_sms_is_asked_for_to_a_number_that_does_not_open(someone: Opens, bundle: Path, box: Sandbox) -> None:
    person = someone(bundle, known=True)
    world = person.world
    person.open("pages/me/phone/phone")
    person.sees("您的账号手机号是")
    spoil(world, world.person(person.api))
    person.phone.openid = person.phone.outside.control("POST", "/users", phone=new_phone())["openid"]
    person.expected.append("422")
    person.open("pages/me/phone/phone")
    person.sees("（读不出，用原手机号和短信验证码登录一次即恢复）")
    person.tap("更换为新手机号")
    person.sees("原手机号暂时读不出来，不能发短信。请退出登录，用原手机号和短信验证码登录一次，即恢复。")
    expect(person.here.get_by_label("图形验证码", exact=True)).to_have_count(0)
    person.look("unreadable-phone")
    person.here.get_by_role("link", name="联系分社").tap()
    person.title("联系分社")
