"""Ways in: WeChat's phone button, its refusal and the SMS; what is asked is asked once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.miniprogram.conftest import Opens
from tests.miniprogram.person import Person
from tests.miniprogram.student import by_sms
from tools.demo import sample_portrait


def test_the_phone_button(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.open()
    person.title("登录")
    person.look("login")
    person.tap("微信手机号登录")
    person.sees("请先阅读并勾选同意")
    person.here.get_by_role("link", name="《用户服务条款》").tap()
    person.title("条款")
    person.look("text", full_text=False)
    person.back()
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    person.sees("隐私保护提示")
    person.look("privacy")
    person.tap("同意并继续")
    person.title("首次填写")
    person.phone.wishes.avatar = (sample_portrait(), "image/jpeg")
    person.tap("选择头像")
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    person.look("profile")
    person.tap("保存")
    person.sees("请填写姓名")
    person.here.get_by_label("姓名").fill("王小明")
    person.tap("保存")
    person.title("毕业生图像采集")
    person.sees("王小明")
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    person.look("home")
    assert [person.phone.times(name) for name in ("getPhoneNumber", "login")] == [1, 1]
    person.count("first login", most=12)


def test_a_refused_phone_number_leads_to_the_sms(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.phone.wishes.gives_phone = False
    _agree(person)
    person.tap("微信手机号登录")
    person.tap("同意并继续")
    person.sees("您没有允许使用微信绑定的手机号")
    by_sms(person, person.phone.number)
    person.look("login-sms")
    person.button("登录").last.tap()
    person.title("首次填写")
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
    person.title("毕业生图像采集")
    person.sees("王小明")
    assert person.phone.times("getPhoneNumber") == 0


def _agree(person: Person) -> None:
    person.open()
    person.title("登录")
    person.here.get_by_role("checkbox").tap()
