"""Payments, exports, an order's ledger and the season in the console: what finance does with them all day."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.branch import decide
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.finance import Desk, matched
from tests.worlds.looks import check, shot
from tests.worlds.staff_orders import settle

LAPTOP = {"viewport": {"width": 1366, "height": 768}}
FINANCE = StaffRole.FINANCE


@pytest.fixture(scope="module")
def world(box: Sandbox) -> World:
    return World(box)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def clerk(box: Sandbox, door: Door, desk: Desk) -> Clerk:
    return door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, FINANCE, branch=desk.branch))


def test_a_payment_that_does_not_match_is_decided_by_what_the_channel_says_now(
    world: World, desk: Desk, clerk: Clerk
) -> None:
    desk.paid(world.student())
    doubt = desk.suspect(1)
    world.outside.control("POST", f"/trades/{out_trade_no(doubt, 1)}", outcome="pay")
    clerk.come_in("/payments")
    clerk.sees("对不上，待核实")
    expect(clerk.page.locator("tbody tr")).to_have_count(2)
    shot(clerk.page, "payments")
    check(clerk.page)
    clerk.page.get_by_role("navigation", name="付款").get_by_role("link", name="对不上").click()
    expect(clerk.page.locator("tbody tr")).to_have_count(1)
    clerk.button("核对来款").click()
    dialog = clerk.page.get_by_role("dialog")
    dialog.get_by_role("button", name="取消", exact=True).click()
    expect(dialog).to_have_count(0)
    clerk.button("核对来款").click()
    expect(dialog).to_contain_text("微信支付现在说：支付成功，20.00 元")
    expect(dialog.get_by_role("radio", name="作废")).to_be_disabled()
    dialog.get_by_role("button", name="提交，等第二个人确认").click()
    expect(dialog).to_contain_text("请选择怎样处理")
    dialog.get_by_role("radio", name="算数").check()
    dialog.get_by_label("原因").fill("金额以渠道为准")
    shot(clerk.page, "resolve")
    check(clerk.page)
    dialog.get_by_role("button", name="提交，等第二个人确认").click()
    clerk.sees("“核对来款”已提交，等待另一位同事确认")
    (proposal,) = desk.two.call("GET", "/api/staff/decisions")["proposals"]
    assert (proposal["action"], proposal["params"]["verdict"]) == ("resolve", "accept")


def test_the_second_person_reads_the_sum_that_the_first_one_read(world: World, desk: Desk, clerk: Clerk) -> None:
    doubt = desk.suspect(-1)
    world.outside.control("POST", f"/trades/{out_trade_no(doubt, 1)}", outcome="pay")
    clerk.come_in(f"/orders/{doubt}")
    clerk.button("核对来款（第 1 笔）（需两人）").click()
    sum_of_it = "20.00 元记为这个订单的付款"  # as the channel says, not as its notice said
    expect(clerk.page.get_by_role("dialog")).to_contain_text(sum_of_it)
    decide(desk.one, doubt, "resolve", attempt_no=1, verdict="accept")
    clerk.open("/waiting")
    clerk.page.get_by_role("button", name="同意", exact=True).click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text(sum_of_it)
    expect(dialog).to_contain_text("微信支付现在说：支付成功，20.00 元")
    expect(dialog).not_to_contain_text("19.99")
    shot(clerk.page, "resolve-second")
    check(clerk.page)
    clerk.confirm("同意并执行", "已核实")
    clerk.sees("“核对来款”已执行")


def test_a_payment_that_went_back_in_part_is_ended_on_the_channels_page(world: World, desk: Desk, clerk: Clerk) -> None:
    doubt = desk.suspect(1)
    number = out_trade_no(doubt, 1)
    world.outside.control("POST", f"/trades/{number}", outcome="pay")
    world.box.pay.refunds.outside(number)
    clerk.come_in(f"/orders/{doubt}/money")
    clerk.button("核对来款").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("已有部分退款")
    expect(dialog).to_contain_text("全部退回后登记“已在商户平台退回”")
    expect(dialog.get_by_role("button", name="提交，等第二个人确认")).to_have_count(0)
    shot(clerk.page, "resolve-partly")
    check(clerk.page)
    dialog.get_by_role("link", name="去订单").click()
    clerk.heading("订单")
    clerk.link("账目：每一笔进出").click()
    clerk.heading("订单的账目")
    for page in ("/", "/waiting"):
        clerk.open(page)
        clerk.link("对不上的付款").click()
        clerk.heading("付款")
    clerk.button("登记已在商户平台退回").click()
    clerk.confirm("提交，等第二个人确认", "在商户平台退了", reference="503 88")
    clerk.sees("“登记已在商户平台退回”已提交，等待另一位同事确认")
    shot(clerk.page, "payments-doubt")
    check(clerk.page)


def test_what_would_be_refused_is_said_before_it_is_asked_for(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_refund_closed")
    decide(desk.one, order_id, "refund")
    settle(order_id, "CLOSED")
    matched("wechat")
    assert decide(desk.one, order_id, "returned_by_hand", attempt_no=1, reference="回单 98")["proposal"]
    desk.unmatched("wechat")
    dialog, submit = clerk.page.get_by_role("dialog"), "提交，等第二个人确认"
    clerk.come_in("/refunds")
    for action, why in (
        ("登记已在商户平台退回", "现在不能登记：渠道没有显示这笔付款有退款。请到商户平台核对"),
        ("登记人工退回", "现在不能登记：渠道关闭过这笔退款"),
    ):
        clerk.button(action).click()
        expect(dialog).to_contain_text(why)
        expect(dialog.get_by_role("button", name=submit)).to_have_count(0)
        shot(clerk.page, "ruled-out")
        check(clerk.page)
        if action == "登记人工退回":
            matched("wechat")
            dialog.get_by_role("button", name="再问一次").click()
            expect(dialog.get_by_role("button", name=submit)).to_be_visible()
        dialog.get_by_role("button", name="取消", exact=True).click()
    desk.unmatched("wechat")
    clerk.open("/waiting")
    clerk.page.get_by_role("button", name="同意", exact=True).click()
    expect(dialog).to_contain_text("现在不能登记：渠道关闭过这笔退款")
    expect(dialog.get_by_role("button", name="同意并执行")).to_have_count(0)
    check(clerk.page)
    matched("wechat")
    dialog.get_by_role("button", name="再问一次").click()
    clerk.confirm("同意并执行", "已核实")
    clerk.sees("“登记人工退回”已执行")


def test_payments_are_filtered_in_the_address_and_found_by_number(world: World, desk: Desk, clerk: Clerk) -> None:
    student = world.student()
    first, second = desk.paid(student), desk.paid(student)
    clerk.come_in("/payments")
    clerk.page.get_by_label("金额（元）").fill("20")
    clerk.page.get_by_label("金额（元）").press("Enter")
    expect(clerk.page).to_have_url(re.compile("amount=20"))
    expect(clerk.page.locator("tbody tr")).to_have_count(2)
    clerk.page.get_by_label("金额（元）").fill("abc")
    clerk.page.get_by_label("金额（元）").press("Enter")
    clerk.sees("请填写金额，如 30 或 30.00")
    clerk.page.get_by_role("textbox", name="单号").fill(out_trade_no(second, 1))
    clerk.page.get_by_role("textbox", name="单号").press("Enter")
    expect(clerk.page.locator("tbody tr")).to_have_count(1)
    clerk.sees(out_trade_no(second, 1))
    expect(clerk.page.get_by_label("金额（元）")).to_have_value("")
    clerk.page.keyboard.type("S")  # presses no key, and takes the place of what was searched
    expect(clerk.page.get_by_role("textbox", name="单号")).to_have_value("S")
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    clerk.open(f"/payments?number={first}")
    clerk.sees(out_trade_no(first, 1))
    tomorrow = wire().clock().astimezone(SHANGHAI).date() + timedelta(days=1)
    clerk.open(f"/payments?first={tomorrow}")
    clerk.sees("没有这样的付款")


def test_an_orders_money_is_told_and_its_channel_asked(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    desk.one.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "refund", "reason": "学生退学"})
    settle(order_id, "DONE")
    matched("wechat")
    clerk.come_in(f"/orders/{order_id}/money")
    clerk.sees("微信支付收到付款 20.00 元")
    clerk.sees("经微信支付原路退回 20.00 元")
    clerk.sees("现在结余 0.00 元")
    clerk.button("问渠道").click()
    says = clerk.page.get_by_role("dialog").locator(".channel-says")
    expect(says).to_contain_text("款项已全部退回，第 1 次退款已退 20.00 元")
    assert says.evaluate(
        "box => box.scrollWidth <= box.clientWidth"
    )  # though it was opened in a cell that does not wrap
    shot(clerk.page, "order-money")
    check(clerk.page)
    world.box.faults.set("pay_5xx", times=2)
    clerk.expected.append("/channel")
    clerk.button("再问一次").click()
    expect(clerk.page.get_by_role("alert").filter(has_text="请")).to_be_visible()
    world.box.faults.clear()


def test_a_table_is_exported_behind_the_scenes_and_fetched(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    clerk.come_in("/payments")
    clerk.button("导出表格").click()
    dialog = clerk.page.get_by_role("dialog")
    dialog.get_by_label("格式").select_option("CSV")
    dialog.get_by_label("原因").fill("月底核对")
    shot(clerk.page, "export-ask")
    check(clerk.page)
    dialog.get_by_role("button", name="开始导出").click()
    clerk.heading("导出")
    expect(clerk.page.locator("tbody tr")).to_contain_text("可以下载")
    expect(clerk.page.locator("tbody tr")).to_contain_text("1 行")
    shot(clerk.page, "exports")
    check(clerk.page)
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("button", name="下载").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert [row["商户单号"] for row in csv.DictReader(text.splitlines())] == [out_trade_no(order_id, 1)]
    assert download.value.suggested_filename.startswith("付款-")


def test_a_seasons_money_as_charts_and_as_tables(world: World, desk: Desk, clerk: Clerk) -> None:
    student = world.student()
    first, _ = desk.paid(student), desk.paid(student)
    desk.one.call("POST", f"/api/staff/orders/{first}/decisions", {"action": "refund", "reason": "学生退学"})
    settle(first, "DONE")
    world.box.stream.drain()
    clerk.come_in("/season")
    stats = clerk.page.locator(".stats")
    for figure in ("40.00", "20.00", "2 笔"):
        expect(stats).to_contain_text(figure)
    shot(clerk.page, "season")
    check(clerk.page)
    for card in ("每天的款项（元）", "按任务", "按学校", "按渠道"):
        section = clerk.page.locator("section").filter(has=clerk.page.get_by_role("heading", name=card))
        section.get_by_role("button", name="表").click()
        expect(section.get_by_role("table")).to_contain_text("20.00")
    shot(clerk.page, "season-tables")
    check(clerk.page)


def test_refunds_are_filtered_alike(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    desk.one.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "refund", "reason": "学生退学"})
    settle(order_id, "DONE")
    clerk.come_in("/refunds?group=OVER&channel=wechat")
    expect(clerk.page.locator("tbody tr")).to_have_count(1)
    shot(clerk.page, "refunds")
    check(clerk.page)
    clerk.page.get_by_label("渠道").select_option("alipay")
    clerk.button("筛选").click()
    clerk.sees("没有这样的退款")
    number = clerk.page.get_by_role("textbox", name="单号")
    number.fill(out_trade_no(order_id, 1))
    number.press("Enter")
    clerk.sees(f"{order_id}_01R1")
    expect(number).to_be_focused()
    check(clerk.page)
    clerk.page.get_by_role("link", name=f"账目：{order_id}_01R1").click()
    clerk.heading("订单的账目")
