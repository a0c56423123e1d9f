"""The keys of what is typed on the review desk: Enter leaves a box, and the next one is for the picture."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check, shot
from tests.worlds.reviewer import big_button, many, nothing_scrolls, review_task, shown, state_of
from tools.suite.patience import wait_for

SCREEN = {"viewport": {"width": 1366, "height": 768}}
HAIR, OTHER = "4", "p"  # keys of 头发遮挡 and 其他（留言）while a task has no order of its own


def sat_down(desk: Desks, address: str) -> Clerk:
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.come_in(address)
    return clerk


def finder(clerk: Clerk) -> Locator:
    return clerk.page.get_by_label("查找原因")


def found_and_left(clerk: Clerk) -> None:
    """Rejects the picture that stands alone for a reason that was looked for, by keys alone."""
    keys = clerk.page.keyboard
    keys.press("/")
    expect(finder(clerk)).to_be_focused()
    keys.type("模糊")
    keys.press("Enter")
    expect(finder(clerk)).to_have_count(0)
    expect(clerk.page.locator(".tells blockquote")).to_contain_text("模糊")
    keys.press("/")
    expect(finder(clerk)).to_be_focused()
    keys.press("Enter")  # nothing was looked for
    expect(finder(clerk)).to_have_count(0)
    expect(big_button(clerk)).to_contain_text("驳回")
    keys.press("Enter")


def test_a_reason_is_looked_for_and_the_next_enter_rejects(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 2, risk=0.7)
    clerk = sat_down(desk, f"/review?band=DOUBT&task={task.task_id}")
    first = shown(clerk, ids)
    clerk.page.keyboard.press("/")
    clerk.page.keyboard.type("没有这样的原因")
    clerk.page.keyboard.press("Enter")
    expect(finder(clerk)).to_be_focused()  # there is nothing to choose
    shot(clerk.page, "review-finder")
    check(clerk.page)
    clerk.page.keyboard.press("Escape")
    found_and_left(clerk)
    shown(clerk, ids - {first})
    clerk.open("/me")
    wait_for(lambda: state_of(first), "its decision", lambda seen: seen == "REJECTED")
    rejected = clerk.api.call("GET", f"/api/staff/orders/{first}")["rejection"]
    assert [one["code"] for one in rejected["reasons"]] == ["blurred"]


def test_a_message_is_written_at_once_and_is_not_put_back_with_its_picture_unasked(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 2, risk=0.7)
    clerk = sat_down(desk, f"/review?band=DOUBT&task={task.task_id}")
    keys = clerk.page.keyboard
    note, asked = clerk.page.get_by_label("给学生的留言"), clerk.page.get_by_role("dialog")
    first = shown(clerk, ids)
    keys.press(OTHER)
    keys.press("Enter")
    expect(note).to_be_focused()
    clerk.sees("写完按回车离开框，再按回车驳回")
    for width, height in ((1024, 700), (1366, 650), (1366, 768)):
        clerk.page.set_viewport_size({"width": width, "height": height})
        nothing_scrolls(clerk)
    shot(clerk.page, "review-note")
    check(clerk.page)
    keys.type("请换白色衬衫")
    keys.press("Enter")
    expect(note).to_have_count(0)
    expect(clerk.page.get_by_text("请写明学生应如何修改")).to_have_count(0)
    keys.press("x")
    expect(asked).to_contain_text("已选的原因和留言不会保留")
    shot(clerk.page, "review-put-back")
    check(clerk.page)
    keys.press("Escape")
    expect(asked).to_have_count(0)
    expect(clerk.page.locator(".said")).to_have_text("老师留言：请换白色衬衫")
    keys.press("Enter")
    second = shown(clerk, ids - {first})
    keys.press(HAIR)
    keys.press("x")
    asked.get_by_role("button", name="放回", exact=True).click()
    clerk.sees("没有等待审核的照片")
    assert state_of(second) == "IN_REVIEW"
    clerk.open("/me")
    wait_for(lambda: state_of(first), "its decision", lambda seen: seen == "REJECTED")
    rejected = clerk.api.call("GET", f"/api/staff/orders/{first}")["rejection"]
    assert rejected["note"] == "请换白色衬衫"
