"""A number that may have changed hands: who must prove herself, and who may change her number."""

from __future__ import annotations

from pathlib import Path

from clients.outside import new_phone
from sandbox.box import Sandbox
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, is_visitor, to_login
from tests.worlds.wording import says


def _enter(person: Person) -> None:
    person.open()
    to_login(person)
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    agree_to_privacy(person)


def test_another_wechat_with_the_number_proves_itself(someone: Opens, bundle: Path) -> None:
    owner = someone(bundle, known=True)
    owner.api.call("PUT", "/api/me", {"id_tail": "123X"})
    stranger = someone(bundle)
    stranger.phone.openid = stranger.phone.outside.control("POST", "/users", phone=owner.phone.number)["openid"]
    _enter(stranger)
    stranger.title("核对身份")
    stranger.look("prove")
    stranger.expected.append("422")
    stranger.here.get_by_role("textbox").fill("9999")
    stranger.tap("核对")
    stranger.sees(says("id_tail_wrong"))
    stranger.here.get_by_role("textbox").fill("123x")
    stranger.tap("核对")
    stranger.title("我的")
    stranger.sees("小雨")


def test_a_new_number_is_offered_and_taken(someone: Opens, bundle: Path, box: Sandbox) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/account/account")
    person.tap("退出登录")
    person.page.locator("dialog").get_by_role("button", name="退出").tap()
    is_visitor(person)
    number, openid = new_phone(), person.phone.openid
    box.records.put("user", openid, {"openid": openid, "phone": number})
    _enter(person)
    person.title("手机号")
    person.sees(number)
    person.look("phone")
    with person.page.expect_response("**/api/captcha**"):  # the first comes before another is asked for
        person.tap("更换为新手机号")
    captcha = person.here.get_by_label("图形验证码", exact=True)
    with person.page.expect_response("**/api/captcha**") as issued:
        person.tap("换一张图形验证码")
    captcha.fill(person.phone.outside.solve(issued.value.json()["captcha_id"]))
    person.tap("发送验证码")
    person.sees("验证码已发送")
    person.here.get_by_label("短信验证码", exact=True).fill(person.phone.outside.sms_code(number))
    person.look("phone-change")
    person.tap("确认更换")
    person.title("我的")
    person.sees(number[-4:])
