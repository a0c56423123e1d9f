"""Ways in: WeChat's phone button, its refusal and the SMS; what is asked is asked once."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, by_sms, to_login
from tests.worlds.browsers import refuse
from tests.worlds.wording import says
from tools.demo import sample_portrait


def test_the_phone_button(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle)
    person.open()
    to_login(person)
    person.look("login")
    person.tap("微信手机号登录")
    person.sees("请先阅读并勾选同意")
    person.here.get_by_role("link", name="《中国图片社条款》").tap()
    person.title("条款")
    person.look("text", full_text=False)
    person.back()
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    person.sees("隐私保护提示")
    person.look("privacy")
    person.tap("同意并继续")
    person.title("昵称和头像")
    person.tap("保存")
    person.sees("请填写昵称")
    person.phone.wishes.avatar = (sample_portrait(), "image/jpeg")
    person.expected.append("409 (Conflict)")  # while the picture is looked at
    person.tap("选择头像")
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    expect(person.button("选择头像")).to_have_css("width", "88px")
    expect(person.here.get_by_text("请填写昵称")).to_have_count(0)
    person.look("profile-first")
    person.here.get_by_label("昵称").fill("小雨")
    person.tap("保存")
    person.title("我的")
    person.sees("小雨")
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    expect(person.here.get_by_role("img", name="头像")).to_have_css("width", "72px")
    person.look("me")
    assert [person.phone.times(name) for name in ("getPhoneNumber", "login")] == [1, 1]
    person.open(f"pages/tasks/form/form?code={seeded.plain}")
    expect(person.here.get_by_label("联系电话", exact=True)).to_have_value(person.phone.number)
    person.count("first login", most=8)


def test_a_refused_phone_number_leads_to_the_sms(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.phone.wishes.gives_phone = False
    _agree(person)
    person.tap("微信手机号登录")
    person.tap("同意并继续")
    person.sees("您没有允许使用微信绑定的手机号")
    by_sms(person, person.phone.number)
    person.look("login-sms")
    person.here.get_by_role("button", name="登录", exact=True).tap()
    person.title("昵称和头像")
    assert person.api_me()["phone"].endswith(person.phone.number[-4:])


def test_a_refused_privacy_guide_leaves_the_sms(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    _agree(person)
    person.tap("微信手机号登录")
    person.tap("不同意")
    person.sees("您没有允许使用微信绑定的手机号")
    person.sees("短信验证码登录")
    assert person.phone.times("getPhoneNumber") == 0


def test_who_was_here_before_is_not_asked_for_the_number(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/account/login/login")
    person.here.get_by_role("checkbox").tap()
    person.tap("微信登录")
    person.title("高校图像信息采集")
    person.switch("我的")
    person.sees("小雨")
    assert person.phone.times("getPhoneNumber") == 0


def _agree(person: Person) -> None:
    person.open()
    to_login(person)
    person.here.get_by_role("checkbox").tap()


def test_somebody_else_on_the_phone_sees_no_page_of_the_one_before(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/form/form?code={seeded.plain}")
    person.title("填写信息")
    person.here.get_by_label("收件人").fill("甲同学")
    person.api.call("POST", "/api/logout")
    person.page.evaluate("wx.removeStorageSync('known')")
    person.expected.append("401 (Unauthorized)")
    person.page.evaluate("wx.navigateTo({ url: '/pages/me/details/details' })")
    person.title("登录")
    other = new_phone()
    person.phone.openid = person.phone.outside.control("POST", "/users", phone=other)["openid"]
    person.here.get_by_role("checkbox").tap()
    person.tap("用短信验证码登录")
    by_sms(person, other)
    person.here.get_by_role("button", name="登录", exact=True).tap()
    person.title("昵称和头像")
    assert person.pages() == ["pages/me/profile/profile"]
    assert "甲同学" not in person.page.evaluate("JSON.stringify(localStorage)")


def test_a_lent_phone_opens_the_account_of_the_number(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/account/login/login")
    lender, number = person.api_me()["phone"], new_phone()
    person.here.get_by_role("checkbox").tap()
    person.tap("用短信验证码登录")
    by_sms(person, number)
    person.here.get_by_role("button", name="登录", exact=True).tap()
    person.reads("这个微信绑定的是另一个账号")
    person.reads(number[-4:])
    person.page.locator("dialog").get_by_role("button", name="知道了").tap()
    person.title("昵称和头像")
    assert person.api_me()["phone"].endswith(number[-4:])
    person.api.call("POST", "/api/logout")  # the session is over: WeChat's login would open the lender's account
    person.expected.append("401 (Unauthorized)")
    person.open("pages/me/details/details")
    person.title("登录")
    assert lender not in person.page.content()


def test_a_number_is_taken_as_people_write_it_and_a_mistyped_one_keeps_nobody_waiting(
    someone: Opens, bundle: Path
) -> None:
    person = someone(bundle)
    _agree(person)
    person.tap("用短信验证码登录")
    field = person.here.get_by_label("手机号")
    for written in ("+86 138-0013-8000", "0086 138 0013 8000", "１３８００１３８０００"):
        field.fill("")
        field.focus()
        person.page.keyboard.insert_text(written)  # as a paste: no longer than the field allows
        expect(field).to_have_value("13800138000")
    field.fill("138001380001")
    person.tap("发送验证码")
    person.sees("请填写 11 位手机号")
    by_sms(person, new_phone())
    person.here.get_by_label("手机号").fill(person.phone.number)
    expect(person.button("发送验证码")).to_be_visible()
    expect(person.here.get_by_text("验证码已发送")).to_have_count(0)
    by_sms(person, person.phone.number)
    person.sees("验证码已发送")


def test_a_refused_picture_keeps_nobody_from_going_on(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    refuse(person.page, "**/api/uploads", 429, "too_many_uploads", "上传次数过多")
    person.expected.append("429 (Too Many Requests)")
    _agree(person)
    person.tap("微信手机号登录")
    agree_to_privacy(person)
    person.title("昵称和头像")
    person.phone.wishes.avatar = (sample_portrait(), "image/jpeg")
    person.tap("选择头像")
    person.here.get_by_label("昵称").fill("小雨")
    person.tap("保存")
    person.reads("头像没有保存：上传次数过多")
    person.title("我的")
    person.sees("小雨")


def test_a_picture_whose_link_is_over_is_asked_for_again(someone: Opens, bundle: Path) -> None:
    """The link lives for five minutes; before that nobody is asked."""
    person = someone(bundle, known=True)
    person.page.clock.install()
    person.open("pages/me/account/account")
    person.sees("小雨")
    for minutes, asked in (("03:00", 1), ("02:00", 2)):
        person.page.clock.fast_forward(minutes)
        person.page.evaluate("getCurrentPages().at(-1).onShow()")
        assert person.requests().count("GET /api/me") == asked


def test_a_refusal_is_shown_also_when_no_new_picture_comes(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    _agree(person)
    person.tap("用短信验证码登录")
    person.here.get_by_label("手机号").fill(person.phone.number)
    picture = person.button("换一张图形验证码").locator("img")
    expect(picture).to_have_attribute("src", re.compile("^data:"))
    person.here.get_by_label("图形验证码", exact=True).fill("????")
    person.page.route("**/api/captcha**", lambda route: route.abort("connectionreset"))
    person.expected += ["422 (Unprocessable", "ERR_CONNECTION_RESET"]
    person.tap("发送验证码")
    person.sees(says("captcha_wrong"))
    expect(picture).not_to_have_attribute("src", re.compile("^data:"))  # the old one is spent
    person.page.unroute("**/api/captcha**")
    person.button("换一张图形验证码").tap()
    by_sms(person, person.phone.number)
    person.sees("验证码已发送")


def test_a_login_on_a_phone_whose_storage_is_full(someone: Opens, bundle: Path) -> None:
    """It is good until the app ends."""
    person = someone(bundle)
    _agree(person)
    person.page.evaluate("""() => {
      localStorage.setItem('wechat.privacy', 'agreed');
      let no = 0, size = 1_000_000;
      while (size) {
        try { wx.setStorageSync(`${no += 1}`, 'x'.repeat(size)); } catch { size = Math.floor(size / 2); }
      }
    }""")
    person.tap("微信手机号登录")
    person.title("昵称和头像")
    person.here.get_by_label("昵称").fill("小雨")
    person.tap("保存")
    person.title("我的")
    person.sees("小雨")
