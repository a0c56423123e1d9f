"""The way into the console, and out of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk, greeted
from tests.worlds.looks import check
from tests.worlds.wording import says


@pytest.fixture(scope="module", autouse=True)
def served() -> None:
    """The sources, as `make run` serves them."""


def test_in_with_an_authenticator_and_out_without_a_reason(desk: Desks) -> None:
    clerk = desk(StaffRole.REVIEWER)
    clerk.open("/")
    clerk.log_in()
    greeted(clerk, clerk.api.account.name)
    check(clerk.page)
    clerk.open("/me")
    clerk.button("退出登录").click()
    clerk.heading("员工登录")
    expect(clerk.page.locator(".notice")).to_have_count(0)


def test_a_wrong_code_is_told_and_asked_for_again(desk: Desks) -> None:
    clerk = desk(StaffRole.FINANCE)
    clerk.expected.append("/api/staff/login")
    clerk.open("/")
    clerk.heading("员工登录")
    clerk.page.get_by_label("用户名").fill(clerk.api.account.username)
    clerk.page.get_by_label("密码", exact=True).fill("wrong horse")
    clerk.page.get_by_label("动态验证码").fill("123456")
    clerk.button("登录").click()
    clerk.sees(says("staff_login_wrong"))
    expect(clerk.page.get_by_label("动态验证码")).to_have_value("")
    check(clerk.page)
    clerk.log_in()
    clerk.sees(clerk.api.account.name)


ASKS_AGAIN = "import('/staff/session.js').then(({ call }) => call('GET', '/api/staff/me')).catch(({ code }) => code)"


def put_out(clerk: Clerk) -> Locator:
    """What stands at the login beside its form."""
    clerk.expected.append("/api/staff")
    clerk.page.reload()
    clerk.heading("员工登录")
    return clerk.page.get_by_role("main")


def test_whoever_is_put_out_reads_why_and_comes_back_to_her_page(desk: Desks) -> None:
    boss, clerk = desk(StaffRole.ADMIN), desk(StaffRole.REVIEWER)
    clerk.come_in("/tasks")
    clerk.heading("任务")
    other = clerk.page.context.new_page()
    other.goto(clerk.page.url)
    expect(other.get_by_role("heading", level=1, name="任务")).to_be_visible()
    boss.api.call("POST", f"/api/staff/accounts/{clerk.api.account.staff_id}/end-sessions", {"reason": "电脑遗失"})
    note = put_out(clerk)
    expect(note).to_contain_text(says("staff_session_ended_by_admin"))
    expect(note).to_contain_text(says("staff_session_ended_by_admin", "action"))
    expect(note).to_contain_text("登录后回到刚才的页面")
    check(clerk.page)
    expect(other.get_by_role("main")).to_contain_text(says("staff_session_ended_by_admin"))
    assert clerk.page.evaluate(ASKS_AGAIN) == "session_over"  # as what the page still does may ask, without a session
    clerk.page.reload()
    expect(note).to_contain_text(says("staff_session_ended_by_admin"))
    clerk.log_in()
    clerk.heading("任务")
    clerk.page.evaluate("localStorage.removeItem('gradphoto.staff.token')")  # as if the browser had lost it
    clerk.page.reload()
    expect(note).to_contain_text(says("session_over"))
    expect(note).not_to_contain_text(says("staff_session_ended_by_admin"))


def test_whoever_may_not_come_back_is_not_told_that_she_does(desk: Desks) -> None:
    boss, clerk = desk(StaffRole.ADMIN), desk(StaffRole.REVIEWER)
    clerk.come_in("/tasks")
    clerk.heading("任务")
    boss.api.call("POST", f"/api/staff/accounts/{clerk.api.account.staff_id}/disable", {"reason": "离职"})
    note = put_out(clerk)
    expect(note).to_contain_text(says("staff_session_disabled"))
    expect(note).to_contain_text(says("staff_session_disabled", "action"))
    expect(note).not_to_contain_text("回到刚才的页面")
    check(clerk.page)
