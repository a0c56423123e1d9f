"""What somebody is called here, and her picture: hers to choose, to change and to leave."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, to_login
from tools.demo import sample_portrait


def log_in(person: Person) -> None:
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")


def first_login(person: Person) -> None:
    person.open()
    to_login(person)
    log_in(person)
    agree_to_privacy(person)
    person.title("昵称和头像")


def to_change(person: Person) -> None:
    person.open("pages/me/account/account")
    person.sees("小雨")
    person.tap("修改昵称和头像")
    person.title("昵称和头像")
    expect(person.here.get_by_label("昵称")).to_have_value("小雨")
    expect(person.button("以后再说")).to_have_count(0)


def test_who_wants_no_nickname_is_asked_once(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    first_login(person)
    person.tap("以后再说")
    person.title("我的")
    person.sees("未设置昵称")
    person.look("me-without-nickname")
    person.tap("退出登录")
    person.page.locator("dialog").get_by_role("button", name="退出").tap()
    to_login(person)
    log_in(person)
    person.title("我的")
    person.sees("未设置昵称")
    assert person.api_me()["nickname"] is None


def test_what_is_changed_is_sent_and_nothing_else(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    to_change(person)
    person.tap("保存")
    person.title("我的")
    person.sees("小雨")
    assert "PUT /api/me" not in person.requests()

    to_change(person)
    person.expected.append("409 (Conflict)")  # while the picture is looked at
    person.phone.wishes.avatar = (sample_portrait(), "image/jpeg")
    person.tap("选择头像")
    agree_to_privacy(person)
    person.tap("保存")
    person.title("我的")
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    me = person.api_me()
    assert me["nickname"] == "小雨"
    assert me["avatar_url"]

    to_change(person)
    person.look("profile")
    person.here.get_by_label("昵称").fill(" 阿雨 ")
    person.tap("保存")
    person.title("我的")
    person.sees("阿雨")
    assert person.api_me()["nickname"] == "阿雨"
    assert person.requests().count("PUT /api/me") == 1


def test_an_emptied_nickname_goes_when_that_is_meant(someone: Opens, bundle: Path) -> None:
    """WeChat empties the field of one that it does not let pass."""
    person = someone(bundle, known=True)
    to_change(person)
    for answer in ("返回填写", "删除"):
        person.here.get_by_label("昵称").fill("")
        person.tap("保存")
        person.reads("没有通过微信检查的昵称也会被清空")
        assert person.api_me()["nickname"] == "小雨"
        person.page.locator("dialog").get_by_role("button", name=re.compile(f"^{answer}$")).tap()
    person.title("我的")
    person.sees("未设置昵称")
    assert person.api_me()["nickname"] is None


def test_a_nickname_that_wechat_does_not_let_pass_is_named(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.phone.wishes.refused_nickname = "管理员"
    first_login(person)
    field = person.here.get_by_label("昵称")
    field.fill("管理员")
    field.blur()
    person.sees("微信没有通过这个昵称，请换一个")
    expect(field).to_have_value("")
    person.look("profile-refused")
    field.fill("小雨")
    expect(person.here.get_by_text("微信没有通过这个昵称")).to_have_count(0)
    person.tap("保存")
    person.title("我的")
    person.sees("小雨")
