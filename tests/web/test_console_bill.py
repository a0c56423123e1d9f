"""A day's bill in the console: what each line that differed means now, and the way to what is done about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.pay.bills.model import SETTLED, BillReport, Difference
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.finance import Desk, matched, unbooked
from tests.worlds.looks import check, shot

LAPTOP = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def clerk(box: Sandbox, door: Door, desk: Desk) -> Clerk:
    return door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, StaffRole.FINANCE, branch=desk.branch))


def test_a_bills_line_says_what_to_do(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    day = wire().money.bills.yesterday() - timedelta(days=70)
    known = replace(unbooked(), number=out_trade_no(order_id, 1), order_id=order_id)
    foreign = replace(unbooked(), number="ELSEWHERE-1", order_id="")
    sums: dict[str, Any] = {"payments": 1, "refunds": 0, "paid": 3000, "returned": 0}
    report = BillReport(channel="wechat", day=day, made_at=wire().clock(), lines=(known, foreign), **sums)
    wire().stores.bill_reports.keep(report)
    clerk.come_in(f"/bills/wechat/{day}")
    clerk.sees("渠道收到一笔付款，系统没有入账。")
    clerk.sees("单号不是本系统的订单。")
    clerk.sees("渠道比系统：收款 +60.00 元，退款 0.00 元")
    shot(clerk.page, "bill")
    check(clerk.page)
    matched("wechat")
    clerk.page.get_by_role("button", name=f"问渠道 {order_id}_01").click()
    expect(clerk.page.get_by_role("dialog")).to_contain_text("微信支付现在说：支付成功")
    clerk.page.get_by_role("dialog").get_by_role("button", name="知道了").click()
    clerk.sees("重新核对，仍未入账请联系技术支持")
    expect(clerk.page.get_by_role("link", name=re.compile("^核对来款"))).to_have_count(0)  # it matches by now


def test_a_bills_line_leads_to_the_payment_that_does_not_match(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.suspect(1)
    day = wire().money.bills.yesterday() - timedelta(days=72)
    number = out_trade_no(order_id, 1)
    line = replace(unbooked(), number=number, order_id=order_id, kind=Difference.AMOUNT, here=2001, there=2000, note="")
    other = Desk(world)
    foreign = replace(line, number=out_trade_no(other.suspect(1), 1))
    foreign = replace(foreign, order_id=foreign.number[:22])
    sums: dict[str, Any] = {"payments": 2, "refunds": 0, "paid": 4000, "returned": 0}
    report = BillReport(channel="wechat", day=day, made_at=wire().clock(), lines=(line, foreign), **sums)
    wire().stores.bill_reports.keep(report)
    clerk.come_in(f"/bills/wechat/{day}")
    row = clerk.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("系统和渠道的收款金额不同。怎么办：核对来款，由两位财务决定")
    shot(clerk.page, "bill-doubt")
    check(clerk.page)
    expect(clerk.page.get_by_role("link", name=re.compile("^核对来款"))).to_have_count(1)  # none of another branch
    others = clerk.page.get_by_role("row").filter(has_text=foreign.number)
    expect(others).to_contain_text(f"怎么办：这是其他分社（{other.branch}）的订单，由那里的财务处理")
    for role in ("link", "button"):
        expect(others.get_by_role(role)).to_have_count(0)  # each would lead to a refusal
    row.get_by_role("link", name=f"核对来款 {number}").click()
    clerk.heading("订单的账目")
    expect(clerk.button("核对来款")).to_be_visible()


def test_what_a_bills_line_was_settled_by_is_only_matched_again(world: World, desk: Desk, clerk: Clerk) -> None:
    order_id = desk.paid(world.student())
    day = wire().money.bills.yesterday() - timedelta(days=71)
    settled = replace(unbooked(), number=out_trade_no(order_id, 1), order_id=order_id, note=SETTLED)
    apart = replace(settled, number=out_trade_no(order_id, 2), kind=Difference.AMOUNT, here=2000, note="")
    back = replace(settled, number="503 95", returned=True)
    sums: dict[str, Any] = {"payments": 2, "refunds": 0, "paid": 6000, "returned": 0}
    report = BillReport(channel="wechat", day=day, made_at=wire().clock(), lines=(settled, apart, back), **sums)
    wire().stores.bill_reports.keep(report)
    clerk.come_in(f"/bills/wechat/{day}")
    row = clerk.page.get_by_role("row").filter(has_text=settled.number)
    expect(row).to_contain_text("已一致")
    expect(row).to_contain_text("核对时：渠道有、系统无")
    expect(row).to_contain_text("核对时系统没有这笔付款，现在已经入账。怎么办：已入账，重新核对后消失")
    expect(row).not_to_contain_text("系统没有入账")
    row = clerk.page.get_by_role("row").filter(has_text=back.number)
    expect(row).to_contain_text("核对时系统没有这笔退款，现在已经记上。")
    expect(row).not_to_contain_text("系统没有记")
    shot(clerk.page, "bill-settled")
    check(clerk.page)
    clerk.sees("3 笔都处理后按“重新核对”，这一天才算平")
    expect(clerk.page.get_by_role("link", name=re.compile("^核对来款"))).to_have_count(0)


def test_no_way_leads_to_a_day_that_has_no_bill_yet(clerk: Clerk) -> None:
    matched("wechat")
    today = wire().clock().astimezone(SHANGHAI).date()
    clerk.come_in(f"/bills/wechat/{today}")
    clerk.sees("逐笔一致，没有差异")
    expect(clerk.page.get_by_role("link", name=re.compile("前一天"))).to_have_count(1)
    expect(clerk.page.get_by_role("link", name=re.compile("后一天"))).to_have_count(0)
