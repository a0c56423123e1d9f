"""An account whose number does not open: no page asks for what cannot be, and each says the way out."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks, Visits, screens
from tests.worlds.clerk import BRANCH, find
from tests.worlds.looks import check, shot
from tests.worlds.unreadable import spoil


def test_no_sms_is_asked_for_to_a_number_that_does_not_open(world: World, visit: Visits) -> None:
    student = visit()
    student.come_in("/me")
    student.api.call("PATCH", "/api/me", {"id_tail": "123X"})
    spoil(world, world.person(student.api))
    student.page.reload()
    student.sees("（读不出，用原手机号和短信验证码登录一次即恢复）")
    shot(student.page, "unreadable-me")
    student.link("更换手机号").click()
    student.sees("原手机号暂时读不出来，不能发短信。请退出登录，用原手机号和短信验证码登录一次，即恢复。")
    expect(student.page.get_by_label("短信验证码")).to_have_count(0)
    expect(student.page.get_by_role("button", name="用证件号码后 4 位验证")).to_be_visible()
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"unreadable-phone-{width}")


def test_the_console_says_it_shortly_and_promises_no_sms(world: World, desk: Desks) -> None:
    one, phone = world.phoned()
    world.draft(one, world.plain_task(branch=BRANCH))
    spoil(world, world.person(one))
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    clerk.come_in("/orders")
    find(clerk, phone)
    clerk.sees("（读不出的号码）请学生用原手机号和短信验证码登录一次，即恢复")
    clerk.button("换手机号").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("原来的号码不能再登录这个账号；它读不出来，收不到短信通知。")
    expect(dialog).not_to_contain_text("会收到")
    check(clerk.page)
    shot(clerk.page, "unreadable-change")
