"""What surrounds the pages of the console: navigation, the key that finds an order, work mode, tables that fit."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check
from tests.worlds.staff_orders import counted_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
NARROWEST = {"width": 1024, "height": 768}
RAIL, TOP = 52, 48  # px


def test_every_desk_fits_the_narrowest_screen_and_is_named_on_the_rail(desk: Desks) -> None:
    clerk = desk(*StaffRole, viewport=NARROWEST)
    clerk.come_in("/")
    nav = clerk.page.get_by_role("navigation", name="工作台")
    links = nav.get_by_role("link")
    expect(links).to_have_count(18)
    expect(links.nth(1)).to_have_accessible_name("审核")
    box = clerk.page.locator(".side").bounding_box()
    assert box is not None
    assert box["width"] == RAIL
    heading = clerk.page.locator("h1")
    for address in links.evaluate_all("all => all.map(one => one.getAttribute('href'))")[1:]:
        before = heading.inner_text()
        clerk.open(address.removeprefix("#"))
        expect(heading).not_to_have_text(before)
        expect(nav.locator("[aria-current]")).to_have_attribute("href", address)
        expect(clerk.page.locator(".bones-in")).to_have_count(0)
        check(clerk.page, full_text=False)


def test_an_order_is_looked_for_from_anywhere_by_whoever_may(desk: Desks) -> None:
    clerk = desk(MANAGER)
    clerk.come_in("/waiting")
    clerk.heading("待处理")
    expect(clerk.link("订单号、手机号、姓名、学号")).to_have_attribute("href", "#/orders?find=1")
    clerk.page.keyboard.press("/")
    clerk.heading("查找订单")
    field = clerk.page.locator("#text")
    expect(field).to_be_focused()
    clerk.page.keyboard.type("1/2")
    expect(field).to_have_value("1/2")
    clerk.page.locator("h1").focus()
    clerk.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("1/2")
    clerk.page.keyboard.type("34")  # the old text is selected
    expect(field).to_have_value("34")

    clerk.open("/me")  # the shortcuts are switched off
    clerk.page.get_by_label("使用快捷键").uncheck()
    check(clerk.page)
    clerk.link("待处理").click()
    clerk.heading("待处理")
    expect(clerk.page.locator(".key")).to_have_count(0)
    clerk.page.keyboard.press("/")
    clerk.page.keyboard.press("Tab")
    assert clerk.page.url.endswith("#/waiting")


def test_whoever_may_not_has_no_such_key_but_the_way_past_the_navigation(desk: Desks) -> None:
    clerk = desk(REVIEWER)
    clerk.come_in("/tasks")
    clerk.heading("任务")
    expect(clerk.link("订单号、手机号、姓名、学号")).to_have_count(0)
    clerk.page.keyboard.press("/")
    clerk.page.keyboard.press("Tab")
    assert clerk.page.url.endswith("#/tasks")
    clerk.page.get_by_role("link", name="跳到正文").focus()
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("main")).to_be_focused()
    expect(clerk.page.get_by_role("contentinfo")).to_contain_text(clerk.api.account.name)


def test_in_work_mode_the_window_is_the_page(desk: Desks) -> None:
    clerk = desk(REVIEWER, MANAGER, viewport={"width": 1366, "height": 650})
    clerk.come_in("/review")
    expect(clerk.page.locator(".app.work")).to_have_count(1)
    side = clerk.page.locator(".side").bounding_box()
    assert side is not None
    assert side["width"] == RAIL
    assert clerk.page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    clerk.page.keyboard.press("/")  # has another meaning there
    clerk.page.keyboard.press("Tab")
    assert "/review" in clerk.page.url


def test_the_head_of_a_long_table_stays_in_sight(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH)
    for number in range(20):
        counted_order(world, task, State.DONE, "信息学院", "软件2201", student_no=f"T{number:03}")
    clerk = desk(MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}/orders?state=DONE")
    expect(clerk.page.get_by_role("row")).to_have_count(21)
    clerk.page.evaluate("scrollTo(0, 400)")
    head = clerk.page.get_by_role("columnheader", name="学号").bounding_box()
    assert head is not None
    assert abs(head["y"] - TOP) <= 1
