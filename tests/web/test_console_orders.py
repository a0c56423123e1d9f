"""The desk of orders in the console: found in every way, shown, and decided on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.desk import decisions as decisions_module
from chalicelib.desk import search
from chalicelib.orders import events as ev
from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.box import Sandbox
from tests.worlds.app import World, card, student_no
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk, find
from tests.worlds.code_text import code_text
from tests.worlds.looks import check
from tests.worlds.sealed import sealed_text
from tests.worlds.staff_orders import made_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
LAYOUTS = json.loads((Path(__file__).parents[2] / "web" / "settings.json").read_text())["layouts"]


@pytest.fixture(scope="module")
def world(box: Sandbox) -> World:
    return World(box)


def found(clerk: Clerk, order_id: str) -> None:
    """The order is in the list, alone."""
    rows = clerk.page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.get_by_role("link")).to_have_attribute("href", f"#/orders/{order_id}")


def at(clerk: Clerk, order_id: str) -> None:
    clerk.open(f"/orders/{order_id}")
    clerk.heading("订单")


def test_an_order_is_found_in_every_way(world: World, desk: Desks) -> None:
    student, phone = world.phoned()
    coded, plain, apart = world.task(branch=BRANCH), world.plain_task(branch=BRANCH), world.plain_task(branch=BRANCH)
    read = student.read_code(coded.task_id, card())
    order_id = student.open(coded.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    other, number = world.student(), student_no()
    typed = other.open(plain.task_id, **world.form(student_no=number))["order_id"]
    clerk = desk(MANAGER)
    clerk.come_in("/orders")
    clerk.heading("查找订单")
    clerk.button("查找").first.click()
    clerk.sees("请填写要查的内容")
    find(clerk, new_phone(), "学号")
    clerk.sees("按手机号、采集码、学号都没有找到，请核对后换一种方式再查")
    find(clerk, phone[:-1])
    clerk.sees("手机号是 11 位，输入了 10 位")
    find(clerk, "123456789014")
    clerk.sees("像订单号，但没有这个号码")
    find(clerk, phone, "手机号")
    clerk.sees(f"199****{phone[-4:]}")
    found(clerk, order_id)
    check(clerk.page)
    clerk.page.locator("#text").fill("查无此人")
    clerk.button("按姓名").click()
    expect(clerk.page.get_by_role("search").get_by_role("status")).to_have_text("按姓名查找")
    expect(clerk.page.locator("#text")).to_have_value("查无此人")
    code = sealed_text(order_id, "code")
    for way, text in (("订单号或支付单号", f"{order_id}_01"), ("采集码", code), ("采集码", code_text(order_id))):
        find(clerk, text, way)
        found(clerk, order_id)
    find(clerk, number.lower(), "学号")
    found(clerk, typed)
    check(clerk.page)
    clerk.page.get_by_label("任务").select_option(apart.task_id)
    clerk.sees("按学号没有找到")
    clerk.sees("采集码任务的学生按姓名、学号查不到")
    clerk.page.get_by_label("任务").select_option(plain.task_id)
    found(clerk, typed)
    find(clerk, plain.code.lower(), "特征码")
    expect(clerk.page.get_by_role("search").get_by_role("link", name=plain.title)).to_be_visible()
    expect(clerk.page.get_by_text("没有找到")).to_have_count(0)
    find(clerk, number.lower(), "学号")
    clerk.link("查看").click()
    clerk.heading("订单")
    clerk.sees(number)
    clerk.link("返回").click()
    expect(clerk.page.locator("#text")).to_have_value(number.lower())


def test_what_is_found_is_read_on_page_by_page(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 1)
    monkeypatch.setattr(search, "PAGES", 1)
    (student, phone), number = world.phoned(), student_no()

    def ordered(branch: str) -> str:
        task = world.plain_task(branch=branch)
        return str(student.open(task.task_id, **world.form(student_no=number))["order_id"])

    first, _, last, _ = (ordered(branch) for branch in (BRANCH, "guangdong", BRANCH, "guangdong"))
    clerk = desk(MANAGER)
    clerk.come_in("/orders")
    rows = clerk.page.get_by_role("table").locator("tbody tr")
    find(clerk, phone)
    clerk.sees("查过的部分没有本分社的订单")
    check(clerk.page)
    expect(clerk.page.get_by_text("没有找到")).to_have_count(0)
    expect(clerk.page.get_by_text(f"199****{phone[-4:]}")).to_have_count(0)
    more = clerk.button("继续查找")
    for seen, said in ((1, "至少 1 个"), (1, "至少 1 个"), (2, "至少 2 个")):
        with clerk.page.expect_response("**/api/staff/find"):
            more.click()
        expect(more).not_to_have_attribute("aria-busy", "true")
        expect(rows).to_have_count(seen)
        clerk.sees(f"199****{phone[-4:]}")
        clerk.sees(said)
    check(clerk.page)
    more.click()
    expect(more).to_have_count(0)
    for row, order_id in zip(rows.all(), (last, first), strict=True):
        expect(row.get_by_role("link")).to_have_attribute("href", f"#/orders/{order_id}")
    expect(clerk.page.get_by_text("至少")).to_have_count(0)

    find(clerk, number)
    expect(rows).to_have_count(1)
    more.click()
    expect(rows).to_have_count(2)
    expect(more).to_have_count(0)


def test_an_overdue_order_is_given_more_days(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    world.box.forget("OrdersTable")
    now, task = wire().clock(), world.plain_task(branch=BRANCH)
    over = now - timedelta(hours=1)
    order_id, other = (made_order(world, task, State.REJECTED, price=2000, deadline=over) for _ in range(2))
    for one in (order_id, other):
        wire().student.orders.apply(one, ev.Overdue())
    monkeypatch.setattr(decisions_module, "PAGE", 1)
    clerk = desk(MANAGER)
    clerk.come_in("/waiting")
    rows = clerk.page.get_by_role("region", name="等待决定的订单").locator("tbody tr")
    expect(rows).to_have_count(1)
    is_first = rows.locator(f"a[href='#/orders/{order_id}']").count() == 1
    clerk.button("下一页").click()
    expect(rows.locator(f"a[href='#/orders/{other if is_first else order_id}']")).to_have_count(1)
    if is_first:
        clerk.page.keyboard.press("[")
    row = clerk.page.get_by_role("row").filter(has=clerk.page.locator(f"a[href='#/orders/{order_id}']"))
    expect(row).to_contain_text("逾期未补交")
    row.get_by_role("link", name="去处理").click()
    clerk.sees("补交期限已过，等待决定")
    check(clerk.page)
    clerk.expected.append("/decisions")
    clerk.button("延期或加次数").click()
    dialog = clerk.page.get_by_role("dialog")
    dialog.locator("[name=days]").fill("0")
    dialog.get_by_label("原因").fill("学生住院")
    dialog.get_by_role("button", name="延期", exact=True).click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    clerk.confirm("延期", days="3", tries="1")
    clerk.sees("“延期或加次数”已完成")
    expect(clerk.page.get_by_text("补交期限已过")).to_have_count(0)
    expect(clerk.page.get_by_role("region", name="经过")).to_contain_text(clerk.api.account.name)
    head = wire().stores.orders.load(order_id).head  # type: ignore[union-attr]
    assert (head.undecided, head.granted) == (False, 1)
    assert head.deadline is not None
    assert head.deadline > now + timedelta(days=2)


def test_an_order_is_edited_and_its_student_reached(world: World, desk: Desks) -> None:
    student, phone = world.student(), new_phone()
    order_id = student.open(world.plain_task(branch=BRANCH).task_id, **world.form(contact_phone=phone))["order_id"]
    clerk = desk(MANAGER)
    clerk.expected.append("/decisions")
    clerk.come_in(f"/orders/{order_id}")
    clerk.button("查看联系方式").click()
    expect(clerk.page.get_by_text("张三")).to_have_count(0)
    clerk.confirm("查看", "通知补交")
    clerk.sees(phone)
    clerk.sees("张三")
    clerk.button("修改信息").click()
    dialog = clerk.page.get_by_role("dialog")
    dialog.locator("[name=contact_phone]").fill("12")
    dialog.locator("[name=college]").fill("土木学院")
    expect(dialog.get_by_label("冲印版式").get_by_role("option")).to_have_text(["不修改", *LAYOUTS])
    dialog.get_by_label("冲印版式").select_option(LAYOUTS[2])
    dialog.get_by_label("原因").fill("学生来电更正")
    dialog.get_by_role("button", name="保存").click()
    clerk.sees("请填写 11 位手机号")
    check(clerk.page)
    expect(dialog.locator("[name=college]")).to_have_value("土木学院")
    clerk.page.evaluate("localStorage.removeItem('gradphoto.staff.token')")  # the session ends
    clerk.page.reload()
    clerk.log_in()
    clerk.button("修改信息").click()
    expect(dialog.locator("[name=college]")).to_have_value("土木学院")
    expect(dialog.get_by_label("原因")).to_have_value("学生来电更正")
    clerk.confirm("保存", contact_phone="")
    clerk.sees("“修改信息”已完成")
    clerk.sees("土木学院")
    assert wire().stores.orders.load(order_id).head.student.college == "土木学院"  # type: ignore[union-attr]
    clerk.button("查看联系方式").click()
    clerk.confirm("查看", "核对冲印版式")
    clerk.sees(LAYOUTS[2])
    clerk.button("取消订单").click()
    clerk.page.get_by_role("dialog").get_by_label("原因").fill("学生要求")
    student.act(order_id, "cancel")
    clerk.page.get_by_role("dialog").get_by_role("button", name="取消订单").click()
    clerk.sees("已取消")
    expect(clerk.page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    clerk.page.get_by_role("dialog").get_by_role("button", name="取消", exact=True).click()
    expect(clerk.button("取消订单")).to_have_count(0)


def test_a_finished_order_is_confirmed_posted_and_corrected(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, task_type="INDIVIDUAL")
    order_id = made_order(world, task, State.IN_PRODUCTION)
    clerk = desk(MANAGER)
    clerk.come_in(f"/orders/{order_id}")
    clerk.button("登记快递").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog.get_by_label("快递公司")).to_have_value("")
    dialog.get_by_label("快递单号").fill("75100000000001")
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog).to_contain_text("请选择快递公司")
    check(clerk.page)
    clerk.confirm("登记", courier="ZTO", number="75100000000001")
    clerk.sees("中通快递 75100000000001")
    clerk.button("登记采集完成").click()
    clerk.confirm("登记")
    clerk.sees("“登记采集完成”已完成")
    expect(clerk.button("登记采集完成")).to_have_count(0)
    clerk.button("发起勘误").click()
    clerk.confirm("发起勘误", "学信网来函", note="衣领没有翻好")
    clerk.sees("要更正的：衣领没有翻好")
    approved = made_order(world, task, State.APPROVED)
    at(clerk, approved)
    clerk.button("召回照片").click()
    clerk.confirm("召回", "学校要求复核")
    clerk.sees("“召回照片”已完成")
    states = [wire().stores.orders.load(one).head.state for one in (order_id, approved)]  # type: ignore[union-attr]
    assert states == [State.CORRECTION, State.IN_REVIEW]
