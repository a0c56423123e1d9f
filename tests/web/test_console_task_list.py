"""The list of tasks: any number of them in pages, found by what is remembered, the place kept in the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
LATER = datetime(2030, 1, 1, tzinfo=UTC)  # after every other task's beginning, so that these come first


def test_more_tasks_than_a_page_are_turned_and_found(world: World, desk: Desks) -> None:
    for number in range(52):
        opens = LATER - timedelta(days=number)
        schools = ("10554",) if number == 51 else ("10530",)
        times = {"opens_at": opens, "closes_at": LATER + timedelta(days=9)}
        world.plain_task(branch=BRANCH, title=f"翻页任务{number:02}", state="DRAFT", schools=schools, **times)
    clerk, colleague = desk(REVIEWER, **LAPTOP), desk(FINANCE, **LAPTOP)
    page = clerk.page
    rows = page.get_by_role("region", name="任务").locator("tbody tr")
    clerk.come_in("/tasks?words=翻页任务")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("翻页任务00")
    expect(page.get_by_role("navigation", name="状态").get_by_role("link", name="草稿 52")).to_be_visible()
    page.keyboard.press("]")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("翻页任务51")
    colleague.come_in(page.url.partition("#")[2])
    expect(colleague.page.get_by_role("region", name="任务").locator("tbody tr")).to_have_count(2)
    check(page)
    page.get_by_label("查找").fill("湖南商学院")  # what 湖南工商大学 was called
    expect(page.get_by_role("navigation", name="状态").get_by_role("link", name="草稿 1", exact=True)).to_be_visible()
    expect(rows.filter(has_text="翻页任务51")).to_have_count(1)
    expect(rows.filter(has_text="翻页任务50")).to_have_count(0)
    assert "cursor" not in page.url
    shot(page, "tasks")
    page.get_by_label("查找").fill("翻页任务07")
    expect(rows).to_have_count(1)
    page.get_by_role("navigation", name="状态").get_by_role("link", name="已开放").click()
    clerk.sees("没有符合条件的任务")
    clerk.sees("含曾用名")
    check(page)
