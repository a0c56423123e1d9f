"""The door of the console: a login that waits, another password, and a screen that nobody watches."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Request, expect

from chalicelib.api.desk.door import UNTOUCHED
from chalicelib.staff import proofs
from chalicelib.staff.model import StaffRole
from chalicelib.staff.sessions import IDLE, NOTED_EVERY
from chalicelib.staff.tries import MOST_TRIES
from chalicelib.wire import wire
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check, shot
from tests.worlds.staff import PASSWORD, code, session
from tests.worlds.wording import says

NEW = "violet-tram-92-otter"
LONG = int((IDLE + NOTED_EVERY).total_seconds())


def test_a_login_that_must_wait_says_how_long_and_what_helps(desk: Desks) -> None:
    clerk = desk(StaffRole.REVIEWER)
    clerk.expected.append("/api/staff/login")
    account = clerk.api.account
    for _ in range(MOST_TRIES):
        wire().staff.tries.claim(account.username, "127.0.0.1", account)
    clerk.open("/")
    clerk.log_in()
    clerk.sees(says("staff_locked"))
    expect(clerk.page.get_by_role("main")).to_contain_text(re.compile(r"秒.*再试.*请系统管理员解除锁定"))
    check(clerk.page)
    shot(clerk.page, "login-locked")


def filled(clerk: Clerk, old: str, new: str, digits: str) -> None:
    clerk.page.get_by_label("现在的密码").fill(old)
    clerk.page.get_by_label("新密码", exact=True).fill(new)
    clerk.page.get_by_label("再次填写新密码").fill(new)
    clerk.page.get_by_label("动态验证码").fill(digits)
    clerk.button("更改密码").click()


def test_somebody_changes_her_password(desk: Desks) -> None:
    clerk = desk(StaffRole.FINANCE)
    clerk.expected.append("/api/staff/password")
    clerk.come_in("/me")
    session(clerk.api.account)
    clerk.link("更改密码").click()
    clerk.heading("更改密码")
    check(clerk.page)
    clerk.button("更改密码").click()
    clerk.sees("请填写现在的密码")
    filled(clerk, PASSWORD, "Password1234", code(clerk.api.account))
    clerk.sees(says("staff_password_weak"))
    check(clerk.page)
    shot(clerk.page, "password-weak")
    filled(clerk, "wrong horse", NEW, "000000")
    clerk.sees(says("staff_password_unproven"))
    expect(clerk.page.get_by_label("动态验证码")).to_have_value("")
    expect(clerk.page.get_by_label("新密码", exact=True)).to_have_value(NEW)
    shot(clerk.page, "password-unproven")
    filled(clerk, PASSWORD, NEW, code(clerk.api.account))
    clerk.heading("我的登录")
    clerk.sees("密码已更改")
    expect(clerk.page.get_by_role("table").get_by_role("row")).to_have_count(2)
    shot(clerk.page, "password-changed")
    account = wire().stores.staff.get(clerk.api.account.staff_id)
    assert account is not None
    assert proofs.matches(NEW, account.password)


def test_a_screen_that_nobody_watches_is_left_and_what_was_typed_is_there_again(desk: Desks) -> None:
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/api/staff")
    clerk.page.clock.install()
    clerk.come_in("/tasks/new")
    clerk.heading("新建任务")
    clerk.page.get_by_label("任务名称").fill("一直写到开会")
    expect(clerk.page.get_by_role("region", name="预览")).to_contain_text("一直写到开会")  # its last request by itself
    store, staff_id = wire().stores.staff, clerk.api.account.staff_id
    (one,) = store.load(staff_id)[1]
    assert one.seen_at is not None
    said = list[int]()

    def hear(request: Request) -> None:
        if request.url.endswith("/api/staff/me"):
            said.append(int(request.headers[UNTOUCHED]))

    clerk.page.on("request", hear)
    store.prolong(staff_id, replace(one, seen_at=one.seen_at - IDLE - NOTED_EVERY))
    clerk.page.clock.fast_forward(LONG * 1000)
    clerk.heading("员工登录")
    clerk.sees(says("staff_session_idle"))
    clerk.sees("登录后回到刚才的页面")
    assert said
    assert min(said) >= IDLE.total_seconds()
    check(clerk.page)
    shot(clerk.page, "idle")
    clerk.log_in()
    clerk.heading("新建任务")
    expect(clerk.page.get_by_label("任务名称")).to_have_value("一直写到开会")


def test_whoever_types_for_long_without_asking_anything_stays_in(desk: Desks) -> None:
    clerk = desk(StaffRole.ADMIN)
    clerk.page.clock.install()
    clerk.come_in("/me/password")  # nothing there asks by itself
    clerk.heading("更改密码")
    for _ in range(2):
        clerk.page.clock.fast_forward(100_000)
        clerk.page.get_by_label("现在的密码").press("a")
    with clerk.page.expect_request("**/api/staff/me") as asked:
        clerk.page.clock.fast_forward(150_000)
    assert int(asked.value.headers[UNTOUCHED]) < NOTED_EVERY.total_seconds()
