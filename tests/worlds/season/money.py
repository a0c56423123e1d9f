"""A season's money: what two of finance do, and what students see of it.  Every price is that of the season's task."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, expect

from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee
from tests.worlds.season.students import Student
from tests.worlds.season.tasks import PRICE
from tests.worlds.visitor import Visitor

BILLED = time(10, 40)  # the bill of yesterday has been matched
SOON = 11  # minutes, in which every schedule that asks about money runs twice: at first a payment is too young


# -- payments that did not arrive as they should -----------------------------------------------------------------------


def lost_payment_is_found(season: Season, visitor: Visitor, username: str) -> None:
    """Paid, and the channel's notice never comes: the schedule finds it, and finance finds it by the order's number."""
    season.box.faults.set("notice_lost")
    _pay_and_leave(visitor)
    visitor.sees("待支付")
    number, clerk = _number(visitor), season[username]
    _find_payment(clerk, number)
    clerk.sees("没有这样的付款")
    season.clock.move(minutes=SOON)
    visitor.page.reload()
    visitor.sees("待审核")
    clerk.page.reload()
    expect(clerk.row(number)).to_contain_text(re.compile(f"{PRICE}.*已支付"))


def doubtful_payment_counts(season: Season, visitor: Visitor, one: str, other: str) -> None:
    """The notice names a fen less: two of finance look at what the channel says now, and the payment counts."""
    season.box.faults.set("notice_wrong_amount")
    _pay_and_leave(visitor)
    number, clerk = _number(visitor), season[one]
    season.clock.move(minutes=SOON)
    _open(clerk, "付款", "对不上")
    row = clerk.row(number)
    expect(row).to_contain_text(re.compile(f"{PRICE - Decimal('0.01')}.*应付 {PRICE}"))
    row.get_by_role("button", name="核对来款").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"支付成功，{PRICE} 元")
    dialog.get_by_role("radio", name="算数").check()
    clerk.confirm("提交，等第二个人确认", "金额以渠道为准")
    _agree(season[other], visitor, "核对来款")
    visitor.page.reload()
    visitor.sees("待审核")


# -- refunds -----------------------------------------------------------------------------------------------------------


def refund_takes_two(season: Season, visitor: Visitor, one: str, other: str) -> None:
    """One proposes, and cannot agree to her own; the other agrees; the student has her money back."""
    number, clerk = _number(visitor), season[one]
    _find_payment(clerk, number)
    clerk.link(re.compile(f"^{number}")).click()
    clerk.heading("订单")
    clerk.button("退款（需两人）").click()
    clerk.confirm("提交，等第二个人确认", "学生不再参加采集")
    clerk.sees("“退款”已提交，等待另一位同事确认")
    _open(clerk, "待处理")
    own = _row_of(clerk, visitor)
    expect(own).to_contain_text("您提出的，须另一人确认")
    expect(own.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    _agree(season[other], visitor, "退款")
    season.clock.move(minutes=SOON)
    visitor.page.reload()
    visitor.sees("已退款")
    _open(season[other], "退款", "已结束")
    expect(_row_of(season[other], visitor)).to_contain_text(re.compile(f"{PRICE}.*经办人员同意退款.*已退款"))
    _ledger_is(season[other], visitor, f"+{PRICE}", f"−{PRICE}")


# -- invoices ----------------------------------------------------------------------------------------------------------


def invoice_is_asked_for(visitor: Visitor, title: str) -> None:
    """The student names a title on her order."""
    visitor.link("填写或查看发票抬头").click()
    visitor.heading("填写发票抬头")
    visitor.page.get_by_label("发票抬头").fill(title)
    visitor.page.get_by_label("接收邮箱").fill("student@example.com")
    visitor.button("保存").click()
    visitor.sees("已保存")
    visitor.page.go_back()
    visitor.heading("订单详情")


def invoices_are_issued(season: Season, username: str, numbers: Mapping[str, str]) -> None:
    """numbers: by title.  None waits afterwards."""
    clerk = season[username]
    _open(clerk, "开票")
    for title, number in numbers.items():
        expect(clerk.row(title)).to_contain_text(f"{PRICE}")
        clerk.row(title).get_by_role("button", name="登记开具").click()
        clerk.confirm("登记", number=number)
        clerk.sees(f"已登记发票号码 {number}")
    clerk.sees("没有等待开具的发票")


def invoice_is_corrected(season: Season, visitor: Visitor, username: str, wrong: str, right: str) -> None:
    """A number was mistyped; the student sees the right one."""
    clerk = season[username]
    _open(clerk, "开票", "已开具")
    clerk.row(wrong).get_by_role("button", name="更正号码").click()
    clerk.confirm("登记", "号码录错", number=right)
    expect(clerk.row(right)).to_contain_text("已开具")
    visitor.link("填写或查看发票抬头").click()
    visitor.sees(right)
    visitor.page.go_back()
    visitor.heading("订单详情")


def invoice_was_refunded_since(season: Season, username: str, number: str) -> None:
    """It is on the list of those that are taken back in the invoicing system."""
    clerk = season[username]
    _open(clerk, "开票", "开具后退款")
    clerk.sees("请在开票系统中冲红")
    expect(clerk.row(number)).to_contain_text("已开具，已退款")


# -- bills -------------------------------------------------------------------------------------------------------------


def bills_are_closed(season: Season, student: Student, username: str) -> None:
    """A refund that somebody made on the channel's own page stands in the next day's bill: it is booked then, and the
    day fits once it is matched again."""
    season.box.pay.refunds.outside(out_trade_no(student.order_id, 1))
    _next_morning(season)
    clerk = season[username]
    _open(clerk, "对账")
    differing = clerk.row("有差异")
    expect(differing).to_have_count(1)
    expect(differing).to_contain_text("有差异 1 笔")
    differing.get_by_role("link", name=re.compile("微信支付$")).click()
    clerk.sees("核对时系统没有这笔退款，现在已经记上。")
    clerk.sees("已入账，重新核对后消失")
    clerk.button("重新核对").click()
    clerk.confirm("核对", "商户平台上的退款已经入账")
    clerk.sees("逐笔一致，没有差异")
    _open(clerk, "对账")
    expect(clerk.row("微信支付").filter(has_text="一致").first).to_be_visible()
    expect(clerk.row("有差异")).to_have_count(0)
    student.looks_again_days_later()
    student.sees("已退款")
    _ledger_is(clerk, student, f"+{PRICE}", f"−{PRICE}")


def bills_fit(season: Season, username: str, *, paid: int, returned: int) -> None:
    """Every day that was matched fits, and their sums are what students paid and had back.  paid, returned: how many
    times the price."""
    _next_morning(season)
    clerk = season[username]
    _open(clerk, "对账")
    rows = clerk.page.locator("tbody tr").filter(has_text="微信支付")
    expect(rows.first).to_be_visible()
    expect(clerk.row("有差异")).to_have_count(0)
    assert _sum(rows, 5) == paid * PRICE
    assert _sum(rows, 7) == returned * PRICE


# -- the season as a whole ---------------------------------------------------------------------------------------------


def season_adds_up(season: Season, username: str, *, paid: int, returned: int) -> None:
    """The figures above the charts, and each of the tables behind them, to the fen.  paid, returned: how many times
    the price."""
    income, back = paid * PRICE, returned * PRICE
    clerk = season[username]
    _open(clerk, "采集季汇总")
    figures = clerk.page.locator(".stats .stat")
    for label, sum_ in (("收入", income), ("退款", back), ("净额", income - back)):
        expect(figures.filter(has_text=label).first).to_contain_text(f"{sum_:,.2f}")
    for card, columns in (("每天", (2, 3, 4)), ("按任务", (3, 5, 6)), ("按学校", (3, 5, 6)), ("按渠道", (3, 5, 6))):
        section = clerk.page.locator("section").filter(has=clerk.page.get_by_role("heading", name=card))
        section.get_by_role("button", name="表").click()
        rows = section.locator("tbody tr")
        expect(rows.first).to_be_visible()
        assert [_sum(rows, column) for column in columns] == [income, back, income - back]


def payments_are_exported(season: Season, username: str, file: str, *, paid: int) -> None:
    """By a job; what the file adds up to.  file: CSV or XLSX."""
    clerk = season[username]
    _open(clerk, "付款")
    clerk.button("导出表格").click()
    clerk.confirm("开始导出", "季末核对", file=file)
    clerk.heading("导出")
    row = clerk.page.locator("tbody tr").filter(has_text=f".{file.lower()}")
    expect(row).to_contain_text("可以下载")
    expect(row).to_contain_text(f"{paid} 行")
    data = Path(clerk.saves(row.get_by_role("button", name="下载").click).path()).read_bytes()
    assert len(set(_column(data, file, "商户单号"))) == paid
    assert sum(map(Decimal, _column(data, file, "实付（元）"))) == paid * PRICE


# -- parts -------------------------------------------------------------------------------------------------------------


def _pay_and_leave(visitor: Visitor) -> None:
    """At the channel's own page; back on ours she does not wait for the news but looks at her order."""
    visitor.expected.append("/favicon.ico")  # that page has no icon
    order_id = visitor.order_id
    visitor.button(re.compile("微信支付")).click()
    visitor.heading("微信支付（沙箱）")
    visitor.button("确认支付").click()
    visitor.heading("支付")
    visitor.open(f"/orders/{order_id}")
    visitor.heading("订单详情")


def _open(clerk: Employee, desk: str, *chips: str) -> None:
    """A desk of the navigation, once it is there: the one before has fields and rows of the same names."""
    clerk.go(desk)
    clerk.heading(desk)
    for chip in chips:
        clerk.link(chip).first.click()


def _number(visitor: Visitor) -> str:
    """Of her order, as she reads it out."""
    beside = visitor.button("复制订单号").locator("xpath=..")
    return beside.locator(".mono").inner_text().strip()


def _find_payment(clerk: Employee, number: str) -> None:
    _open(clerk, "付款")
    field = clerk.page.get_by_role("textbox", name="单号")
    field.fill(number)
    field.press("Enter")
    expect(clerk.page).to_have_url(re.compile("number="))


def _row_of(clerk: Employee, visitor: Visitor) -> Locator:
    return clerk.page.get_by_role("row").filter(has=clerk.page.locator(f"a[href='#/orders/{visitor.order_id}']"))


def _agree(clerk: Employee, visitor: Visitor, action: str) -> None:
    """The second person's word."""
    _open(clerk, "待处理")
    row = _row_of(clerk, visitor).filter(has=clerk.page.get_by_role("button", name="同意", exact=True))
    row.get_by_role("button", name="同意", exact=True).click()
    clerk.confirm("同意并执行", "已核实")
    clerk.sees(f"“{action}”已执行")


def _ledger_is(clerk: Employee, visitor: Visitor, *moves: str) -> None:
    """The order's ledger in words: what moved, and nothing is left of it."""
    number = _number(visitor)
    _find_payment(clerk, number)
    clerk.link(f"账目：{number}").click()
    clerk.heading("订单的账目")
    rows = clerk.page.get_by_role("region", name="账目").locator("tbody tr")
    expect(rows.locator("td:nth-child(3)")).to_have_text(list(moves))
    expect(rows.last.locator("td:nth-child(4)")).to_have_text("0.00")
    clerk.sees("现在结余 0.00 元")


def _next_morning(season: Season) -> None:
    """The day after, once the bills have been matched."""
    now = datetime.now(SHANGHAI)
    then = datetime.combine(now.date() + timedelta(days=1), BILLED, SHANGHAI)
    season.passes((then - now) / timedelta(days=1))


def _sum(rows: Locator, column: int) -> Decimal:
    """Of a column of yuan, counted from 1; a day without a bill has none."""
    said = rows.locator(f"td:nth-child({column})").all_inner_texts()
    return sum((Decimal(text.replace(",", "")) for text in said if text != "—"), Decimal(0))


def _column(data: bytes, file: str, name: str) -> list[str]:
    """Of a downloaded table."""
    if file == "CSV":
        return [row[name] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [str(row[head.index(name)]) for row in rows]
