"""A photo whose approval was taken back is not passed again by somebody who does not know."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.review_desk import approve
from tests.worlds.reviewer import review_task, shown, waiting
from tests.worlds.staff import colleague


def test_a_recalled_photo_says_who_recalled_it_and_why(world: World, desk: Desks, box: Sandbox) -> None:
    task, why = review_task(world), "衣领<b>没有</b>翻好"
    order_id = waiting(world, task)
    approve(colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH), order_id)
    manager = colleague(box.console_url, StaffRole.MANAGER, branch=BRANCH)
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": why})
    clerk = desk(StaffRole.REVIEWER, **LAPTOP)
    clerk.come_in(f"/review?band=DOUBT&task={task.task_id}")
    shown(clerk, {order_id})
    verdict = clerk.page.get_by_role("complementary", name="结论")
    expect(verdict).to_contain_text(f"已通过，被管理员召回：{why}")
    check(clerk.page)
    shot(clerk.page, "review-recalled")
    clerk.page.keyboard.press("m")
    said = clerk.page.get_by_role("dialog")
    expect(said).to_contain_text(f"被管理员召回：{why}")
    expect(said).to_contain_text(manager.account.name)
    check(clerk.page)
    shot(clerk.page, "review-recalled-about")
