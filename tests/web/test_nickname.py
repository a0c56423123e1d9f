"""What somebody is called here: hers to change on the site's page of her account."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.worlds.app import World
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check, shot
from tests.worlds.visitor import Visitor


def look(student: Visitor, name: str) -> None:
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"{name}-{width}")


@pytest.fixture
def student(visit: Visits) -> Visitor:
    one = visit()
    one.come_in("/me")
    one.heading("我的")
    return one


@pytest.fixture
def field(student: Visitor) -> Locator:
    """In which she types it."""
    return student.page.get_by_label("昵称", exact=True)


def nickname(student: Visitor) -> str | None:
    me: dict[str, str | None] = student.api.call("GET", "/api/me")
    return me["nickname"]


def test_a_nickname_is_set_changed_and_taken_away(student: Visitor, field: Locator) -> None:
    student.sees("未设置")
    for typed, shown in ((" 小　雨 ", "小 雨"), ("阿雨", "阿雨"), ("", None)):
        student.button("修改昵称").click()
        field.fill(typed)
        student.button("保存").click()
        student.sees("修改成功")
        student.sees(shown or "未设置")
        assert nickname(student) == shown
    look(student, "me-nickname")
    student.page.get_by_role("main").get_by_role("link", name="更换手机号").click()
    student.heading("更换手机号")


def test_all_of_it_by_keys(student: Visitor, field: Locator) -> None:
    button = student.button("修改昵称")
    button.focus()
    student.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    look(student, "me-nickname-form")
    field.fill("小雨")
    student.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    assert nickname(student) is None
    student.page.keyboard.press("Enter")
    expect(field).to_have_value("")
    field.fill("小雨")
    student.page.keyboard.press("Enter")
    student.sees("修改成功")
    expect(button).to_be_focused()
    assert nickname(student) == "小雨"


def test_one_that_is_too_long_or_finds_no_line_stays_where_it_stands(student: Visitor, field: Locator) -> None:
    """A browser counts otherwise than the server, and an older tab knows an older bound."""
    student.expected.append("422 (Unprocessable")
    student.button("修改昵称").click()
    expect(field).to_have_attribute("maxlength", "30")
    field.evaluate("one => one.removeAttribute('maxlength')")
    field.fill("雨" * 31)
    student.button("保存").click()
    expect(field).to_have_accessible_description(re.compile("“昵称”最多 30 个字"))
    look(student, "me-nickname-wrong")
    field.fill("小雨")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    student.expected.append("ERR_CONNECTION_RESET")
    student.page.route("**/api/me", lambda route: route.abort("connectionreset"))
    student.button("保存").click()
    student.sees("网络连接不上")
    student.page.unroute("**/api/me")
    expect(field).to_have_value("小雨")
    student.button("保存").click()
    student.sees("修改成功")
    assert nickname(student) == "小雨"


def test_who_has_not_shown_who_she_is_changes_nothing(visit: Visits, world: World) -> None:
    student = visit()
    student.come_in("/contact")
    student.api.call("PATCH", "/api/me", {"nickname": "小雨"})
    token = world.session(student.api, proven=False).token
    student.page.evaluate("token => localStorage.setItem('gradphoto.token', token)", token)
    student.open("/me")
    student.page.reload()
    student.sees("还没有核对身份")
    expect(student.page.get_by_text("小雨")).to_have_count(0)
    expect(student.button("修改昵称")).to_have_count(0)
