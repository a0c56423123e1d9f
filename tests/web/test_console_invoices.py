"""Invoices in the console: titles that wait, what was issued, and what was refunded since."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.invoices import desk as service
from chalicelib.invoices.model import Invoice, Title
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.number import grouped
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Door
from tests.worlds.clerk import BRANCH, Clerk, row_of, saved
from tests.worlds.finance import invoice_number
from tests.worlds.looks import check, shot
from tests.worlds.staff_orders import bought, made_order, settle, with_payment

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
TITLE = {"kind": "COMPANY", "title": "某某大学", "tax_no": "91430100MA4L16JQ9D", "email": "cw@example.com"}


def test_a_number_and_a_reason_are_judged_at_their_fields_and_none_is_cut(world: World, desk: Desks) -> None:
    student, clerk = world.student(), desk(FINANCE)
    used, order_id = (world.paid(student, world.plain_task(branch=BRANCH)) for _ in range(2))
    for one in (used, order_id):
        student.call("PUT", f"/api/orders/{one}/invoice-title", TITLE)
    number = invoice_number()
    (line,) = [one for one in clerk.api.call("GET", "/api/staff/invoices")["invoices"] if one["order_id"] == used]
    clerk.api.call("POST", f"/api/staff/invoices/{used}/issue", {"number": number, "rev": line["rev"]})
    clerk.expected.append("/issue")
    clerk.come_in("/invoices")
    below = clerk.page.locator(".table-box ~ .bar").get_by_role("button", name="下载 CSV")
    expect(row_of(clerk, order_id)).to_be_visible()
    expect(below).to_be_visible()
    row_of(clerk, order_id).get_by_role("button", name="登记开具").click()
    clerk.button("取消").click()
    expect(below).to_be_visible()  # and not among the rows
    row_of(clerk, order_id).get_by_role("button", name="登记开具").click()
    dialog = clerk.page.get_by_role("dialog")
    field, wrong = dialog.get_by_label("发票号码"), dialog.locator("#ask-number-error")
    for typed, said in (("abc", "4 到 40 位的数字、字母和“-”"), ("1" * 41, "4 到 40 位"), (number, "号码")):
        field.fill(typed)
        dialog.get_by_role("button", name="登记").click()
        expect(wrong).to_contain_text(said)
        expect(field).to_be_focused()
        expect(field).to_have_value(typed)
        assert dialog.inner_text().count(wrong.inner_text().split("，")[0]) == 1
    check(clerk.page)
    shot(clerk.page, "invoice-number-wrong")
    clerk.button("取消").click()
    clerk.open("/invoices?month=" + wire().clock().astimezone(SHANGHAI).strftime("%Y-%m"))
    row_of(clerk, used).get_by_role("button", name="更正号码").click()
    dialog.get_by_label("原因").fill("因" * 900)
    expect(dialog.locator("#ask-reason-error")).to_have_text("最多 200 个字，现在 900 个字")
    dialog.get_by_label("发票号码").fill(invoice_number())
    dialog.get_by_role("button", name="登记").click()
    expect(dialog.get_by_label("原因")).to_be_focused()
    expect(dialog.get_by_label("原因")).to_have_value("因" * 900)
    shot(clerk.page, "reason-too-long")


def test_an_invoice_is_issued_and_its_number_corrected(world: World, desk: Desks) -> None:
    student = world.student()
    order_id, back = (world.paid(student, world.plain_task(branch=BRANCH)) for _ in range(2))
    for one in (order_id, back):
        student.call("PUT", f"/api/orders/{one}/invoice-title", TITLE)
    clerk, manager = desk(FINANCE), desk(MANAGER)
    clerk.api.call("POST", f"/api/staff/orders/{back}/decisions", {"action": "refund", "reason": "学生退学"})
    wrong, right = (invoice_number() for _ in range(2))
    clerk.expected.append("/issue")
    clerk.come_in("/invoices")
    expect(row_of(clerk, back)).to_contain_text("退款中")
    expect(row_of(clerk, back).get_by_role("button")).to_have_count(0)
    check(clerk.page)
    file = saved(clerk, clerk.button("下载 CSV").click)
    assert grouped(world.called(order_id)) in Path(file.path()).read_bytes().decode("utf-8-sig")
    row_of(clerk, order_id).get_by_role("button", name="登记开具").click()
    student.call("PUT", f"/api/orders/{order_id}/invoice-title", TITLE | {"title": "某某学院"})
    dialog = clerk.page.get_by_role("dialog")
    dialog.locator("[name=number]").fill(wrong)
    dialog.get_by_role("button", name="登记").click()
    expect(dialog.get_by_role("alert")).to_contain_text("抬头")
    expect(dialog.locator("dd").first).to_have_text("某某学院")
    clerk.confirm("登记")
    clerk.sees(f"已登记发票号码 {wrong}")
    expect(row_of(clerk, order_id)).to_have_count(0)
    clerk.link("已开具").click()
    row_of(clerk, order_id).get_by_role("button", name="更正号码").click()
    clerk.confirm("登记", "号码录错", number=right)
    expect(row_of(clerk, order_id)).to_contain_text(right)
    assert student.call("GET", f"/api/orders/{order_id}/invoice-title")["number"] == right
    manager.come_in("/invoices")
    expect(row_of(manager, back)).to_contain_text("某某大学")
    expect(manager.button("登记开具")).to_have_count(0)


def test_an_invoice_whose_money_went_back_since_is_on_a_list(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 1)
    world.box.stream.skip()
    student, clerk, manager = world.student(), desk(FINANCE), desk(MANAGER)
    used: dict[str, str] = {}
    for _ in range(2):
        order_id = bought(world, student, world.plain_task(branch=BRANCH))
        used[order_id] = invoice_number()
        student.call("PUT", f"/api/orders/{order_id}/invoice-title", TITLE)
        clerk.api.call("POST", f"/api/staff/invoices/{order_id}/issue", {"number": used[order_id], "rev": 1})
        asked = {"action": "refund", "reason": "学生退学"}
        clerk.api.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)
    other = bought(world, student, world.plain_task(branch=BRANCH))
    clerk.api.call("POST", f"/api/staff/orders/{other}/decisions", {"action": "refund", "reason": "学生退学"})
    clerk.come_in("/refunds?group=OPEN")
    for order_id, number in used.items():
        expect(row_of(clerk, order_id)).to_contain_text(f"已开发票，到账后冲红{number}")
    expect(row_of(clerk, other)).not_to_contain_text("发票")
    check(clerk.page)
    for order_id in used:
        settle(order_id, "DONE")
    world.box.stream.drain()
    clerk.open("/refunds?group=OVER")
    for order_id, number in used.items():
        expect(row_of(clerk, order_id)).to_contain_text(f"已开发票，请冲红{number}")
    clerk.open("/invoices")
    clerk.link("开具后退款").click()
    clerk.sees("请在开票系统中冲红")
    first, second = used
    expect(row_of(clerk, first)).to_contain_text(used[first])
    expect(row_of(clerk, first)).to_contain_text("已开具，已退款")
    for text in ("20.00", "在开票系统开 20.00 元的红字发票"):
        expect(row_of(clerk, first)).to_contain_text(text)
    shot(clerk.page, "invoices-returned")
    expect(row_of(clerk, second)).to_have_count(0)
    clerk.button("下一页").click()
    expect(row_of(clerk, second)).to_contain_text(used[second])
    check(clerk.page)
    file = saved(clerk, clerk.button("下载 CSV").click)
    assert file.suggested_filename == "发票-开具后退款.csv"
    rows = list(csv.DictReader(io.StringIO(Path(file.path()).read_bytes().decode("utf-8-sig"))))
    assert [(row["订单号"], row["发票号码"]) for row in rows] == list(used.items())
    assert [(row["开具金额（元）"], row["开具后退款（元）"]) for row in rows] == [("20.00", "20.00")] * 2
    clerk.button("导出表格").click()
    expect(clerk.page.get_by_role("dialog")).to_contain_text("导出开具以后又退款的发票")
    clerk.confirm("开始导出", "月底核对")
    clerk.heading("导出")
    expect(clerk.page.locator("tbody tr")).to_contain_text(re.compile("发票-开具后退款-.*2 行"))
    manager.come_in("/invoices?list=returned")
    expect(row_of(manager, first)).to_contain_text(used[first])
    expect(manager.button("更正号码")).to_have_count(0)


def asked_for(world: World, branch: str, *payments: AttemptState) -> list[str]:
    """Orders so paid, whose invoices were asked for before all others, the first of them first."""
    task, now, ids = world.plain_task(branch=branch), wire().clock(), list[str]()
    for count, state in enumerate(payments):
        ids.append(order_id := made_order(world, task, State.DONE))
        with_payment(order_id, state)
        title = Title(kind="PERSONAL", title=f"学生{count}", tax_no="", email="a@example.com")
        asked = Invoice(order_id=order_id, branch=branch, title=title, asked_at=now - timedelta(days=9 - count))
        wire().stores.invoices.ask(asked, [])
    return ids


def test_a_page_of_refunded_ones_alone_does_not_say_that_none_waits(
    world: World, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    branch = f"b-{random_id(8)}"  # its list begins with these
    clerk = door.let_in(Clerk(door.page("desktop", {}), world.box.console_url, FINANCE, branch=branch))
    ids = asked_for(world, branch, AttemptState.RETURNED, AttemptState.RETURNED, AttemptState.OK)
    clerk.come_in("/invoices")
    clerk.sees("后面还有：请翻到下一页")
    expect(clerk.page.get_by_text("没有等待开具的发票")).to_have_count(0)
    check(clerk.page)
    clerk.button("下一页").click()
    expect(row_of(clerk, ids[2])).to_have_count(1)


def test_a_long_list_of_invoices_comes_in_pages_and_its_file_is_whole(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    clerk, ids = desk(FINANCE), asked_for(world, BRANCH, *[AttemptState.OK] * 5)
    clerk.come_in("/invoices")
    expect(row_of(clerk, ids[1])).to_have_count(1)
    expect(row_of(clerk, ids[2])).to_have_count(0)
    clerk.button("下一页").click()
    expect(row_of(clerk, ids[3])).to_have_count(1)
    file = Path(saved(clerk, clerk.button("下载 CSV").click).path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["订单号"] for row in rows][:5] == ids
    assert len({row["订单号"] for row in rows}) == len(rows)


def test_the_month_is_the_server_s_where_a_computer_s_clock_is_wrong(desk: Desks) -> None:
    clerk, now = desk(FINANCE), wire().clock()
    clerk.page.clock.install(time=now + timedelta(days=62))
    clerk.come_in("/invoices")
    expect(clerk.link("已开具")).to_have_attribute("href", f"#/invoices?month={now.astimezone(SHANGHAI):%Y-%m}")
