"""Where somebody stands in a list is its address: come back to, loaded anew, handed on, and changed by a filter."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.api.desk.support import finding
from chalicelib.desk import decisions
from chalicelib.orders.model import State
from chalicelib.staff import audit
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, school_code
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_order
from tests.worlds.tasks import SETTINGS

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
NOT_THERE = "没有找到地址里的那一页，已回到第一页"

# A filter, and a word before the page has followed it.
CHOOSE_AND_TYPE = """([address, word]) => {
  location.hash = address;
  const field = document.querySelector('#words');
  field.value = word;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}"""


def address(clerk: Clerk) -> str:
    return clerk.page.url.partition("#")[2]


def query(clerk: Clerk) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(address(clerk)).query).items()}


def orders_in(clerk: Clerk, title: str) -> Locator:
    """The links of a list to its orders."""
    return clerk.page.get_by_role("region", name=title, exact=True).locator("a[href^='#/orders/']")


def shows(clerk: Clerk, title: str, number: int, order_id: str) -> None:
    """A page of one order, and its number."""
    expect(orders_in(clerk, title)).to_have_count(1)
    expect(orders_in(clerk, title)).to_have_attribute("href", f"#/orders/{order_id}")
    expect(clerk.page.get_by_role("navigation", name="翻页").get_by_role("status")).to_have_text(f"第 {number} 页")


def click_twice(button: Locator) -> None:
    """Faster than the page can follow."""
    button.evaluate("button => { button.click(); button.click(); }")


def waiting_orders(world: World) -> list[str]:
    """Orders of a task of its own, the longest in its state first."""
    task, now = world.plain_task(branch=BRANCH), wire().clock()
    times = [now - timedelta(hours=hours) for hours in (3, 2, 1)]
    return [
        made_order(world, task, State.CORRECTION, undecided=True, state_at=at, deadline=at + timedelta(days=9))
        for at in times
    ]


@pytest.mark.parametrize("title", ["订单", "等待决定的订单"])
def test_a_page_is_come_back_to_loaded_anew_and_handed_on(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    world.box.forget("OrdersTable")
    monkeypatch.setattr(finding, "PAGE", 1)
    monkeypatch.setattr(decisions, "PAGE", 1)
    ids = waiting_orders(world)
    order = wire().stores.orders.load(ids[0])
    assert order is not None
    place = f"/tasks/{order.head.task_id}/orders?state=CORRECTION" if title == "订单" else "/waiting"
    clerk, colleague = desk(MANAGER), desk(MANAGER)
    page = clerk.page
    clerk.come_in(place)
    shows(clerk, title, 1, ids[0])
    assert address(clerk) == place
    click_twice(clerk.button("下一页"))
    shows(clerk, title, 2, ids[1])
    orders_in(clerk, title).click()
    clerk.heading("订单")
    page.go_back()
    shows(clerk, title, 2, ids[1])
    page.reload()
    shows(clerk, title, 2, ids[1])
    page.keyboard.press("]")
    shows(clerk, title, 3, ids[2])
    check(page)
    second = address(clerk)
    clerk.button("上一页").click()
    shows(clerk, title, 2, ids[1])
    page.go_back()
    shows(clerk, title, 1, ids[0])
    page.go_forward()
    page.go_forward()
    shows(clerk, title, 3, ids[2])
    assert address(clerk) == second
    page.go_back()
    shows(clerk, title, 2, ids[1])
    click_twice(clerk.button("上一页"))
    shows(clerk, title, 1, ids[0])
    assert address(clerk) == place

    colleague.come_in(second)
    shows(colleague, title, 3, ids[2])
    expect(colleague.button("上一页")).to_have_count(0)
    check(colleague.page)
    colleague.page.keyboard.press("[")
    expect(orders_in(colleague, title)).to_have_attribute("href", f"#/orders/{ids[0]}")
    assert "cursor" not in query(colleague)


def test_a_page_of_the_audit_trail_is_of_its_days_and_filters(desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    manager, colleague = desk(MANAGER), desk(MANAGER)
    code = school_code()
    for turn in range(3):
        body = {"name": f"翻页测试学院{code}", "city": f"第{turn}市", "reason": f"第{turn}次改", "rev": turn}
        manager.api.call("PUT", f"/api/staff/schools/{code}", body)
    manager.come_in(f"/audit?subject=school+{code}")
    manager.button("下一页").click()
    manager.sees("第0次改")
    held = query(manager)
    assert held.keys() == {"first", "last", "subject", "page", "cursor"}
    assert held["first"] == held["last"]
    colleague.come_in(address(manager))
    colleague.sees("第0次改")
    colleague.sees("第 2 页")
    manager.page.get_by_label("操作", exact=True).select_option(label="添加或修改学校")
    manager.button("查询").click()
    manager.sees("第2次改")
    assert query(manager).keys() == {"first", "last", "subject", "action"}


def test_a_cursor_that_is_none_leads_to_the_first_page_and_says_so(world: World, desk: Desks) -> None:
    ids = waiting_orders(world)
    order = wire().stores.orders.load(ids[0])
    assert order is not None
    clerk, code = desk(MANAGER), school_code()
    body = {"name": f"失效链接学院{code}", "city": "长沙市", "reason": "新设", "rev": 0}
    clerk.api.call("PUT", f"/api/staff/schools/{code}", body)
    clerk.expected += ["/api/staff/audit", "/orders?"]
    clerk.come_in(f"/audit?subject=school+{code}&page=7&cursor=yesterday")
    clerk.sees(NOT_THERE)
    clerk.sees("新设")
    assert query(clerk) == {"subject": f"school {code}"}
    check(clerk.page)

    place = f"/tasks/{order.head.task_id}/orders?state=CORRECTION"
    clerk.open(f"{place}&page=2&cursor={'x' * 101}")
    clerk.sees(NOT_THERE)
    expect(orders_in(clerk, "订单")).to_have_count(3)
    assert address(clerk) == place
    clerk.open(place.replace("CORRECTION", "REJECTED"))
    clerk.sees("没有这种状态的订单")
    expect(clerk.page.get_by_text(NOT_THERE)).to_have_count(0)

    # a place behind the last of them: a page that has become empty
    clerk.open(f"{place}&page=2&cursor=2999-01-01T00:00:00.000Z%23{'z' * 22}")
    clerk.sees("这一页现在没有内容了")
    check(clerk.page)
    clerk.button("第一页").click()
    expect(orders_in(clerk, "订单")).to_have_count(3)


def test_words_of_a_search_stand_in_the_address(desk: Desks) -> None:
    clerk, colleague = desk(MANAGER), desk(MANAGER)
    titles = [f"{name}级地址里的任务" for name in ("甲", "乙")]
    for title in titles:
        clerk.api.call("POST", "/api/staff/tasks", {"settings": SETTINGS | {"title": title}})
    page = clerk.page
    rows = page.get_by_role("region", name="任务").locator("tbody tr")
    clerk.come_in("/tasks")
    clerk.sees(titles[0])
    page.evaluate(CHOOSE_AND_TYPE, ["#/tasks?state=DRAFT", "丙"])
    clerk.sees("没有符合条件的任务")
    assert query(clerk) == {"state": "DRAFT", "words": "丙"}
    page.get_by_label("查找").fill("")
    clerk.sees(titles[0])
    steps = page.evaluate("history.length")
    page.get_by_label("查找").press_sequentially("乙级地址里的")
    expect(rows).to_have_count(1)
    expect(page.get_by_label("查找")).to_have_value("乙级地址里的")
    assert query(clerk) == {"state": "DRAFT", "words": "乙级地址里的"}
    assert page.evaluate("history.length") == steps
    clerk.link(titles[1]).click()
    clerk.heading(titles[1])
    page.go_back()
    expect(page.get_by_label("查找")).to_have_value("乙级地址里的")
    expect(rows).to_have_count(1)
    colleague.come_in(address(clerk))
    expect(colleague.page.get_by_label("查找")).to_have_value("乙级地址里的")
    check(colleague.page)
    clerk.link(re.compile("^全部")).click()
    expect(rows).to_have_count(1)
    assert query(clerk) == {"words": "乙级地址里的"}
    page.get_by_role("navigation", name="工作台").get_by_role("link", name="任务", exact=True).click()
    expect(page.get_by_label("查找")).to_have_value("")
    clerk.sees(titles[0])
    page.go_back()
    expect(rows).to_have_count(1)


def test_a_school_that_was_looked_for_is_handed_on(desk: Desks) -> None:
    clerk, colleague = desk(REVIEWER), desk(REVIEWER)
    clerk.come_in("/schools")
    clerk.page.get_by_label("查找").fill("湖南大学 ")
    clerk.sees(re.compile("^共 \\d 所$"))
    colleague.come_in(address(clerk))
    expect(colleague.page.get_by_label("查找")).to_have_value("湖南大学 ")
    colleague.sees(re.compile("^共 \\d 所$"))
    assert query(colleague) == {"words": "湖南大学 "}
