"""How a page of pictures is laid out: six or eight side by side, or as many as a small window holds; keys move by
rows as they are seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check
from tests.worlds.reviewer import big_button, cells_of, many, nothing_scrolls, page_of, review_task


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def at_a_page(world: World, desk: Desks, width: int, height: int) -> Clerk:
    task = review_task(world)
    many(world, task, 24)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": width, "height": height})
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    expect(cells_of(clerk)).to_have_count(24)
    expect(cells_of(clerk).last.locator("img")).to_be_attached()
    return clerk


def on(clerk: Clerk, number: int) -> None:
    """Waits until the picture of that number, from 1, has the focus."""
    cell = cells_of(clerk).nth(number - 1)
    expect(clerk.page.get_by_role("listbox")).to_have_attribute("aria-activedescendant", str(cell.get_attribute("id")))


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 650), (1920, 1080), (1024, 700)])
def test_eight_side_by_side_are_larger_and_none_stands_beside_them(
    world: World, desk: Desks, width: int, height: int
) -> None:
    clerk = at_a_page(world, desk, width, height)
    page_of(clerk, 24)
    keys, cell, large = clerk.page.keyboard, cells_of(clerk).first, clerk.page.locator(".look")
    before = cell.bounding_box()
    keys.press("ArrowDown")
    on(clerk, 7)
    keys.press("g")
    expect(large).to_be_hidden()
    expect(clerk.page.get_by_role("button", name="8 × 3")).to_have_attribute("aria-pressed", "true")
    after = cell.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    expect(cells_of(clerk).last).to_be_in_viewport(ratio=1)
    nothing_scrolls(clerk)
    keys.press("ArrowDown")
    on(clerk, 15)
    keys.press("Space")
    expect(big_button(clerk)).to_contain_text("通过其余 23 张")
    check(clerk.page)
    clerk.page.reload()
    page_of(clerk, 24)
    expect(large).to_be_hidden()
    keys.press("G")
    expect(large).to_be_visible()


def test_a_tablet_held_upright_keeps_the_large_picture_whatever_is_kept(world: World, desk: Desks) -> None:
    clerk = at_a_page(world, desk, 1180, 820)
    page_of(clerk, 24)
    large, button = clerk.page.locator(".look"), clerk.page.get_by_role("button", name="8 × 3")
    button.click()
    expect(large).to_be_hidden()
    for width, height in ((820, 1180), (800, 950)):
        clerk.page.set_viewport_size({"width": width, "height": height})
        expect(large.get_by_role("img")).to_be_in_viewport(ratio=1)
        expect(button).to_be_hidden()
        expect(cells_of(clerk).last).to_be_in_viewport(ratio=1)
        nothing_scrolls(clerk)
    check(clerk.page)
    clerk.page.reload()
    page_of(clerk, 24)
    expect(large).to_be_visible()
    clerk.page.set_viewport_size({"width": 1180, "height": 820})
    expect(large).to_be_hidden()
    button.click()
    expect(large).to_be_visible()


@pytest.mark.parametrize("width", [1366, 1024])
def test_one_that_was_not_loaded_is_loaded_again_from_eight_side_by_side(world: World, desk: Desks, width: int) -> None:
    task = review_task(world)
    ids = many(world, task, 3)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": width, "height": 700})
    clerk.expected.append("ERR_FAILED")
    portraits = re.compile(f"/standard/{min(ids)}/")
    clerk.page.route(portraits, lambda route: route.abort())
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    page_of(clerk, 3)
    lost = cells_of(clerk).filter(has_text="没有载入")
    lost.click()
    clerk.button("8 × 3").click()
    nothing_scrolls(clerk)
    clerk.page.unroute(portraits)
    clerk.button("重新载入照片").click()
    expect(lost).to_have_count(0)
    expect(big_button(clerk)).to_contain_text("通过其余 3 张")
    expect(clerk.button("逐张看")).to_be_visible()


def test_in_a_small_window_keys_go_down_the_rows_that_are_there(world: World, desk: Desks) -> None:
    """As with a page that is enlarged twice: four side by side, and whatever has the focus is in view."""
    clerk = at_a_page(world, desk, 683, 560)
    expect(clerk.page.get_by_role("button", name="8 × 3")).to_have_count(0)
    for row in range(2, 7):
        clerk.page.keyboard.press("ArrowDown")
        on(clerk, 4 * row - 3)
        expect(cells_of(clerk).nth(4 * row - 4)).to_be_in_viewport(ratio=0.9)
    expect(big_button(clerk)).to_be_enabled()
