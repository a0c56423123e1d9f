"""Pages taken back, reloaded, left or killed, and two reviewers at one queue: nothing is lost or shown twice."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.looks import check
from tests.worlds.review_desk import reject, take_batch
from tests.worlds.reviewer import big_button, cells_of, many, page_of, review_task, states, waiting
from tests.worlds.staff import colleague
from tools.suite.patience import wait_for

SCREEN = {"viewport": {"width": 1366, "height": 768}}
ALL_OF_IT = "本分社全部任务"


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def sat_down(desk: Desks, task: Task, band: str = "LOW") -> Clerk:
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.come_in(f"/review?band={band}&task={task.task_id}")
    return clerk


def test_a_page_is_taken_back_and_after_a_minute_it_is_sent(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 3)
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.page.clock.install()
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    expect(cells_of(clerk)).to_have_count(3)
    clerk.page.clock.run_for(1000)
    page_of(clerk, 3)
    clerk.page.keyboard.press("Enter")
    clerk.sees("上一页 3 张")
    clerk.sees("翻页或 1 分钟后生效")
    clerk.page.keyboard.press("z")
    expect(cells_of(clerk)).to_have_count(3)
    clerk.page.clock.run_for(1000)
    page_of(clerk, 3)
    clerk.page.keyboard.press("Enter")
    clerk.sees("上一页 3 张")
    assert states(ids) == {"IN_REVIEW": 3}
    clerk.page.clock.run_for(61_000)
    wait_for(lambda: states(ids), "the page", lambda seen: seen == {"APPROVED": 3})
    expect(clerk.button("撤销")).to_have_count(0)


def test_a_reload_shows_the_same_page_with_its_marks(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 26)
    clerk = sat_down(desk, task)
    first = page_of(clerk, 24)
    clerk.page.keyboard.press(" ")
    clerk.page.reload()
    assert page_of(clerk, 24) == first
    expect(cells_of(clerk, pulled=True)).to_have_count(1)
    expect(big_button(clerk)).to_contain_text("通过其余 23 张")
    assert states(ids) == {"IN_REVIEW": 26}


def test_whoever_closes_the_tab_loses_nothing_and_keeps_nothing(world: World, desk: Desks, box: Sandbox) -> None:
    task = review_task(world)
    ids = many(world, task, 30)
    clerk = sat_down(desk, task)
    first = page_of(clerk, 24)
    clerk.page.keyboard.press("Enter")
    page_of(clerk, 6)
    clerk.page.goto("about:blank")
    wait_for(lambda: states(first), "what she confirmed", lambda seen: seen == {"APPROVED": 24})
    other = colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH)
    free: list[str] = []

    def taken() -> list[str]:
        free.extend(one["order"]["order_id"] for one in take_batch(other, task_id=task.task_id, count=6))
        return free

    wait_for(taken, "the rest", lambda seen: len(seen) == 6)
    assert {*free} == ids - {*first}


def test_of_a_tab_that_is_killed_nothing_is_decided_and_all_comes_back(
    world: World, desk: Desks, clock: SandboxClock
) -> None:
    task = review_task(world)
    ids = many(world, task, 6)
    clerk = sat_down(desk, task)
    page_of(clerk, 6)
    clerk.page.keyboard.press(" ")
    kill(clerk.page)
    assert states(ids) == {"IN_REVIEW": 6}
    clock.move(minutes=6, schedules=False)
    other = sat_down(desk, task)
    assert set(page_of(other, 6)) == ids


def kill(page: Page) -> None:
    """The tab has no last word: its process dies, so that no request of its outlives it."""
    with suppress(Error):
        page.goto("chrome://crash")


def test_two_browsers_never_show_the_same_picture(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 60)
    one, other = sat_down(desk, task), sat_down(desk, task)
    shown: dict[Clerk, set[str]] = {one: {*page_of(one)}, other: {*page_of(other)}}
    assert not shown[one] & shown[other]
    working = [one, other]
    while working:
        for clerk in list(working):
            ended = clerk.page.get_by_text("没有等待审核的照片")
            expect(ended.or_(big_button(clerk)).first).to_be_visible()
            if ended.count():
                working.remove(clerk)
                continue
            shown[clerk] |= {*page_of(clerk)}
            clerk.page.keyboard.press("Enter")
    for clerk in (one, other):
        clerk.open("/me")
    wait_for(lambda: states(ids), "all", lambda seen: seen == {"APPROVED": 60})
    assert not shown[one] & shown[other]
    assert shown[one] | shown[other] == ids


def test_one_that_is_refused_is_told_with_its_cause_and_the_others_are_approved(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 4)
    clerk = sat_down(desk, task)
    page = page_of(clerk, 4)
    reject(clerk.api, page[2])  # from another window of hers
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    waiting(world, task)
    clerk.button("现在就查看").click()
    page_of(clerk, 1)
    clerk.page.keyboard.press("Enter")
    alert = clerk.page.get_by_role("alert").filter(has_text="1 张没有作出决定")
    expect(alert).to_contain_text("订单当前为“被驳回”")
    expect(alert.get_by_role("link")).to_have_attribute("href", f"#/orders/{page[2]}")
    check(clerk.page)
    clerk.button("知道了").click()
    expect(alert).to_have_count(0)
    assert states(ids) == {"APPROVED": 3, "REJECTED": 1}
