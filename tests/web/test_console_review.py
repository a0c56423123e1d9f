"""A page of pictures of low risk: those pulled out are looked at alone, the rest is approved, and a page can be taken
back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check, shot
from tests.worlds.review_desk import approve, reject
from tests.worlds.reviewer import (
    big_button,
    cells_of,
    many,
    nothing_scrolls,
    page_of,
    review_task,
    shown,
    state_of,
    states,
    waiting,
)
from tools.suite.patience import wait_for

SCREEN = {"viewport": {"width": 1366, "height": 768}}
ALL_OF_IT = "本分社全部任务"
SIZES = ((1366, 650), (1366, 768), (1920, 1080), (1024, 700), (1080, 1800), (800, 950))


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def sat_down(desk: Desks, task: Task, band: str = "LOW") -> Clerk:
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.come_in(f"/review?band={band}&task={task.task_id}")
    return clerk


def test_by_keys_alone_a_page_is_approved_but_for_those_pulled_out(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 30)
    clerk = sat_down(desk, task)
    page, keys = page_of(clerk, 24), clerk.page.keyboard
    assert set(page) < ids
    for key in ("ArrowRight", " ", "ArrowDown", "ArrowDown", " ", "ArrowLeft", " ", " "):
        keys.press(key)
    clerk.sees("第 13 张")
    pulled = [page[1], page[13]]
    expect(cells_of(clerk, pulled=True)).to_have_count(2)
    for words in ("头顶", "50–110", "214", "机检全部合格"):
        expect(clerk.page.locator(".look")).to_contain_text(words)
    shot(clerk.page, "review-grid")
    check(clerk.page)
    expect(big_button(clerk)).to_contain_text("通过其余 22 张")
    keys.press("Enter")
    assert shown(clerk, pulled) == pulled[0]
    expect(clerk.button("撤销上一页")).to_be_visible()
    assert states(ids) == {"IN_REVIEW": 30}
    keys.press("4")
    keys.press("Enter")
    assert shown(clerk, pulled) == pulled[1]
    expect(clerk.button("撤销上一张")).to_be_visible()
    keys.press("Enter")
    page_of(clerk, 6)
    assert states(ids)["IN_REVIEW"] >= 29
    keys.press("Enter")
    clerk.sees("低风险没有等待审核的照片")
    wait_for(lambda: states(ids), "a page", lambda seen: seen.get("APPROVED") == 23)
    assert state_of(pulled[0]) == "REJECTED"
    keys.press("z")
    page_of(clerk, 6)
    keys.press("Enter")
    clerk.open("/me")
    wait_for(lambda: states(ids), "the rest", lambda seen: seen == {"APPROVED": 29, "REJECTED": 1})


def test_twenty_four_are_whole_on_a_small_screen(world: World, desk: Desks) -> None:
    task = review_task(world)
    many(world, task, 24)
    clerk = sat_down(desk, task)
    page_of(clerk, 24)
    for width, height in SIZES:
        clerk.page.set_viewport_size({"width": width, "height": height})
        nothing_scrolls(clerk)
        boxes = clerk.page.locator("[role=option], .work-foot").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().toJSON())"
        )
        foot = boxes.pop()
        assert len(boxes) == 24
        assert all(box["top"] > 0 and box["bottom"] <= foot["top"] and box["right"] <= width for box in boxes)
        assert foot["bottom"] <= height


def test_on_a_phone_a_page_is_approved_once_all_of_it_was_in_view(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 24)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 390, "height": 844})
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    expect(cells_of(clerk)).to_have_count(24)
    early = clerk.button("先往下看完这一页")
    expect(early).to_be_disabled()
    early.click(force=True)
    clerk.page.keyboard.press("Enter")
    check(clerk.page)
    for number in range(3, 24, 4):
        cells_of(clerk).nth(number).scroll_into_view_if_needed()
        clerk.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    clerk.page.mouse.wheel(0, 5000)
    expect(big_button(clerk)).to_contain_text("通过其余 24 张")
    assert states(ids) == {"IN_REVIEW": 24}
    big_button(clerk).click()
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    wait_for(lambda: states(ids), "the page", lambda seen: seen == {"APPROVED": 24})


def test_what_she_did_today_counts_once_though_the_line_came_back(world: World, desk: Desks, box: Sandbox) -> None:
    task = review_task(world)
    ids = many(world, task, 2, risk=0.7)
    clerk = sat_down(desk, task, "DOUBT")
    box.stream.skip()
    today = clerk.page.locator(".speed div").first
    first = shown(clerk, ids)
    expect(today).to_have_text("今天0 张")
    clerk.page.keyboard.press("Enter")
    shown(clerk, ids - {first})
    clerk.page.keyboard.press("Enter")
    clerk.sees("看完下一张或 1 分钟后生效")
    wait_for(lambda: state_of(first), "its decision", lambda seen: seen == "APPROVED")
    box.stream.drain()
    with clerk.page.expect_response(re.compile("/review/statistics")) as asked:
        clerk.page.evaluate("dispatchEvent(new Event('online'))")
    asked.value.finished()
    clerk.page.evaluate("new Promise((done) => setTimeout(done, 100))")
    expect(today).to_have_text("今天2 张")


def test_by_mouse(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 5)
    clerk = sat_down(desk, task)
    page, cells = page_of(clerk, 5), cells_of(clerk)
    cells.nth(3).click()
    clerk.sees("第 4 张")
    cells.nth(3).click()
    cells.nth(1).click()
    clerk.button("留下 / 放回").click()
    expect(big_button(clerk)).to_contain_text("通过其余 3 张")
    cells.nth(1).click()
    cells.nth(0).click()
    clerk.button("逐张看").click()
    assert shown(clerk) == page[0]
    check(clerk.page)
    clerk.button("回到整页").last.click()
    page_of(clerk, 4)
    clerk.button("撤销").click()
    assert shown(clerk) == page[0]
    clerk.button("回到整页").first.click()
    page_of(clerk, 5)
    big_button(clerk).click()
    assert shown(clerk) == page[3]
    clerk.button("头发遮挡").click()
    clerk.button("驳回").last.click()
    clerk.sees("没有等待审核的照片")
    clerk.link("审核统计").click()
    wait_for(lambda: states(ids), "all", lambda seen: seen == {"APPROVED": 4, "REJECTED": 1})


def test_whoever_tabs_reaches_everything_and_enter_does_what_has_the_focus(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 3)
    clerk = sat_down(desk, task)
    page_of(clerk, 3)
    clerk.page.keyboard.press("ArrowRight")
    clerk.tab_to("留下 / 放回")
    clerk.page.keyboard.press("Enter")
    expect(cells_of(clerk, pulled=True)).to_have_count(1)
    clerk.page.keyboard.press("Shift+Tab")
    clerk.tab_to("通过其余 2 张")
    clerk.page.keyboard.press("Enter")
    shown(clerk, ids)
    clerk.tab_to(r"1\s*眼镜反光")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.get_by_role("button", name="眼镜反光", pressed=True)).to_be_visible()


def test_a_name_with_markup_is_text_and_nobodys_name_is_on_the_page(world: World, desk: Desks) -> None:
    name = "<b>王</b>小明"
    task = review_task(world, title="<i>2027</i>届")
    waiting(world, task, name)
    clerk = sat_down(desk, task)
    page_of(clerk, 1)
    expect(clerk.page.locator("main")).not_to_contain_text("小明")
    clerk.page.keyboard.press("o")
    shown(clerk)
    expect(clerk.page.locator("main")).not_to_contain_text("小明")
    clerk.page.keyboard.press("m")
    expect(clerk.page.get_by_role("dialog")).to_contain_text("姓名<*明")
    expect(clerk.page.get_by_role("dialog")).to_contain_text("<i>2027</i>届")
    check(clerk.page)


def test_keys_can_be_switched_off_and_a_list_is_still_a_list(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 3)
    clerk = sat_down(desk, task)
    page_of(clerk, 3)
    clerk.page.keyboard.press("?")
    clerk.sees("显示这张表")
    check(clerk.page)
    clerk.page.get_by_label("使用快捷键").uncheck()
    clerk.button("知道了").click()
    for key in ("Enter", "o", "ArrowRight", " "):
        clerk.page.keyboard.press(key)
    clerk.sees("第 2 张")
    expect(cells_of(clerk, pulled=True)).to_have_count(1)
    assert states(ids) == {"IN_REVIEW": 3}
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("ArrowRight")
    clerk.sees("第 2 张")


def test_who_waits_for_somebody_comes_first_and_the_task_stays_in_the_address(world: World, desk: Desks) -> None:
    task = review_task(world)
    many(world, task, 2)
    again = waiting(world, task, priority=True)
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.come_in("/me")
    clerk.link(re.compile("审核")).first.click()
    clerk.heading("审核")
    expect(clerk.page.get_by_label("审核范围")).to_contain_text(ALL_OF_IT)
    clerk.page.get_by_label("审核范围").select_option(task.task_id)
    clerk.link("重新提交 1").click()
    assert shown(clerk) == again
    assert clerk.page.url.endswith(f"#/review?band=AGAIN&task={task.task_id}")
    clerk.page.keyboard.press("Enter")
    clerk.sees("重新提交没有等待审核的照片")
    clerk.link("低风险（2 张）").click()
    page_of(clerk, 2)
    clerk.open(f"/review?task={task.task_id}")
    page_of(clerk, 2)
    expect(clerk.page).to_have_url(re.compile("band=LOW"))


def test_other_roles_have_no_such_desk(desk: Desks) -> None:
    clerk: Clerk = desk(StaffRole.FINANCE)
    clerk.come_in("/review")
    clerk.heading("您的角色不能使用这个页面")
    expect(clerk.page.locator(".app.work")).to_have_count(0)
    expect(clerk.page.get_by_role("navigation").get_by_role("link", name="审核")).to_have_count(0)


def test_what_everybody_decided_in_a_day(world: World, desk: Desks, box: Sandbox) -> None:
    task, clerk = review_task(world), desk(StaffRole.MANAGER)
    box.stream.skip()
    for decide in (approve, reject, approve):
        decide(clerk.api, waiting(world, task))
    box.stream.drain()
    clerk.come_in("/review/statistics")
    clerk.heading("审核统计")
    row = clerk.page.get_by_role("row", name=re.compile(f"^{clerk.api.account.name} "))
    expect(row).to_have_text(f"{clerk.api.account.name}21333.3%")
    check(clerk.page)
    clerk.page.get_by_label("日期").fill("2026-01-02")
    clerk.sees("这一天没有审核记录")
    assert clerk.page.url.endswith("/review/statistics?day=2026-01-02")
