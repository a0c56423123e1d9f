"""Whoever comes back from an order to what was found sees it again, as it is by then."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.desk import search
from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, student_no
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, find
from tests.worlds.staff_orders import moved


def ordered(world: World, number: str) -> str:
    task = world.plain_task(branch=BRANCH)
    return str(world.student().open(task.task_id, **world.form(student_no=number))["order_id"])


def test_what_was_found_is_there_again_and_says_what_happened_meanwhile(world: World, desk: Desks) -> None:
    clerk, number = desk(StaffRole.MANAGER), student_no()
    order_id, other = ordered(world, number), ordered(world, student_no())
    rows, sites = clerk.page.get_by_role("table").locator("tbody tr"), clerk.page.get_by_role("navigation")
    clerk.come_in("/orders")
    find(clerk, number)
    expect(rows).to_contain_text("待提交")
    rows.get_by_role("link").click()
    clerk.heading("订单")
    moved(order_id, state=State.CANCELLED)
    clerk.link("返回").click()
    expect(rows).to_contain_text("已取消")
    clerk.page.reload()
    expect(rows).to_contain_text("已取消")

    sites.get_by_role("link", name="任务", exact=True).click()
    clerk.heading("任务")
    sites.get_by_role("link", name="查找订单").click()
    expect(clerk.page.locator("#text")).to_have_value(number)
    expect(rows).to_have_count(0)  # nobody looked for it again
    clerk.open(f"/orders/{other}")
    clerk.heading("订单")
    expect(clerk.link("返回")).to_have_attribute("href", "#/orders")  # it was not among what was found


def test_as_many_are_there_again_as_were_read(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 1)
    monkeypatch.setattr(search, "PAGES", 1)
    clerk, number = desk(StaffRole.MANAGER), student_no()
    for _ in range(3):
        ordered(world, number)
    rows = clerk.page.get_by_role("table").locator("tbody tr")
    clerk.come_in("/orders")
    find(clerk, number)
    expect(rows).to_have_count(1)
    clerk.button("继续查找").click()
    expect(rows).to_have_count(2)
    rows.last.get_by_role("link").click()
    clerk.heading("订单")
    clerk.page.go_back()
    expect(rows).to_have_count(2)
    clerk.button("继续查找").click()
    expect(rows).to_have_count(3)


def test_the_field_says_what_the_rows_were_found_by_also_at_the_bare_address(world: World, desk: Desks) -> None:
    clerk, number = desk(StaffRole.MANAGER), student_no()
    ordered(world, number)
    rows, field = clerk.page.get_by_role("table").locator("tbody tr"), clerk.page.locator("#text")
    clerk.come_in("/orders")
    find(clerk, number)
    field.fill("别的")
    rows.get_by_role("link").click()
    clerk.heading("订单")
    clerk.page.go_back()
    expect(rows).to_have_count(1)
    expect(field).to_have_value(number)
    clerk.page.evaluate("location.hash = '#/orders'")
    expect(clerk.page).to_have_url(re.compile("#/orders[?]found=1$"))
    rows.get_by_role("link").click()
    clerk.heading("订单")
    clerk.page.go_back()
    expect(rows).to_have_count(1)
