"""Prints are posted by a scanner: waybill, Enter, the next one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.delivery import postings
from chalicelib.orders.model import Posting
from chalicelib.orders.number import fresh, grouped
from chalicelib.orders.store.items import number_item
from chalicelib.shared.db import Put, transact
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks, refuse
from tests.worlds.clerk import BRANCH, saved
from tests.worlds.looks import check, fits, shot
from tests.worlds.postings import posting_task, printed
from tests.worlds.wording import says
from tools.suite.patience import wait_for

LABELLED = "**/postings/labelled?*"
LONG = "马克思主义理论与思想政治教育研究学院"

# Types into whatever has the focus as soon as an element is there: what a scanner does in the moment of an answer.
AT_ONCE = """([awaited, key]) => new MutationObserver((_, observer) => {
  if (!document.querySelector(awaited)) return;
  observer.disconnect();
  document.execCommand('insertText', false, key);
}).observe(document.body, { childList: true, subtree: true })"""


def waybill(page: Page, name: str) -> Locator:
    return page.get_by_label(f"{name}的快递单号")


def posting_of(order_id: str) -> Posting | None:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order.head.posting


def next_of(page: Page, held: list[Route]) -> Route:
    """What is asked for next, which is told of only while the page is asked something."""
    wait_for(lambda: page.evaluate("0") or held, "a request")
    return held.pop()


def test_a_scanner_posts_one_after_the_other(world: World, desk: Desks) -> None:
    task = posting_task(world, branch=BRANCH, title="散拍任务")
    names = ("欧阳若水", "<b>张三", "王五")
    ids = [
        printed(world, task, f"S{at}", name=name, college=LONG, class_name="思想政治教育（中外合作）2201")
        for at, name in enumerate(names)
    ]
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    clerk.expected.append("/post")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/packages")
    page.get_by_role("navigation", name="交付").get_by_role("link", name="邮寄").click()
    clerk.heading("邮寄")
    clerk.sees("3 单，顺序同冲印版面")
    check(page)
    waybill(page, names[0]).fill("SF000000001")
    waybill(page, names[0]).press("Enter")
    clerk.sees("请选择快递公司")
    expect(waybill(page, names[0])).to_be_focused()
    page.get_by_label("快递公司", exact=True).select_option("SF")
    waybill(page, names[0]).press("Enter")
    expect(waybill(page, names[1])).to_be_focused()
    page.keyboard.type("SF000000001")
    page.keyboard.press("Enter")
    clerk.sees("和欧阳若水的单号相同，请扫描这一件的单号")
    refuse(page, "**/post", 503, "busy", "现在人太多")
    page.keyboard.type("SF000000002")
    page.keyboard.press("Enter")
    expect(waybill(page, names[2])).to_be_focused()
    clerk.sees("1 单没有保存")
    page.unroute("**/post")
    check(page)
    shot(page, "posting")
    page.get_by_label(f"{names[2]}的快递公司").select_option("EMS")
    waybill(page, names[2]).fill(" EA123456789CN ")
    page.keyboard.press("Enter")
    expect(waybill(page, names[1])).to_be_focused()  # the one above that still waits
    expect(waybill(page, names[1])).to_have_value("SF000000002")
    page.keyboard.type("SF000000003")  # scanned once more, in the place of what stands there
    expect(waybill(page, names[1])).to_have_value("SF000000003")
    page.keyboard.press("Enter")
    clerk.sees("本页已寄 3 / 3 单")
    expect(clerk.button("看下一批")).to_be_focused()
    assert [posting_of(order_id) for order_id in ids] == [
        Posting(courier="SF", number="SF000000001"),
        Posting(courier="SF", number="SF000000003"),
        Posting(courier="EMS", number="EA123456789CN"),
    ]
    clerk.button(f"改{names[0]}的单号").click()
    waybill(page, names[0]).fill("SF000000010")
    waybill(page, names[0]).press("Enter")
    clerk.sees("本页已寄 3 / 3 单")
    assert posting_of(ids[0]) == Posting(courier="SF", number="SF000000010")
    clerk.button("看下一批").click()
    clerk.sees("没有待寄的照片")
    check(page)


def test_a_label_finds_its_row_on_whatever_page(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "PAGE", 2)
    task, number = posting_task(world, branch=BRANCH), fresh()
    for at in range(3):
        printed(world, task, f"S{at}", name=f"学生{at}")
    last = printed(world, task, "S9", name="最后一位", number=number)
    transact([Put(item=number_item(number, last), new=True)])
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/labelled")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    page.get_by_label("快递公司", exact=True).select_option("ZTO")
    label = page.get_by_label("扫描标签")
    label.fill(grouped(number))
    label.press("Enter")
    expect(waybill(page, "最后一位")).to_be_focused()
    page.keyboard.type(number)  # the label once more
    page.keyboard.press("Enter")
    clerk.sees("这是订单号，不是快递单号")
    page.keyboard.type("ZT00000009")
    page.keyboard.press("Enter")
    clerk.sees("本页已寄 1 / 3 单")
    expect(label).to_be_focused()  # for the next parcel
    expect(label).to_have_value("")
    label.fill(number)
    label.press("Enter")
    clerk.sees("这一单已登记中通快递 ZT00000009，要改请按“改”")
    expect(waybill(page, "最后一位")).to_be_disabled()
    expect(label).to_be_focused()
    page.keyboard.type(fresh())  # in the place of the other one
    page.keyboard.press("Enter")
    clerk.sees(says("not_to_post"))
    check(page)
    shot(page, "posting-label")
    assert posting_of(last) == Posting(courier="ZTO", number="ZT00000009")


def test_what_is_scanned_in_the_moment_of_an_answer_stands_alone(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "PAGE", 1)
    task, number = posting_task(world, branch=BRANCH), fresh()
    printed(world, task, "S1")
    last = printed(world, task, "S9", name="最后一位", number=number)
    transact([Put(item=number_item(number, last), new=True)])
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/labelled")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    label = page.get_by_label("扫描标签")
    label.fill(fresh())
    page.evaluate(AT_ONCE, ["#label-error", "9"])
    label.press("Enter")
    expect(label).to_have_value("9")
    label.fill(number)
    page.evaluate(AT_ONCE, ["[aria-label='最后一位的快递单号']", "ZT"])
    label.press("Enter")
    expect(waybill(page, "最后一位")).to_have_value("ZT")
    expect(label).to_have_value("")


def test_no_answer_moves_the_cursor_of_whoever_types_on(world: World, desk: Desks) -> None:
    task, held = posting_task(world, branch=BRANCH), list[Route]()
    order_id = printed(world, task, "S1", name="张三")
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/labelled")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    row = clerk.api.call("GET", f"/api/staff/tasks/{task.task_id}/postings")["rows"][0]
    page.route(LABELLED, lambda route: held.append(route))
    label = page.get_by_label("扫描标签")
    label.fill(fresh())
    label.press("Enter")
    page.keyboard.type("ZT0000")  # a label once, and the waybill before the answer
    with page.expect_response(LABELLED):
        next_of(page, held).fulfill(json=row)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # the page went on
    page.keyboard.type("0009")
    expect(label).to_have_value("ZT00000009")
    page.keyboard.press("Enter")  # it is what is asked for, and no waybill of anybody
    next_of(page, held).continue_()
    clerk.sees(says("not_to_post"))
    expect(label).to_be_focused()
    expect(waybill(page, "张三")).to_have_value("")
    assert posting_of(order_id) is None


def test_the_list_is_saved_to_be_filled_in(world: World, desk: Desks, tmp_path: Path) -> None:
    task = posting_task(world, branch=BRANCH, title="散拍名单")
    order_id = printed(world, task, "S1", name="=1+1", layout="一寸 4 张 + 二寸 2 张")
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    clerk.sees("1 单，顺序同冲印版面")
    file = saved(clerk, lambda: clerk.page.keyboard.press("d"))
    assert file.suggested_filename == "散拍名单-待寄.csv"
    file.save_as(tmp_path / "list.csv")
    (row,) = csv.DictReader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines())
    assert (row["订单号"], row["姓名"], row["版面"]) == (world.called(order_id), "'=1+1", "一寸 4 张 + 二寸 2 张")
    assert row["快递公司"] == row["快递单号"] == ""
    clerk.page.keyboard.press("i")
    clerk.heading("导入表格")


def test_a_phone_shows_the_list_and_a_school_has_none(world: World, desk: Desks) -> None:
    task, school = posting_task(world, branch=BRANCH), world.plain_task(branch=BRANCH)
    printed(world, task, "S1", name="张三")
    clerk = desk(StaffRole.MANAGER, device="phone")
    clerk.come_in(f"/tasks/{task.task_id}/posting")
    waybill(clerk.page, "张三").wait_for()
    check(clerk.page)
    fits(clerk.page)
    shot(clerk.page, "posting-phone")
    clerk.open(f"/tasks/{school.task_id}/posting")
    clerk.sees("照片由学校统一领取，不邮寄")
    expect(clerk.page.get_by_role("link", name="导入快递单号")).to_have_count(0)
