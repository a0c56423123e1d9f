"""Families pay: the owner sends a link, and whoever opens it pays without an account."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.looks import check, shot
from tests.worlds.staff_orders import made_unpaid
from tests.worlds.visitor import Visitor


def asked(world: World, visit: Visits) -> tuple[Visitor, str, str]:
    """The owner, her order, and the way to the link's page."""
    owner = visit("desktop")
    owner.come_in("/contact", proven_by=world)
    order_id = made_unpaid(world, world.person(owner.api))
    url = owner.api.call("POST", f"/api/orders/{order_id}/pay-link")["url"]
    return owner, order_id, url.partition("#")[2]


def code_of(payer: Visitor, app: str = "微信") -> str:
    """Pays by an app, the first that is offered unless another is chosen, and has the code to scan."""
    with payer.page.expect_response(lambda one: one.url.endswith("/payments") and one.status == 201) as begun:
        payer.button(re.compile("^支付 ")).click()
    payer.sees(f"请打开{app}“扫一扫”")
    return str(begun.value.json()["params"]["code_url"])


def test_an_owner_sends_a_link_and_somebody_without_a_session_pays(world: World, visit: Visits) -> None:
    owner = visit("desktop")
    owner.come_in("/contact", proven_by=world)
    order_id = made_unpaid(world, world.person(owner.api))
    owner.open(f"/orders/{order_id}/pay")
    owner.button("请家人代付").click()
    owner.sees("请家人扫一扫")
    check(owner.page)
    url = owner.page.get_by_label("代付链接", exact=True).input_value()
    owner.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    owner.button("复制代付链接").click()
    owner.sees("已复制")
    assert owner.page.evaluate("navigator.clipboard.readText()") == url
    owner.page.keyboard.press("Escape")
    expect(owner.page.get_by_role("dialog")).to_have_count(0)

    payer = visit("desktop")
    payer.open(url.partition("#")[2])
    payer.heading("张*请您代付")
    payer.sees("20 元")
    check(payer.page)
    inside = visit("phone", user_agent="Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.50")
    inside.open(url.partition("#")[2])
    inside.sees("粘贴到浏览器中打开")
    inside.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    inside.button("复制付款链接").click()
    inside.sees("已复制")
    assert inside.page.evaluate("navigator.clipboard.readText()") == url
    check(inside.page)
    shot(inside.page, "payfor-in-wechat")
    assert not [word for word in ("张三", "湖南大学", order_id) if word in payer.page.locator("body").inner_html()]
    code = code_of(payer)
    expect(payer.page.get_by_role("img", name="微信支付二维码")).to_be_visible()
    check(payer.page)
    payer.outside.scan(code)
    payer.heading("已支付，谢谢您")
    check(payer.page)
    owner.api.wait_for(order_id, "IN_REVIEW")
    payer.page.reload()
    payer.heading("已支付，谢谢您")


def test_a_finger_is_led_to_the_app_and_comes_back_to_the_result(world: World, visit: Visits) -> None:
    owner, order_id, page = asked(world, visit)
    payer = visit("phone")
    payer.open(page)
    payer.heading("张*请您代付")
    expect(payer.button(re.compile("支付宝"))).to_be_visible()
    check(payer.page)
    payer.button(re.compile("^支付 ")).click()
    payer.heading("微信支付（沙箱）")
    payer.button("暂不支付").click()
    payer.sees("正在等待支付结果")
    check(payer.page)
    payer.button(re.compile("^支付 ")).click()
    payer.heading("微信支付（沙箱）")
    payer.button("确认支付").click()
    payer.heading("已支付，谢谢您")
    owner.api.wait_for(order_id, "IN_REVIEW")


def test_a_dead_code_is_replaced_by_a_click_after_the_line_was_lost(
    world: World, visit: Visits, clock: SandboxClock
) -> None:
    """The page has tried once by itself."""
    _, _, page = asked(world, visit)
    payer = visit("desktop")
    payer.page.clock.install()
    payer.open(page)
    first = code_of(payer)
    clock.move(minutes=111, schedules=False)
    payer.expected.append("ERR_FAILED")
    payer.page.route("**/payments", lambda route: route.abort())
    payer.page.clock.fast_forward("01:51:00")
    payer.sees("二维码已过期")
    payer.page.unroute("**/payments")
    with payer.page.expect_response(lambda one: one.url.endswith("/payments") and one.status == 201) as begun:
        payer.button("重新发起支付").click()
    second = begun.value.json()["params"]["code_url"]
    assert second != first
    payer.outside.scan(second)
    payer.page.clock.fast_forward("00:01:00")
    payer.heading("已支付，谢谢您")


def test_a_link_that_is_over_says_whom_to_ask(world: World, visit: Visits) -> None:
    owner, order_id, page = asked(world, visit)
    owner.api.act(order_id, "cancel")
    payer = visit("phone")
    payer.expected.append("404")
    payer.open(page)
    payer.heading("链接已失效")
    payer.sees("请让本人重新发送")
    check(payer.page)


def test_whoever_pays_as_well_is_told_that_the_money_goes_back(world: World, visit: Visits) -> None:
    """A code of Alipay's cannot be closed before somebody scans it."""
    owner, order_id, page = asked(world, visit)
    father, mother = visit("desktop"), visit("desktop")
    father.open(page)
    father.button("支付宝扫码").click()
    his = code_of(father, "支付宝")
    mother.open(page)
    mother.outside.scan(code_of(mother))
    mother.heading("已支付，谢谢您")
    father.heading("已支付，谢谢您")
    father.outside.scan(his)
    father.heading("款项将退回您的账户")
    check(father.page)
    assert owner.api.order(order_id)["state"] == "IN_REVIEW"
