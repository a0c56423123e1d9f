"""The way into the console, and out of it."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
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
