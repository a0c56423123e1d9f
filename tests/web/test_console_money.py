"""The desks of money in the console: refunds by two, payments that do not fit, and bills."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from chalicelib.desk import decisions
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds import review_desk
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk, row_of, saved
from tests.worlds.finance import matched, unbooked
from tests.worlds.looks import check, shot
from tests.worlds.staff_orders import bought, settle
from tests.worlds.wording import says

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def paid(world: World) -> str:
    return bought(world, world.student(), world.plain_task(branch=BRANCH))


def propose(clerk: Clerk, order_id: str) -> None:
    asked = {"action": "edit", "reason": "学生来电", "fields": {"college": "新学院"}}
    clerk.api.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)


def approve(reviewer: Clerk, order_id: str) -> None:
    review_desk.approve(reviewer.api, order_id)


def test_two_of_finance_refund_an_approved_order(world: World, desk: Desks) -> None:
    order_id, one, two = paid(world), desk(FINANCE), desk(FINANCE)
    approve(desk(REVIEWER, MANAGER), order_id)
    two.expected.append("/confirm")
    one.come_in(f"/orders/{order_id}")
    one.button("退款（需两人）").click()
    one.sees("提交后由另一位同事在“待处理”中确认")
    one.confirm("提交，等第二个人确认", "学生退学")
    one.sees("“退款”已提交，等待另一位同事确认")
    one.link("待处理").click()
    expect(row_of(one, order_id)).to_contain_text("您提出的，须另一人确认")
    expect(row_of(one, order_id).get_by_role("button", name="同意", exact=True)).to_have_count(0)
    two.come_in("/waiting")
    expect(row_of(two, order_id)).to_contain_text("学生退学")
    check(two.page)
    row_of(two, order_id).get_by_role("button", name="同意", exact=True).click()
    two.confirm("同意并执行", "已核实")
    two.sees("“退款”已执行")
    expect(row_of(two, order_id)).to_have_count(0)
    settle(order_id, "DONE")
    two.open("/refunds?group=OVER")
    expect(row_of(two, order_id)).to_contain_text("经办人员同意退款")
    two.open(f"/orders/{order_id}")
    two.sees("20.00 元，已退回")
    expect(two.button("退款（需两人）")).to_have_count(0)


def test_a_part_is_returned_and_the_order_goes_on(world: World, desk: Desks) -> None:
    order_id, one = paid(world), desk(FINANCE)
    one.expected.append("/decisions")
    one.come_in(f"/orders/{order_id}")
    one.button("退还一部分").click()
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_contain_text("少于 20.00 元；全部退回请用“退款”")
    dialog.get_by_label("退还金额（元）").fill("二十")
    dialog.get_by_label("原因").fill("重复收了加印费")
    dialog.get_by_role("button", name="退还", exact=True).click()
    expect(dialog).to_contain_text("这笔款请填 0.01 到 19.99 元")
    dialog.get_by_label("退还金额（元）").fill("3.50")
    expect(dialog).to_contain_text("3.50 元原路退回付款人")
    check(one.page)
    shot(one.page, "refund-part")
    dialog.get_by_role("button", name="退还", exact=True).click()
    one.sees("“退还一部分”已发起")
    settle(order_id, "DONE")
    one.page.reload()
    one.sees("已退 3.50")
    one.button("退款").click()
    expect(one.page.get_by_role("dialog").get_by_role("button", name="退 16.50 元")).to_be_visible()


def test_a_proposal_is_refused_and_one_that_is_over_is_told(world: World, desk: Desks) -> None:
    order_id, one, two = paid(world), desk(MANAGER), desk(MANAGER)
    propose(one, order_id)
    two.expected.append("/confirm")
    for clerk in (one, two):
        clerk.come_in("/waiting")
        expect(row_of(clerk, order_id)).to_contain_text("学院")
        expect(row_of(clerk, order_id)).not_to_contain_text("新学院")
    row_of(two, order_id).get_by_role("button", name="同意", exact=True).click()
    expect(two.page.get_by_role("dialog")).to_contain_text("新学院")
    check(two.page)
    row_of(one, order_id).get_by_role("button", name="撤回").click()
    one.confirm("撤回", "填错了")
    one.sees("“修改信息”已从列表中移出")
    dialog = two.page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("同意")
    dialog.get_by_role("button", name="同意并执行").click()
    two.sees("这个事项已经处理过，或已失效")
    dialog.get_by_role("button", name="取消", exact=True).click()
    expect(row_of(two, order_id)).to_have_count(0)


def test_more_proposals_are_shown_to_whoever_asks(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "PAGE", 1)
    world.box.forget("OrdersTable")
    orders, one, two = [paid(world) for _ in range(2)], desk(MANAGER), desk(MANAGER)
    for order_id in orders:
        propose(one, order_id)
    two.come_in("/waiting")
    rows = two.page.get_by_role("table", name="等待第二个人确认").get_by_role("row")
    expect(rows).to_have_count(1 + 1)
    two.button("显示更多").click()
    for order_id in orders:
        expect(row_of(two, order_id)).to_have_count(1)
    expect(two.button("显示更多")).to_have_count(0)
    check(two.page)
    shot(two.page, "waiting-more")


def test_what_waits_is_read_anew_by_its_name_in_the_navigation_and_on_coming_back(world: World, desk: Desks) -> None:
    first, second, one, two = paid(world), paid(world), desk(MANAGER), desk(MANAGER)
    one.come_in("/waiting")
    one.sees("等待第二个人确认")
    propose(two, first)
    one.link("待处理").click()
    expect(row_of(one, first)).to_contain_text("学生来电")
    expect(one.page.locator("h1")).to_have_text("待处理")
    propose(two, second)
    one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(row_of(one, second)).to_contain_text("学生来电")


def test_a_refund_the_channel_closed_is_returned_by_hand(world: World, desk: Desks) -> None:
    order_id, one, two = paid(world), desk(FINANCE), desk(FINANCE)
    world.box.faults.set("pay_refund_closed")
    one.api.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "refund", "reason": "学生退学"})
    settle(order_id, "CLOSED")
    matched("wechat")  # or money may have gone back on the channel's page
    one.come_in("/refunds")
    for name in ("重试退款", re.compile("^问渠道 ")):
        expect(row_of(one, order_id).get_by_role("button", name=name)).to_be_visible()
    row_of(one, order_id).get_by_role("button", name="登记人工退回").click()
    one.page.get_by_role("dialog").get_by_role("button", name="提交，等第二个人确认").click()
    one.sees("请填写凭证号")
    check(one.page)
    one.confirm("提交，等第二个人确认", "银行卡已注销", reference="回单 88")
    one.sees("“登记人工退回”已提交，等待另一位同事确认")
    two.come_in("/waiting")
    expect(row_of(two, order_id).filter(has_text="退款异常")).to_be_visible()
    row_of(two, order_id).get_by_role("button", name="同意", exact=True).click()
    two.confirm("同意并执行", "已核实")
    two.sees("“登记人工退回”已执行")
    expect(row_of(two, order_id)).to_have_count(0)
    newest = wire().stores.orders.load(order_id).refunds[-1]  # type: ignore[union-attr]
    assert newest.state == "BY_HAND"


def test_what_went_back_on_the_channels_page_is_known_by_the_refunds_number(world: World, desk: Desks) -> None:
    order_id, one, two = paid(world), desk(FINANCE), desk(FINANCE)
    world.box.faults.set("pay_not_enough", times=3)
    one.api.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "refund", "reason": "学生退学"})
    world.box.faults.clear()
    world.box.pay.refunds.outside(out_trade_no(order_id, 1))
    wire().money.pay.refunds.push_due(order_id, 1, 1)
    one.come_in(f"/orders/{order_id}")
    one.page.set_viewport_size({"width": 1366, "height": 768})
    expect(one.page.get_by_role("button", name="登记已在商户平台退回")).to_be_visible()
    shot(one.page, "order-refund")
    check(one.page)  # its long words stay in the card
    one.open("/refunds")
    row_of(one, order_id).get_by_role("button", name="登记已在商户平台退回").click()
    one.confirm("提交，等第二个人确认", "在商户平台退了", reference="503 88")
    two.come_in("/waiting")
    row = row_of(two, order_id).filter(has=two.page.get_by_role("button", name="同意", exact=True))
    expect(row).to_contain_text("退款单号 503 88")
    expect(row).not_to_contain_text("凭证号")
    check(two.page)
    row.get_by_role("button", name="同意", exact=True).click()
    two.confirm("同意并执行", "已核实")
    two.sees("“登记已在商户平台退回”已执行")
    clerk = desk(ADMIN)
    clerk.come_in(f"/audit?subject=order {order_id}")
    clerk.sees("凭证号或退款单号")


def test_a_days_bill_is_looked_at_saved_and_matched_again(desk: Desks, tmp_path: Path) -> None:
    day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=45)
    line = unbooked()
    report = BillReport(
        channel="wechat",
        day=day,
        made_at=wire().clock(),
        payments=12,
        refunds=1,
        paid=36050,
        returned=3000,
        lines=(line,),
    )
    wire().stores.bill_reports.keep(report)
    clerk = desk(FINANCE)
    clerk.expected += ["/api/staff/bills"]
    clerk.come_in("/bills")
    clerk.sees("未核对")
    clerk.link("更早的一个月").click()
    row = clerk.page.get_by_role("row").filter(has_text=f"{day}微信支付")
    for text in ("有差异 1 笔", "360.50", "30.00"):
        expect(row).to_contain_text(text)
    check(clerk.page)
    row.get_by_role("link").click()
    clerk.heading(f"{day} 微信支付账单")
    clerk.sees("渠道有、系统无")
    check(clerk.page)
    for kind in ("CSV", "XLSX"):
        file = saved(clerk, clerk.button(f"下载 {kind}").click)
        assert file.suggested_filename == f"微信支付对账-{day}.{kind.lower()}"
        file.save_as(tmp_path / kind.lower())
    table = list(csv.reader(io.StringIO((tmp_path / "csv").read_bytes().decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "xlsx").read_bytes())).active
    assert sheet is not None
    assert table[-1][2] == list(sheet.iter_rows(values_only=True))[-1][2] == line.number
    clerk.button("重新核对").click()
    clerk.confirm("核对", "月底复核")
    clerk.sees("逐笔一致，没有差异")
    clerk.sees("已经重新核对")

    wire().stores.bill_reports.keep(replace(report, made_at=wire().clock()))
    clerk.open(f"/bills?before={day + timedelta(days=1)}")
    expect(row).to_contain_text("有差异 1 笔")
    clerk.button("核对某一天").click()
    clerk.confirm("核对", "月底再核", day=str(day))
    expect(row).to_contain_text("一致")
    clerk.sees(f"已经重新核对 {day} 的账单")

    clerk.open("/bills/wechat/2020-01-01")
    clerk.sees(says("bill_unknown"))
    clerk.button("重新核对").click()
    clerk.page.get_by_role("dialog").get_by_label("原因").fill("补跑")
    clerk.page.get_by_role("dialog").get_by_role("button", name="核对", exact=True).click()
    clerk.sees(says("bill_day_wrong"))
