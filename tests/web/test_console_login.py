"""The way into the console, and out of it."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.staff.sessions import LIFETIME, MOST_SESSIONS
from tests.worlds.browsers import Desks
from tests.worlds.clerk import greeted
from tests.worlds.looks import check
from tests.worlds.wording import says


def test_in_with_an_authenticator_and_to_the_page_asked_for(desk: Desks) -> None:
    clerk = desk(StaffRole.REVIEWER)
    clerk.open("/")
    clerk.log_in()
    greeted(clerk, clerk.api.account.name)
    check(clerk.page)


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


def test_whoever_is_put_out_reads_why_and_comes_back_to_her_page(desk: Desks) -> None:
    clerk = desk(StaffRole.REVIEWER)
    clerk.come_in("/tasks")
    clerk.heading("任务")
    clerk.expected.append("/api/staff")
    clerk.api.call("POST", "/api/staff/logout", {})
    clerk.page.reload()
    clerk.heading("员工登录")
    note = clerk.page.get_by_role("main")
    expect(note).to_contain_text(f"满 {LIFETIME.total_seconds() / 3600:.0f} 小时")
    expect(note).to_contain_text(f"同一账号最多登录 {MOST_SESSIONS} 处")
    check(clerk.page)
    clerk.log_in()
    clerk.heading("任务")


def test_whoever_went_herself_reads_no_reason(desk: Desks) -> None:
    clerk = desk(StaffRole.REVIEWER)
    clerk.come_in("/me")
    clerk.button("退出登录").click()
    clerk.heading("员工登录")
    expect(clerk.page.get_by_text("登录已结束")).to_have_count(0)
