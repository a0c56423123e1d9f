"""The branch's people in the console: invited, given roles, logged out; and what the trail says of it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from chalicelib.orders.model import State
from chalicelib.shared.ids import random_id
from chalicelib.staff import proofs
from chalicelib.staff.errors import StaffLocked, StaffLoginWrong
from chalicelib.staff.model import StaffRole
from chalicelib.staff.tries import MOST_TRIES
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Door
from tests.worlds.clerk import BRANCH, Clerk, greeted
from tests.worlds.invite_pages import opens
from tests.worlds.looks import check, shot
from tests.worlds.staff import PASSWORD, a_phone, hire, session
from tests.worlds.staff_orders import made_order
from tests.worlds.visitor import Guest
from tests.worlds.wording import says

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def shown_code(secret: str, *, ahead: int = 0) -> str:
    return proofs.code_at(secret, proofs.step_of(datetime.now(UTC)) + ahead)


def stored(page: Page) -> str:
    """Everything the browser keeps for the site."""
    return str(page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"))


def fill(guest: Guest, password: str, again: str, code: str) -> None:
    guest.page.get_by_label("密码", exact=True).fill(password)
    guest.page.get_by_label("再次填写密码").fill(again)
    guest.page.get_by_label("动态验证码").fill(code)
    guest.button("完成并登录").click()


def invites(admin: Clerk, username: str, phone: str) -> None:
    """A reviewer, in the browser."""
    admin.button("邀请员工").click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("button", name="邀请", exact=True).click()
    expect(dialog.get_by_text("请选择角色")).to_be_visible()
    expect(dialog.get_by_label("审核员")).to_have_accessible_description(re.compile("^审核照片"))
    dialog.get_by_label("审核员").check()
    shot(admin.page, "invite")
    admin.confirm("邀请", username=username, name="新同事", phone=phone)


def test_somebody_is_invited_and_comes_in(box: Sandbox, world: World, desk: Desks, door: Door) -> None:
    admin, username, phone = desk(ADMIN), f"new-{random_id(6)}", a_phone()
    admin.come_in("/accounts")
    admin.heading("员工账号")
    invites(admin, username, phone)
    told = admin.page.get_by_role("region", name="怎样开通")
    for words in (f"{box.console_url}/staff/#/invite", username, f"{phone[:3]}****{phone[-4:]}", "有效期"):
        expect(told).to_contain_text(words)
    said = admin.page.get_by_label("发给本人的话", exact=True).input_value()
    assert username in said
    assert phone not in admin.page.content()
    assert "/invites/" not in said + admin.page.content()
    check(admin.page, full_text=False)
    shot(admin.page, "invited")

    guest = door.let_in(Guest(door.page("desktop", {}), f"{box.console_url}/staff"))
    guest.expected.append("/api/staff/invites/accept")
    opens(guest.page, world.outside, box.console_url, f" {username.upper()}", phone)
    guest.sees(username)
    device = guest.page.url
    secret = guest.page.locator(".secret").inner_text()
    expect(guest.page.get_by_role("img", name="验证器二维码")).to_be_visible()
    fill(guest, "short", "shorter", "")
    guest.sees("密码至少 12 个字符")
    guest.sees("两次填写的密码不一致")
    check(guest.page, full_text=False)
    fill(guest, PASSWORD, PASSWORD, shown_code(secret, ahead=5))
    guest.sees(says("staff_totp_wrong"))
    expect(guest.page.get_by_label("再次填写密码")).to_have_value(PASSWORD)
    guest.page.get_by_label("动态验证码").fill(shown_code(secret))
    guest.button("完成并登录").click()
    greeted(guest, "新同事")
    assert "invites" not in guest.page.url
    assert not any(word in stored(guest.page) for word in (secret, PASSWORD))

    guest.open("/me")
    guest.button("退出登录").click()
    guest.heading("员工登录")
    guest.page.get_by_label("用户名").fill(username)
    guest.page.get_by_label("密码", exact=True).fill(PASSWORD)
    guest.page.get_by_label("动态验证码").fill(shown_code(secret, ahead=1))
    guest.button("登录").click()
    greeted(guest, "新同事")
    guest.expected.append("/api/staff/invites/show")  # only now: whoever came in was not asked for the link again
    assert not any("/api/staff/invites/show" in said for said in guest.said)
    guest.page.goto(device)
    guest.sees(says("staff_invite_over"))
    guest.sees(says("staff_invite_over", "action"))
    guest.link("受邀开通").click()
    guest.heading("受邀开通")
    guest.page.go_back()
    guest.sees(says("staff_invite_over"))
    expect(guest.page.get_by_text("改为以新账号登录")).to_have_count(0)  # nothing can be completed there


def test_roles_are_changed_sessions_ended_and_the_trail_says_so(desk: Desks) -> None:
    admin, other = desk(ADMIN), desk(MANAGER)
    name, other_id = other.api.account.name, other.api.account.staff_id
    other.come_in("/me")
    other.heading("我的登录")
    admin.come_in("/accounts")
    admin.button(f"修改角色：{name}").click()
    admin.page.get_by_role("dialog").get_by_label("审核员").check()
    admin.page.get_by_role("dialog").get_by_label("管理员", exact=True).uncheck()
    admin.confirm("保存", "调到审核组")
    admin.sees(f"已修改{name}的角色")
    expect(admin.page.get_by_role("row").filter(has_text=name)).to_contain_text("审核员")
    account = wire().stores.staff.get(other_id)
    assert account is not None
    assert set(account.roles) == {REVIEWER}

    expect(admin.page.get_by_role("row").filter(has_text=name)).to_contain_text("从未登录")
    session(other.api.account)
    admin.button(f"查看登录：{name}").click()
    card = admin.page.get_by_role("region", name=f"{name}的登录")
    expect(card.get_by_role("row")).to_have_count(3)
    check(admin.page)
    shot(admin.page, "accounts")
    card.get_by_role("button", name="结束").first.click()
    expect(admin.page.get_by_role("dialog")).to_contain_text("其他登录、密码和验证器")
    admin.confirm("结束这次登录", "在网吧忘了退出")
    admin.sees(f"已结束{name}的一次登录")
    expect(card.get_by_role("row")).to_have_count(2)

    admin.button(f"结束全部登录：{name}").click()
    expect(admin.page.get_by_role("dialog")).to_contain_text("所有设备立即退出")
    shot(admin.page, "accounts-end")
    admin.confirm("结束全部登录", "手机丢失")
    admin.sees(f"已结束{name}的全部登录")
    other.expected.append("401")
    other.open("/schools")
    other.heading("员工登录")

    admin.link(f"审计记录：{name}").click()
    admin.heading("审计记录")
    admin.page.get_by_label("操作人").select_option(label=admin.api.account.name)
    admin.page.get_by_label("操作", exact=True).select_option(label="修改员工角色")
    admin.button("查询").click()
    row = admin.page.get_by_role("row").filter(has_text="调到审核组")
    expect(row).to_contain_text(f"员工 {name}")
    expect(row).to_contain_text("角色：审核员")
    assert "action=give_roles" in admin.page.url
    check(admin.page)
    admin.page.reload()
    expect(row).to_be_visible()
    expect(admin.page.get_by_role("row")).to_have_count(2)
    shot(admin.page, "audit")


def test_finance_is_made_by_two_administrators(desk: Desks) -> None:
    one, two, other = desk(ADMIN), desk(ADMIN), hire(REVIEWER, branch=BRANCH)
    one.come_in("/accounts")
    expect(one.page.get_by_role("button", name=f"修改角色：{one.api.account.name}")).to_have_count(0)
    one.button(f"修改角色：{other.name}").click()
    one.page.get_by_role("dialog").get_by_label("财务").check()
    one.confirm("保存", "接替财务")
    one.sees("等待第二位系统管理员确认")
    expect(one.button(f"撤回：{other.name}")).to_be_visible()
    expect(one.page.get_by_role("button", name=f"同意：{other.name}")).to_have_count(0)
    two.come_in("/accounts")
    row = two.page.get_by_role("row").filter(has_text=other.username).first
    expect(row).to_contain_text("审核员 变为 审核员、财务")
    expect(row).to_contain_text(one.api.account.name)
    check(two.page)
    shot(two.page, "grants")
    two.page.get_by_role("button", name=f"同意：{other.name}", exact=True).click()
    expect(two.page.get_by_role("dialog")).to_contain_text("接替财务")
    two.confirm("同意", "已当面核实")
    two.sees(f"已同意：{other.name}")
    account = wire().stores.staff.get(other.staff_id)
    assert account is not None
    assert set(account.roles) == {REVIEWER, FINANCE}


def test_whoever_is_locked_out_is_let_in_again(desk: Desks) -> None:
    admin, account = desk(ADMIN), hire(REVIEWER, branch=BRANCH)
    for _ in range(MOST_TRIES + 1):
        with suppress(StaffLoginWrong, StaffLocked):
            wire().staff.login.login(account.username, "wrong password", "000000", ip="192.0.2.7")
    admin.come_in("/accounts")
    row = admin.page.get_by_role("row").filter(has_text=account.username)
    expect(row).to_contain_text("有网络暂停登录至")
    check(admin.page)
    admin.button(f"解除锁定：{account.name}").click()
    admin.confirm("解除锁定", "本人来电")
    admin.sees(f"已解除{account.name}的登录锁定")
    expect(row).not_to_contain_text(re.compile("锁定|暂停登录"))


def test_my_own_sessions(desk: Desks) -> None:
    clerk = desk(REVIEWER)
    other = session(clerk.api.account)
    clerk.come_in("/me")
    clerk.heading("我的登录")
    expect(clerk.page.get_by_role("navigation").get_by_role("link")).to_have_text(
        ["首页", "审核", "任务", "学信网退回", "院校目录", "我的登录"]
    )
    assert BRANCH in clerk.page.locator("footer").inner_text()
    expect(clerk.page.get_by_role("row").filter(has_text="本次登录")).to_have_count(1)
    check(clerk.page)
    clerk.button(re.compile("^结束")).dblclick()
    clerk.sees("已结束那次登录")
    expect(clerk.page.get_by_role("row")).to_have_count(2)
    left = wire().staff.sessions.listed(clerk.api.account.staff_id)
    assert [one.session_id for one in left] == [wire().staff.sessions.who(clerk.api.token or "", ip="").session]
    assert other != clerk.api.token

    clerk.expected.append("ERR_INTERNET_DISCONNECTED")
    clerk.page.context.set_offline(True)
    clerk.button("退出登录").click()
    clerk.heading("员工登录")
    assert not {"gradphoto.staff.token", "gradphoto.staff.who"} & set(clerk.page.evaluate("Object.keys(localStorage)"))


def test_what_somebody_typed_is_not_the_next_ones(desk: Desks) -> None:
    """A session that ended does not end what was typed, unless somebody else comes."""
    clerk, other = desk(MANAGER), hire(MANAGER, branch=BRANCH)
    clerk.expected.append("401")
    clerk.come_in("/orders")
    clerk.heading("查找订单")
    clerk.page.locator("#text").fill("19912345678")
    for account, typed in ((clerk.api.account, "19912345678"), (other, "")):
        wire().staff.sessions.end(wire().staff.sessions.who(clerk.api.token or "", ip=""))
        clerk.open("/waiting")
        clerk.heading("员工登录")
        clerk.api.account, clerk.api.token = account, session(account)
        clerk.come_in("/orders")
        clerk.heading("查找订单")
        expect(clerk.page.locator("#text")).to_have_value(typed)


def test_the_first_page_tells_what_waits(world: World, desk: Desks) -> None:
    made_order(world, world.plain_task(branch=BRANCH), State.CORRECTION, undecided=True)
    finance = desk(FINANCE)
    finance.come_in("/")
    row = finance.page.get_by_role("row").filter(has_text="等待决定的订单")
    expect(row.get_by_role("link", name="逐件决定")).to_have_attribute("href", "#/waiting")
    expect(row).not_to_contain_text("对不上的付款")  # what waits is not a payment
    check(finance.page)
