"""What waits for a second person, where its pages are not as one would think."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from chalicelib.desk import decisions
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot


def test_none_at_first_is_not_said_to_be_none_at_all(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "PAGE", 1)
    clerk = desk(StaffRole.MANAGER)
    for _ in range(2):
        order_id = world.paid(world.student(), world.plain_task(branch=BRANCH))
        asked = {"action": "edit", "reason": "学生来电", "fields": {"college": "新学院"}}
        clerk.api.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)

    def decided_meanwhile(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"proposals": []})

    clerk.page.route(re.compile("/api/staff/decisions(?!.*proposals_after=)"), decided_meanwhile)
    clerk.come_in("/waiting")
    more, rows = clerk.button("显示更多"), clerk.page.get_by_role("table", name="等待第二个人确认").get_by_role("row")
    expect(more).to_be_visible()
    expect(clerk.page.get_by_text("没有等待确认的申请")).to_have_count(0)
    check(clerk.page)
    shot(clerk.page, "waiting-none-at-first")
    more.click()
    expect(rows).to_have_count(1 + 1)
    expect(more).to_have_count(0)
