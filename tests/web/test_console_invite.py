"""The page of whoever is invited: by keys alone, on a phone and at a desk, and each way that it can go wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Account, StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import DEVICES, LAPTOP, Door
from tests.worlds.clerk import BRANCH
from tests.worlds.invite_pages import fills, has_code_sent, opens
from tests.worlds.looks import check, fits, shot
from tests.worlds.staff import a_phone, hire, shown, who
from tests.worlds.visitor import Guest
from tests.worlds.wording import says


@pytest.fixture
def invited() -> tuple[Account, str]:
    """(a reviewer who is invited, her phone)."""
    phone, boss = a_phone(), who(hire(StaffRole.ADMIN, branch=BRANCH))
    names = (f"new-{random_id(8)}", "新同事")
    return wire().staff.invitations.invite(boss, *names, [StaffRole.REVIEWER], phone), phone


def guest_at(door: Door, box: Sandbox, device: str = "desktop", **options: object) -> Guest:
    return door.let_in(Guest(door.page(device, options), f"{box.console_url}/staff"))


def test_the_page_at_each_screen(box: Sandbox, world: World, door: Door, invited: tuple[Account, str]) -> None:
    account, phone = invited
    guest = guest_at(door, box, **LAPTOP)
    guest.expected += ["/api/staff/invites/code", "/api/staff/invites/prove"]
    fills(guest.page, world.outside, box.console_url, account.username, phone)
    guest.heading("受邀开通")
    for name, window in (("phone", DEVICES["phone"]["viewport"]), ("laptop", LAPTOP["viewport"])):
        guest.page.set_viewport_size(window)
        check(guest.page)
        shot(guest.page, f"invite-page-{name}")
    has_code_sent(guest.page, world.outside, phone)
    guest.sees("验证码已发送")
    guest.page.get_by_label("用户名").fill("somebody-else")
    guest.button("继续").click()
    guest.sees(says("staff_invite_unknown"))
    guest.sees(says("staff_invite_unknown", "action"))
    expect(guest.page.get_by_text("验证码已发送")).to_have_count(0)  # it is used up
    check(guest.page)
    for name, window in (("phone", DEVICES["phone"]["viewport"]), ("laptop", LAPTOP["viewport"])):
        guest.page.set_viewport_size(window)
        fits(guest.page)
        shot(guest.page, f"invite-unknown-{name}")


def test_what_is_not_filled_in_is_said_where_it_belongs(box: Sandbox, door: Door) -> None:
    guest = guest_at(door, box)
    guest.open("/invite")
    guest.page.get_by_alt_text("图形验证码").wait_for()
    guest.page.get_by_label("手机号", exact=True).fill("1380000")
    guest.button("发送验证码").click()
    guest.sees("请填写 11 位手机号")
    guest.sees("请填写图中的字符")
    expect(guest.page.get_by_text("请填写用户名")).to_have_count(0)
    guest.button("继续").click()
    guest.sees("请填写用户名")
    guest.sees("请填写短信中的 6 位数字")
    expect(guest.page.get_by_label("用户名")).to_be_focused()
    check(guest.page)


def test_by_keys_alone(box: Sandbox, world: World, door: Door, invited: tuple[Account, str]) -> None:
    account, phone = invited
    guest = guest_at(door, box, "phone")
    keys = guest.page.keyboard
    with guest.page.expect_response("**/api/staff/captcha") as issued:
        guest.open("/invite")
    guest.tab_to("用户名")
    keys.type(account.username)
    guest.tab_to("手机号")
    keys.type(f"+86 {phone[:3]}-{phone[3:]}")
    guest.tab_to("图形验证码")
    keys.type(world.outside.solve(issued.value.json()["captcha_id"]))
    guest.tab_to("发送验证码")
    keys.press("Enter")
    expect(guest.page.get_by_label("短信验证码")).to_be_focused()
    keys.type(world.outside.sms_code(phone))
    keys.press("Enter")
    guest.heading("接受邀请")
    guest.sees(account.username)
    check(guest.page, full_text=False)


def test_an_invitation_opened_elsewhere_leads_back(
    box: Sandbox, world: World, door: Door, invited: tuple[Account, str]
) -> None:
    """By another device with the same phone, or when the administrator put another number on record."""
    account, phone = invited
    guest = guest_at(door, box, "phone")
    guest.expected.append("/api/staff/invites/")
    opens(guest.page, world.outside, box.console_url, account.username, phone)
    shown(account)
    guest.page.reload()
    guest.sees(says("staff_invite_over"))
    check(guest.page)
    shot(guest.page, "invite-over")
    guest.link("受邀开通").click()
    guest.heading("受邀开通")


def test_an_sms_that_is_slow_says_when_to_ask_again(
    box: Sandbox, world: World, door: Door, invited: tuple[Account, str]
) -> None:
    account, phone = invited
    guest = guest_at(door, box)
    guest.expected.append("/api/staff/invites/code")
    fills(guest.page, world.outside, box.console_url, account.username, phone)
    slow = {"code": "staff_invite_sms_slow", "message": "这个网络请求的验证码较多", "action": "请在1分钟后再试"}
    error = slow | {"field": None, "retry_after": 60, "ref": "x", "data": None}
    guest.page.route("**/api/staff/invites/code", lambda route: route.fulfill(status=429, json={"error": error}))
    guest.button("发送验证码").click()
    guest.sees("这个网络请求的验证码较多")
    expect(guest.button(re.compile("秒后重发"))).to_be_disabled()
