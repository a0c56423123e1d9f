"""A reviewer's desk when something comes between: no picture, a lease that is over, somebody faster, a dead link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.looks import check
from tests.worlds.reviewer import review_task, shown, state_of, waiting
from tests.worlds.staff import colleague
from tests.worlds.wording import says

LEASE = "chalicelib.desk.review.LEASE"


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def took(desk: Desks, task: Task, order_id: str) -> Clerk:
    """A reviewer in front of this picture."""
    clerk = desk(StaffRole.REVIEWER)
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    shown(clerk, {order_id})
    return clerk


def test_an_empty_queue_is_looked_at_again_by_itself(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    clerk.page.clock.install(time=datetime.now(UTC) + timedelta(days=1))  # a computer's clock may be wrong
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    clerk.sees("队列是空的")
    check(clerk.page)
    order_id = waiting(world, task)
    clerk.page.clock.fast_forward(11_000)
    shown(clerk, {order_id})
    expect(clerk.page.get_by_text("还剩")).to_contain_text("4分")


def test_a_lease_that_is_over_is_taken_once_more_with_the_reasons_kept(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = review_task(world)
    order_id = waiting(world, task)
    monkeypatch.setattr(LEASE, timedelta(seconds=5))
    clerk = took(desk, task, order_id)
    clerk.expected.append("409 (Conflict)")
    clerk.page.keyboard.press("r")
    clerk.page.keyboard.press("2")
    clerk.sees("审核时间已到，照片已回到队列")
    check(clerk.page)
    monkeypatch.undo()
    clerk.button("驳回（1 项）").click()
    clerk.sees("没有作出决定：您对这张照片的审核时间已过")
    assert state_of(order_id) == "IN_REVIEW"
    clerk.button("再次领取这张").click()
    expect(clerk.page.get_by_text("还剩")).to_contain_text("4分")
    expect(clerk.page.get_by_text("没有作出决定")).to_have_count(0)
    clerk.button("驳回（1 项）").click()
    clerk.sees("已驳回（1 项原因）")
    assert state_of(order_id) == "REJECTED"


def test_a_picture_that_is_decided_meanwhile_is_told_and_the_next_offered(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch, box: Sandbox
) -> None:
    task, other = review_task(world), colleague(box.api_url, StaffRole.REVIEWER, branch=BRANCH)
    order_id = waiting(world, task)
    monkeypatch.setattr(LEASE, timedelta(seconds=2))
    clerk = took(desk, task, order_id)
    clerk.expected.append("409 (Conflict)")
    clerk.sees("审核时间已到")
    monkeypatch.undo()
    other.call("POST", f"/api/staff/review/{order_id}/take", {})
    clerk.button("再次领取这张").click()
    clerk.sees(says("review_leased"))
    another = waiting(world, task)
    clerk.page.keyboard.press("n")
    shown(clerk, {another})
    clerk.api.call("POST", f"/api/staff/review/{another}/approve", {"photo_no": 1})  # from another tab of hers
    clerk.page.keyboard.press("a")
    clerk.sees(says("order_not_in_this_state", label="待制作"))
    assert [state_of(one) for one in (order_id, another)] == ["IN_REVIEW", "APPROVED"]


def test_a_picture_whose_link_is_dead_is_loaded_again_before_anybody_approves(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    clerk.expected.append("ERR_FAILED")
    order_id = waiting(world, task)
    portraits = re.compile("/standard/")
    clerk.page.route(portraits, lambda route: route.abort())
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    clerk.sees("照片没有载入")
    expect(clerk.button("通过")).to_be_disabled()
    clerk.page.keyboard.press("a")
    check(clerk.page)
    clerk.page.unroute(portraits)
    clerk.button("重新载入照片").click()
    shown(clerk, {order_id})
    clerk.page.keyboard.press("a")
    clerk.sees("已通过")
    assert state_of(order_id) == "APPROVED"


def test_an_answer_that_never_came_is_asked_for_again(world: World, desk: Desks) -> None:
    task = review_task(world)
    order_id = waiting(world, task)
    clerk = took(desk, task, order_id)
    clerk.expected.append("ERR_FAILED")
    clerk.page.route("**/approve", lambda route: route.abort(), times=1)
    clerk.button("通过").click()
    clerk.sees("网络连接不上")
    clerk.button("通过").click()
    clerk.sees("已通过")
    assert state_of(order_id) == "APPROVED"
