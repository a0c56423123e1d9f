"""How well reviewers look, as they and their manager read it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.orders.photos import samples
from chalicelib.staff.model import StaffRole
from clients import desk as desk_client
from sandbox.box import Sandbox
from tests.worlds import review_desk
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order


def test_a_disagreement_is_read_and_settled(
    world: World, desk: Desks, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "LOOKED", 1.0)
    task, one, other = (
        world.plain_task(price=0, branch=BRANCH),
        *(colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH) for _ in range(2)),
    )
    order_id = made_order(world, task)
    review_desk.approve(one, order_id)
    (picture,) = review_desk.take_batch(other, count=24, task_id=task.task_id)
    desk_client.decide(other, picture["order"]["order_id"], "reject", reasons=["blurred"])
    number = order_id  # it is older than numbers

    manager = desk(StaffRole.MANAGER)
    manager.come_in("/review/statistics")
    figures = manager.page.get_by_role("region", name="查出率和复看一致")
    for who in (one, other):
        expect(figures.get_by_role("row", name=re.compile(who.account.name))).to_contain_text("0%（0／1）")
    row = manager.page.get_by_role("region", name="意见不同的照片").get_by_role("row", name=re.compile(number))
    expect(row).to_contain_text(f"{one.account.name}：通过")
    expect(row).to_contain_text(f"{other.account.name}：驳回")
    check(manager.page)
    row.get_by_role("button", name="了结").click()
    manager.page.get_by_label("原因").fill("看过照片，以先前的决定为准")
    check(manager.page)
    manager.page.get_by_role("dialog").get_by_role("button", name="了结").click()
    manager.sees(f"已了结订单 {number} 的复看分歧")
    expect(row).to_have_count(0)


def test_a_reviewer_reads_her_own_figures_only(desk: Desks) -> None:
    reviewer = desk(StaffRole.REVIEWER)
    reviewer.come_in("/review/statistics")
    expect(reviewer.page.get_by_role("region", name="查出率和复看一致").get_by_role("row")).to_have_count(2)
    expect(reviewer.page.get_by_text("意见不同的照片")).to_have_count(0)
    check(reviewer.page)
