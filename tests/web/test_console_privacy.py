"""Personal data in the console: how many faces are stored, what goes next, how long each task keeps its data, and what
went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.privacy import deletions, outlook
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Door
from tests.worlds.clerk import Clerk
from tests.worlds.faces import count_faces
from tests.worlds.home import Branch
from tests.worlds.looks import check, shot
from tests.worlds.staff_orders import made_order

ADMIN = StaffRole.ADMIN
DAY = timedelta(days=1)


@pytest.fixture
def branch(box: Sandbox) -> Branch:
    return Branch(World(box))


@pytest.fixture
def boss(box: Sandbox, door: Door, branch: Branch) -> Callable[..., Clerk]:
    """`boss()` opens the console for an administrator of the branch; on a laptop, or `boss("phone")`."""

    def come(device: str = "desktop") -> Clerk:
        options = LAPTOP if device == "desktop" else {}
        return door.let_in(Clerk(door.page(device, options), box.console_url, ADMIN, branch=branch.name))

    return come


def ending(branch: Branch, days: int, title: str) -> Task:
    """A task that closed, whose retention ends in so many days; with two orders that were over before."""
    now = wire().clock()
    closes = now + (days - 20) * DAY
    task = branch.open_task(title=title, opens_at=closes - 30 * DAY, closes_at=closes, retention_days=20)
    for _ in range(2):
        made_order(branch.world, task, State.DONE, state_at=closes - DAY)
    return task


def test_what_is_stored_what_goes_next_and_how_long_each_task_keeps(branch: Branch, boss: Callable[..., Clerk]) -> None:
    ending(branch, 3, "先到期的<b>任务</b>")
    later = ending(branch, 9, "后到期的任务")
    made_order(branch.world, later, State.DONE, state_at=later.closes_at + 4 * DAY)
    made_order(branch.world, branch.task, State.CLOSED, erased_at=wire().clock() - 2 * DAY)
    clerk = boss()
    clerk.come_in("/privacy")
    clerk.heading("个人信息")
    clerk.sees("还没有清点过存着的照片")
    count_faces()
    clerk.page.reload()
    stats = clerk.page.get_by_role("region", name="存着的照片").locator(".stat")
    expect(stats.nth(3)).to_contain_text("订单已删除而照片还在")
    due = clerk.page.get_by_role("region", name="接下来 30 天会删除的").get_by_role("row")
    expect(due).to_have_count(4)
    expect(due.nth(1)).to_contain_text("先到期的<b>任务</b>")
    expect(due.nth(1)).to_contain_text("2 单")
    expect(due.nth(3)).to_contain_text("订单最后变动后满保存天数")
    kept = clerk.page.get_by_role("region", name="每个任务保存到什么时候").get_by_role("row")
    expect(kept).to_have_count(3)
    expect(clerk.page.get_by_role("navigation", name="保存期").get_by_role("link")).to_have_text(
        ["30 天内到期 2", "还在保存 1", "已到期 0"]
    )
    check(clerk.page)
    shot(clerk.page, "privacy")
    clerk.page.get_by_role("link", name="还在保存 1").click()
    expect(kept).to_have_count(2)
    expect(kept.nth(1)).to_contain_text(branch.task.code)


def test_the_records_of_what_went_are_read_page_by_page(
    branch: Branch, boss: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    task = ending(branch, -1, "已经到期的任务")
    clerk = boss()
    clerk.come_in("/privacy")
    clerk.sees("还没有删除过。")
    expect(clerk.page.get_by_role("region", name="接下来 30 天会删除的")).to_contain_text("2 单")
    wire().privacy.purge.run(lambda: 300.0)
    wire().privacy.deletions.over(task, "RETENTION", {"roster items": 3}, [])
    clerk.page.reload()
    clerk.sees("订单 2 单")
    monkeypatch.setattr(deletions, "PAGE", 1)
    clerk.page.get_by_role("link", name="全部删除记录").click()
    clerk.heading("删除记录")
    clerk.sees("名单 3 条")
    check(clerk.page)
    clerk.button("下一页").click()
    clerk.sees("订单 2 单")
    clerk.sees("等 2 个")
    clerk.sees("保存期已满")
    shot(clerk.page, "deletions")


def test_tasks_are_turned_by_keys_and_it_fits_a_phone(
    branch: Branch, boss: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlook, "PAGE", 1)
    titles = ["第一个", "第二个"]
    for number, title in enumerate(titles):
        ending(branch, 3 + number, title)
    count_faces()
    clerk = boss("phone")
    clerk.come_in("/privacy")
    kept = clerk.page.get_by_role("region", name="每个任务保存到什么时候")
    expect(kept).to_contain_text(titles[0])
    check(clerk.page)
    clerk.page.keyboard.press("]")
    expect(kept).to_contain_text(titles[1])
    assert "cursor=" in clerk.page.url
    shot(clerk.page, "privacy-phone")
