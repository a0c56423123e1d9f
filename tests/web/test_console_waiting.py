"""What waits for a second person, where its pages are not as one would think."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Route, expect

from chalicelib.desk import decisions
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk, row_of
from tests.worlds.looks import check, shot
from tests.worlds.review_desk import approve
from tests.worlds.staff import who


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


COUNTS = re.compile(r"/api/staff/counts\b")  # kept for moments, for a branch: each of these tests has one of its own


@pytest.fixture
def branch() -> str:
    return f"b-{random_id(8)}"


def proposed(world: World, one: Clerk, branch: str) -> str:
    """An order about which somebody waits for a second person."""
    order_id = world.paid(world.student(), world.plain_task(branch=branch))
    asked = {"action": "edit", "reason": "学生来电", "fields": {"college": "新学院"}}
    one.api.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)
    return order_id


def number_of(clerk: Clerk) -> Locator:
    return clerk.page.get_by_role("listitem").filter(has=clerk.link("待处理")).locator(".go-count")


def agree(clerk: Clerk, order_id: str) -> None:
    row_of(clerk, order_id).get_by_role("button", name="同意", exact=True).click()
    clerk.confirm("同意并执行", "已核实")


def test_the_number_beside_the_name_follows_what_is_decided(world: World, desk: Desks, branch: str) -> None:
    one, two = desk(StaffRole.MANAGER, branch=branch), desk(StaffRole.MANAGER, branch=branch)
    with two.page.expect_response(COUNTS):
        two.come_in("/")
    expect(number_of(two)).to_have_count(0)
    order_id = proposed(world, one, branch)
    two.link("待处理").first.click()
    expect(number_of(two)).to_contain_text("1")
    agree(two, order_id)
    expect(number_of(two)).to_have_count(0)
    later = proposed(world, one, branch)
    two.button("刷新").click()
    expect(row_of(two, later)).to_have_count(1)


def test_a_later_question_does_not_fall_back_behind_what_was_decided(world: World, desk: Desks, branch: str) -> None:
    one, two = desk(StaffRole.MANAGER, branch=branch), desk(StaffRole.MANAGER, branch=branch)
    order_id = proposed(world, one, branch)
    two.page.clock.install()
    with two.page.expect_response(re.compile("counts.anew=true")):
        two.come_in("/waiting")
    expect(number_of(two)).to_contain_text("1")
    held: list[Route] = []
    two.page.route(COUNTS, lambda route: held.append(route), times=1)  # a built-in has no place for Playwright
    with two.page.expect_request(COUNTS) as decided:
        agree(two, order_id)
    assert "anew=true" in decided.value.url
    two.page.clock.fast_forward(16_000)
    with two.page.expect_request(COUNTS) as later:  # the answer to the first one is still on its way
        two.link("首页").first.click()
    assert "anew=true" in later.value.url
    held[0].fallback()
    expect(number_of(two)).to_have_count(0)
    two.page.clock.fast_forward(16_000)
    with two.page.expect_request(COUNTS) as calm:
        two.link("待处理").first.click()
    assert "anew" not in calm.value.url


def test_whoever_has_other_roles_by_now_is_told_and_sees_their_pages(desk: Desks) -> None:
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/api/staff/decisions")
    clerk.come_in("/")
    expect(clerk.link("待处理").first).to_be_visible()
    boss = replace(who(clerk.api.account), staff_id="boss", roles=frozenset({StaffRole.ADMIN}))
    wire().staff.grants.give_roles(boss, clerk.api.account.staff_id, [StaffRole.REVIEWER], "换了工作")
    clerk.link("待处理").first.click()
    clerk.sees("您的角色已更改，现在是：审核员。页面已按现在的角色显示。")
    clerk.heading("您的角色不能使用这个页面")
    expect(clerk.page.get_by_role("navigation", name="工作台").get_by_role("link", name="待处理")).to_have_count(0)
    check(clerk.page)
    shot(clerk.page, "other-roles")


def test_what_is_agreed_to_is_said_with_whose_order_it_is_and_how_much_it_costs(world: World, desk: Desks) -> None:
    one, two, reviewer = desk(StaffRole.FINANCE), desk(StaffRole.FINANCE), desk(StaffRole.REVIEWER, StaffRole.MANAGER)
    orders = [world.paid(world.student(), world.plain_task(branch=BRANCH)) for _ in range(2)]
    for order_id in orders:
        approve(reviewer.api, order_id)
        asked = {"action": "refund", "reason": "学生退学"}
        one.api.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)
    two.come_in("/waiting")
    for order_id in orders:
        order = two.api.call("GET", f"/api/staff/orders/{order_id}")
        student, about = order["student"], f"{order['price'] / 100:.2f} 元"
        said = (order["number"], student["name"], student["school_name"], order["task_title"], about, "学生退学")
        for words in said:
            expect(row_of(two, order_id)).to_contain_text(words)
        for word in ("同意", "不同意"):
            row_of(two, order_id).get_by_role("button", name=word, exact=True).click()
            for words in said:
                expect(two.page.get_by_role("dialog")).to_contain_text(words)
            check(two.page)
            shot(two.page, f"waiting-{word}")
            two.button("取消").click()
    check(two.page)
    shot(two.page, "waiting-whose")
