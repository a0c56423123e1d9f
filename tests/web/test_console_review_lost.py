"""A reviewer's desk when something comes between: no picture, leases that are over, somebody faster, a dead link, a
line that is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from clients.desk import take
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.looks import check
from tests.worlds.review_desk import approve
from tests.worlds.reviewer import big_button, many, page_of, review_task, shown, state_of, states, waiting
from tests.worlds.staff import colleague
from tests.worlds.wording import says
from tools.suite.patience import wait_for

LEASE = "chalicelib.desk.review.review.LEASE"
SHORT = timedelta(seconds=80)  # too short to be prolonged by itself
DECIDE = "**/review/decide"
DOUBTFUL: dict[str, Any] = {"risk": 0.7}


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def sat_down(desk: Desks, task: Task, band: str = "DOUBT") -> Clerk:
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1366, "height": 768})
    clerk.page.clock.install()
    clerk.come_in(f"/review?band={band}&task={task.task_id}")
    return clerk


def pass_lease(clerk: Clerk, clock: SandboxClock) -> None:
    """Let SHORT pass for the page and for the server."""
    clock.move(seconds=SHORT.total_seconds() + 5, schedules=False)
    clerk.page.clock.fast_forward("01:25")


def test_an_empty_band_is_looked_at_again_by_itself(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    clerk.page.clock.install(time=datetime.now(UTC) + timedelta(days=1))  # a computer's clock may be wrong
    clerk.come_in(f"/review?band=DOUBT&task={task.task_id}")
    clerk.sees("要细看没有等待审核的照片")
    check(clerk.page)
    order_id = waiting(world, task, **DOUBTFUL)
    clerk.page.clock.fast_forward(11_000)
    expect(clerk.page.locator(f"#one-{order_id}")).to_be_visible()
    expect(clerk.page.get_by_role("timer")).to_have_text(re.compile("^[45]:"))


def test_leases_that_are_over_are_taken_once_more_with_the_reasons_kept(
    world: World, desk: Desks, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = review_task(world)
    order_id = waiting(world, task, **DOUBTFUL)
    monkeypatch.setattr(LEASE, SHORT)
    clerk = sat_down(desk, task)
    shown(clerk, {order_id})
    clerk.page.clock.fast_forward("00:50")
    clerk.sees("按任意键延长")
    clerk.button("有色镜片").click()
    expect(clerk.page.get_by_role("timer")).to_have_text(re.compile("^1:"))  # prolonged
    pass_lease(clerk, clock)
    clerk.sees("审核时间已到，照片已回到队列")
    check(clerk.page)
    assert state_of(order_id) == "IN_REVIEW"
    monkeypatch.undo()
    clerk.button("继续审核").click()
    shown(clerk, {order_id})
    expect(clerk.page.get_by_role("timer")).to_have_text(re.compile("^[45]:"))
    expect(big_button(clerk)).to_contain_text("驳回")
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    wait_for(lambda: state_of(order_id), "its decision", lambda seen: seen == "REJECTED")


def test_leases_are_prolonged_by_whoever_is_there(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    task = review_task(world)
    many(world, task, 3)
    monkeypatch.setattr(LEASE, SHORT)
    clerk = sat_down(desk, task, "LOW")
    page_of(clerk, 3)
    monkeypatch.undo()
    renewed: list[str] = []
    clerk.page.on("request", lambda asked: renewed.append(asked.url) if asked.url.endswith("/renew") else None)
    clerk.page.keyboard.press("ArrowRight")
    expect(clerk.page.get_by_role("timer")).to_have_text(re.compile("^[45]:"))
    assert len(renewed) == 1  # for all of them


def test_one_that_another_has_meanwhile_is_told_and_the_next_is_shown(
    world: World, desk: Desks, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch, box: Sandbox
) -> None:
    task, other = review_task(world), colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH)
    order_id = waiting(world, task, **DOUBTFUL)
    monkeypatch.setattr(LEASE, SHORT)
    clerk = sat_down(desk, task)
    shown(clerk, {order_id})
    pass_lease(clerk, clock)
    clerk.sees("审核时间已到")
    monkeypatch.undo()
    take(other, order_id)
    another = waiting(world, task, **DOUBTFUL)
    clerk.button("继续审核").click()
    clerk.sees(says("review_leased"))
    shown(clerk, {another})
    approve(clerk.api, another)  # from another tab of hers: as she says here, too
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    assert [state_of(one) for one in (order_id, another)] == ["IN_REVIEW", "APPROVED"]


def test_a_picture_whose_link_is_dead_is_loaded_again_before_anybody_approves(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 2)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1366, "height": 768})
    clerk.expected.append("ERR_FAILED")
    portraits = re.compile(f"/standard/{min(ids)}/")
    clerk.page.route(portraits, lambda route: route.abort())
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    page_of(clerk, 2)
    expect(big_button(clerk)).to_contain_text("通过其余 1 张")
    clerk.page.keyboard.press("Enter")
    clerk.button("重新载入成片").wait_for()
    expect(big_button(clerk)).to_be_disabled()
    clerk.page.keyboard.press("Enter")
    check(clerk.page)
    clerk.page.unroute(portraits)
    clerk.button("重新载入成片").click()
    shown(clerk, {min(ids)})
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    wait_for(lambda: states(ids), "both", lambda seen: seen == {"APPROVED": 2})


def decided_without_a_line(world: World, desk: Desks, count: int) -> tuple[Clerk, str, set[str]]:
    """Somebody who approved one of so many pictures, and whose decisions do not get through: (clerk, that one, the
    others)."""
    task = review_task(world)
    ids = many(world, task, count, **DOUBTFUL)
    clerk = sat_down(desk, task)
    clerk.expected.append("ERR_FAILED")
    first = shown(clerk, ids)
    clerk.page.route(DECIDE, lambda route: route.abort())
    clerk.page.keyboard.press("Enter")
    return clerk, first, ids - {first}


def test_decisions_that_do_not_get_through_are_kept_and_sent_again(world: World, desk: Desks) -> None:
    clerk, first, others = decided_without_a_line(world, desk, 3)
    second = shown(clerk, others)
    clerk.page.keyboard.press("Enter")
    shown(clerk, others - {second})
    clerk.sees("1 个决定还没有送到：网络连接不上")
    check(clerk.page)
    clerk.page.unroute(DECIDE)
    wait_for(lambda: state_of(first), "its decision", lambda seen: seen == "APPROVED")
    expect(clerk.page.get_by_text("还没有送到")).to_have_count(0)


def test_what_did_not_get_through_is_sent_by_a_reload(world: World, desk: Desks) -> None:
    clerk, first, others = decided_without_a_line(world, desk, 2)
    shown(clerk, others)
    clerk.page.keyboard.press("Enter")
    clerk.sees("1 个决定还没有送到")
    clerk.page.unroute(DECIDE)
    clerk.page.reload()
    wait_for(lambda: states({first, *others}), "both", lambda seen: seen == {"APPROVED": 2})
    clerk.sees("没有等待审核的照片")


def test_whoever_logs_out_is_asked_first_if_decisions_are_not_sent(world: World, desk: Desks) -> None:
    clerk, first, others = decided_without_a_line(world, desk, 2)
    shown(clerk, others)
    clerk.open("/me")
    clerk.button("退出登录").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 个审核决定还没有送到")
    check(clerk.page)
    dialog.get_by_role("button", name="取消").click()
    clerk.page.unroute(DECIDE)
    clerk.button("退出登录").click()
    clerk.heading("员工登录")
    assert state_of(first) == "APPROVED"
