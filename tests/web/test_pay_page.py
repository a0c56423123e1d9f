"""At the till: the code is in sight, a dead one is said to be, a lost notice is asked for, a channel may be down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Pauses, Visits
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_unpaid
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says


def at_the_till(visit: Visits, world: World, device: str = "desktop") -> tuple[Visitor, str]:
    student = visit(device)
    student.come_in("/contact", proven_by=world)
    order_id = made_unpaid(world, world.person(student.api))
    student.open(f"/orders/{order_id}/pay")
    student.button(re.compile("微信支付")).wait_for()
    return student, order_id


def test_the_code_comes_into_sight_and_nobody_else_finds_it(visit: Visits, world: World) -> None:
    student, order_id = at_the_till(visit, world)
    student.page.evaluate("scrollTo(0, 0)")
    student.choose_wechat()
    code = student.page.get_by_role("img", name="微信支付二维码")
    expect(code).to_be_in_viewport(ratio=1)
    said = student.page.get_by_role("status").filter(has_text="请打开微信“扫一扫”")
    expect(said).to_have_count(1)
    expect(said).not_to_contain_text("还剩")  # or a reader would count along
    check(student.page)
    assert order_id in student.page.evaluate("JSON.stringify(localStorage)")
    student.open("/me")
    student.button("退出登录").click()
    student.heading("登录")
    assert order_id not in student.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")


@pytest.mark.parametrize("hears", [True, False])
def test_every_tab_shows_the_code_that_is_alive(visit: Visits, world: World, hears: bool) -> None:
    """hears: the other tab at once; one that slept is told with the order."""
    student, order_id = at_the_till(visit, world)
    student.choose_wechat()
    if not hears:
        student.page.evaluate("addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    tab = student.page.context.new_page()
    tab.goto(f"{student.site_url}/#/orders/{order_id}/pay")
    with tab.expect_response(lambda answer: answer.url.endswith("/payments") and answer.status == 201) as begun:
        tab.get_by_role("button", name="支付宝扫码").click()
    student.sees("请打开支付宝“扫一扫”")
    expect(student.page.get_by_role("img", name="微信支付二维码")).to_have_count(0)
    shown = [
        page.get_by_role("img", name="支付宝支付二维码").locator("path").get_attribute("d")
        for page in (tab, student.page)
    ]
    assert shown[0] == shown[1]
    assert student.api.order(order_id)["payment"]["attempt_no"] == 2  # and no third one, which would end the second
    student.outside.scan(begun.value.json()["params"]["code_url"])
    student.sees("支付成功")
    tab.close()


def test_in_the_last_minute_the_code_on_the_screen_stays(visit: Visits, world: World, clock: SandboxClock) -> None:
    student, order_id = at_the_till(visit, world)
    student.choose_wechat()
    clock.move(minutes=1439, seconds=20, schedules=False, hold=True)
    with student.page.expect_response(f"**/api/orders/{order_id}"):
        student.page.evaluate("dispatchEvent(new Event('online'))")
    expect(student.page.get_by_role("button", name=re.compile("^微信支付"))).to_have_count(0)
    expect(student.page.get_by_role("img", name="微信支付二维码")).to_be_visible()


def test_why_nothing_can_be_paid_is_said(visit: Visits, world: World, clock: SandboxClock) -> None:
    student = visit("desktop")
    student.come_in("/contact", proven_by=world)
    person = world.person(student.api)
    task = world.plain_task()
    order_id = made_unpaid(world, person, task)
    world.change(task, state="CLOSED")
    student.open(f"/orders/{order_id}/pay")
    student.sees("本次采集已结束，不能再支付")
    expect(student.link(re.compile("联系分社 0731"))).to_have_attribute("href", re.compile("^tel:0731"))
    check(student.page)
    student.open("/orders")
    expect(student.page.locator("ul.orders").get_by_role("link", name=re.compile("联系分社 0731"))).to_be_visible()
    check(student.page)
    student.open(f"/orders/{order_id}")
    student.heading("订单详情")
    expect(student.page.locator(".stand").get_by_role("link", name=re.compile("联系分社 0731"))).to_be_visible()
    check(student.page)
    late = made_unpaid(world, person)
    clock.move(minutes=1439, seconds=20, schedules=False, hold=True)
    student.open(f"/orders/{late}/pay")
    student.page.reload()  # or this browser's idea of the time is a day old
    student.sees("剩余不足 1 分钟，已不能发起支付")
    check(student.page)


def test_whoever_paid_asks_when_the_notice_is_lost(
    visit: Visits, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.pay.service.ASK_AFTER", timedelta())  # or nobody asks for what has just begun
    student, _ = at_the_till(visit, world)
    code = student.choose_wechat()
    student.button("我已付款，查询结果").click()
    student.sees("支付平台还没有确认付款")
    check(student.page)
    world.outside.control("POST", "/faults", name="notice_lost")
    student.outside.scan(code)
    student.button("我已付款，查询结果").click()
    student.sees("支付成功")


def test_whoever_comes_back_from_the_channels_page_may_ask_too(visit: Visits, world: World) -> None:
    student, _ = at_the_till(visit, world, "phone")
    student.expected.append("/favicon.ico")  # that page has no icon
    student.button(re.compile("微信支付")).click()
    student.heading("微信支付（沙箱）")
    student.page.go_back()
    student.button("我已付款，查询结果").click()
    student.sees("支付平台还没有确认付款")
    check(student.page)


def test_a_channel_that_is_down_is_named_and_another_is_there(visit: Visits, world: World) -> None:
    student, _ = at_the_till(visit, world)
    world.outside.control("POST", "/faults", name="pay_5xx", times=2)
    student.expected.append("503 (Service Unavailable)")
    student.button(re.compile("微信支付")).click()
    student.sees(says("pay_channel_silent", channel="微信支付"))
    check(student.page)
    student.button(re.compile("支付宝扫码")).click()
    student.sees("请打开支付宝“扫一扫”")
    expect(student.page.get_by_text("微信支付暂时无响应")).to_have_count(0)


def test_a_lost_line_is_said_once(visit: Visits, world: World) -> None:
    student, _ = at_the_till(visit, world)
    student.expected.append("ERR_INTERNET_DISCONNECTED")
    student.page.clock.install()
    pauses = Pauses(student.page, 2500)
    student.page.context.set_offline(True)
    student.sees("网络已断开")
    with student.page.expect_event("requestfailed"):  # the page asks on
        student.page.clock.fast_forward(2500)
    pauses.next()
    expect(student.page.get_by_text("网络连接不上")).to_have_count(0)
    expect(student.button(re.compile("微信支付"))).to_be_visible()
    student.page.context.set_offline(False)
    student.choose_wechat()
