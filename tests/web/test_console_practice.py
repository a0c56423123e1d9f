"""Practice: a round of drawn portraits on the review desk, and what was right; nothing of it is sent."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.desk.review.reasons import catalogue
from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check, fits, shot
from tests.worlds.reviewer import big_button, cells_of, many, nothing_scrolls, page_of, review_task, shown, states

SCREEN = {"viewport": {"width": 1366, "height": 768}}
QUEUE = re.compile(r"/review/(take|renew|decide|let-go)$")
TWICE = """() => {
  for (let press = 0; press < 2; press += 1) {
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(enter);
  }
}"""
CUT = """(box) => [box, ...box.querySelectorAll('*')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
  .map((one) => one.className)"""  # of what is cut off at its side
NAME = re.compile(r"/(\d\d)(?:-(\w+?))?(?:\.\w+)?\.svg$")


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def sat_down(desk: Desks, role: StaffRole = StaffRole.REVIEWER) -> Clerk:
    clerk = desk(role, **SCREEN)
    clerk.come_in("/review/practice")
    clerk.heading("练习")
    return clerk


def faults(clerk: Clerk) -> list[str]:
    """Of each picture of the page, as the name of its file tells; "" of a good one."""
    page_of(clerk, 24)
    found = [NAME.search(str(one.get_attribute("src"))) for one in clerk.page.locator(".cell img").all()]
    return [(one and one[2]) or "" for one in found]


def cell(clerk: Clerk, place: int) -> Locator:
    return cells_of(clerk).nth(place)


def go_to(clerk: Clerk, place: int, at: int) -> None:
    """By the arrows, from one picture to another."""
    for key, times in (("ArrowDown", place // 6 - at // 6), ("ArrowRight", place % 6 - at % 6)):
        back = {"ArrowDown": "ArrowUp", "ArrowRight": "ArrowLeft"}[key]
        for _ in range(abs(times)):
            clerk.page.keyboard.press(key if times > 0 else back)


def test_a_round_by_keys_alone_says_what_was_right_and_is_sent_nowhere(desk: Desks, world: World) -> None:
    task = review_task(world)
    ids = many(world, task, 1)
    clerk = sat_down(desk)
    keys = clerk.page.keyboard
    told = faults(clerk)
    asked: list[str] = []
    clerk.page.on("request", lambda one: asked.append(urlsplit(one.url).path))
    faulty, good = [at for at, code in enumerate(told) if code], [at for at, code in enumerate(told) if not code]
    assert 6 <= len(faulty) <= 10
    shot(clerk.page, "review-practice")
    check(clerk.page)

    found, missed, wrong, looked = faulty[:-1], faulty[-1], good[0], good[1]
    at = 0
    for place in sorted([*found, wrong, looked]):
        go_to(clerk, place, at)
        keys.press(" ")
        at = place
    expect(cells_of(clerk, pulled=True)).to_have_count(len(found) + 2)
    keys.press("Enter")
    result = clerk.page.get_by_role("status", name="这一轮")
    for number, place in enumerate(sorted([*found, wrong, looked])):
        shown(clerk)
        if number == 0:
            shot(clerk.page, "review-practice-one")
            check(clerk.page)
            expect(clerk.page.get_by_role("region", name="初检报告")).to_contain_text("没有机检报告")
        if place != looked:
            keys.press("1")
            expect(big_button(clerk)).to_contain_text("驳回")
        if number < len(found) + 1:
            keys.press("Enter")
    expect(result).to_have_text("")  # it is there before its words, which are read out then
    clerk.page.evaluate(TWICE)  # the second press begins no other round

    expect(result).to_contain_text(f"（{len(found)}／{len(faulty)}）")
    expect(result).to_contain_text(f"（1／{len(good)}）")
    for place, words in ((found[0], "查出"), (missed, "漏看"), (wrong, "误驳回")):
        expect(cell(clerk, place)).to_have_accessible_name(f"第 {place + 1} 张，{words}")
    expect(cell(clerk, looked)).to_have_accessible_name(f"第 {looked + 1} 张")
    look = clerk.page.get_by_role("region", name="选中的照片")
    expect(look).to_contain_text(f"第 {missed + 1} 张")  # it is shown first
    expect(look).to_contain_text("漏看了")
    wording = next(wording for code, _, wording in catalogue() if code == told[missed])
    expect(look).to_contain_text(wording.message)
    expect(look).to_contain_text(wording.cure)
    shot(clerk.page, "review-practice-answers")
    check(clerk.page)
    keys.press("c")
    expect(look.get_by_role("img", name="没有问题时的样子")).to_be_visible()
    go_to(clerk, wrong, missed)
    expect(look).to_contain_text("误驳回")
    expect(look).to_contain_text("这张没有问题")

    expect(clerk.page.get_by_role("button", name="再练一轮")).to_be_enabled()
    keys.press("Enter")
    expect(result).to_have_text("")
    page_of(clerk, 24)
    assert {path for path in asked if path.startswith("/api/")} <= {"/api/staff/counts"}  # which the navigation asks
    clerk.open("/review/statistics")
    own = clerk.page.get_by_role("region", name="查出率和复看一致").get_by_role("row").nth(1)
    expect(own).to_contain_text("—")
    expect(own).not_to_contain_text("%")
    assert not [path for path in asked if QUEUE.search(path)]
    assert states(ids) == {"IN_REVIEW": 1}


def test_a_page_of_the_queue_is_decided_as_she_leaves_it_to_practise_and_the_next_put_back(
    desk: Desks, world: World
) -> None:
    task = review_task(world)
    ids = many(world, task, 30)
    clerk = desk(StaffRole.REVIEWER, **SCREEN)
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    first = page_of(clerk, 24)
    today = clerk.page.locator(".speed div", has_text="今天")
    clerk.page.keyboard.press("Enter")
    page_of(clerk, 6)
    expect(today).to_contain_text("24 张")
    with clerk.page.expect_response("**/review/let-go"), clerk.page.expect_response("**/review/decide"):
        clerk.page.get_by_role("link", name="练习", exact=True).click()
    page_of(clerk, 24)
    assert states(first) == {"APPROVED": 24}
    assert states(ids) == {"APPROVED": 24, "IN_REVIEW": 6}
    clerk.page.get_by_role("link", name="回到审核").click()
    assert len(page_of(clerk, 6)) == 6
    expect(today).to_contain_text("24 张")
    expect(clerk.page.get_by_role("combobox", name="审核范围")).to_have_value(task.task_id)
    clerk.page.get_by_role("navigation").get_by_role("link", name="审核", exact=True).click()
    clerk.page.wait_for_url("**/review?band=*")
    expect(today).to_contain_text("24 张")


def test_a_page_is_taken_back_and_one_put_back_counts_nowhere(desk: Desks) -> None:
    clerk = sat_down(desk)
    keys = clerk.page.keyboard
    told = faults(clerk)
    good = told.index("")
    go_to(clerk, good, 0)
    keys.press(" ")
    keys.press("Enter")
    shown(clerk)
    keys.press("z")
    page_of(clerk, 24)
    expect(cells_of(clerk, pulled=True)).to_have_count(1)
    keys.press("Enter")
    shown(clerk)
    keys.press("m")
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    keys.press("x")
    result = clerk.page.get_by_role("status", name="这一轮")
    planted = len(told) - told.count("")
    expect(result).to_contain_text(f"0 %（0／{planted}）")
    expect(result).to_contain_text(f"（0／{told.count('') - 1}）")
    expect(cell(clerk, good)).to_have_accessible_name(f"第 {good + 1} 张，没有决定")
    faulty = next(at for at, code in enumerate(told) if code)
    cell(clerk, faulty).click()
    clerk.page.get_by_role("button", name="没有问题时的样子").focus()
    keys.press("ArrowRight" if faulty < good else "ArrowLeft")
    expect(clerk.page.get_by_role("listbox")).to_be_focused()


def test_in_every_window_it_says_that_nothing_comes_of_it_and_what_decides_stands_at_the_end(desk: Desks) -> None:
    clerk = sat_down(desk)
    page_of(clerk, 24)
    clerk.page.keyboard.press("Space")
    for one in (False, True):
        if one:
            clerk.page.keyboard.press("Enter")
            shown(clerk)
        for width, height in ((1366, 768), (1024, 768), (820, 1180), (390, 844)):
            clerk.page.set_viewport_size({"width": width, "height": height})
            expect(clerk.page.get_by_text("怎样决定都不影响订单和统计")).to_be_in_viewport(ratio=1)
            expect(clerk.page.get_by_role("link", name="回到审核")).to_be_in_viewport(ratio=1)
            fits(clerk.page)
            shot(clerk.page, f"review-practice-{'one' if one else 'page'}-{width}")
            button = big_button(clerk).bounding_box()
            assert button
            if one and width > 768:
                assert button["x"] + button["width"] > width - 40


def test_the_keys_of_the_desk_lead_there_with_its_band_where_the_bar_has_no_room(desk: Desks, world: World) -> None:
    task = review_task(world)
    many(world, task, 2)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1024, "height": 768})
    clerk.come_in(f"/review?band=LOW&task={task.task_id}")
    page_of(clerk, 2)
    expect(clerk.page.get_by_role("link", name="练习", exact=True)).to_be_hidden()
    clerk.page.keyboard.press("?")
    clerk.page.get_by_role("dialog").get_by_role("link", name="用画的照片练习一轮").click()
    page_of(clerk, 24)
    clerk.page.get_by_role("link", name="回到审核").click()
    page_of(clerk, 2)
    assert clerk.page.url.endswith(f"#/review?band=LOW&task={task.task_id}")


def test_its_answers_fit_every_window(desk: Desks) -> None:
    clerk = sat_down(desk)
    page_of(clerk, 24)
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.get_by_role("status", name="这一轮")).to_contain_text("0 %")
    for width, height in ((1366, 650), (1920, 1080), (1024, 700), (912, 1368), (820, 1180), (800, 950)):
        clerk.page.set_viewport_size({"width": width, "height": height})
        nothing_scrolls(clerk)
        assert clerk.page.locator(".told").evaluate(CUT) == [], clerk.page.viewport_size
        check(clerk.page)
        shot(clerk.page, f"review-practice-answers-{width}")
    clerk.page.set_viewport_size({"width": 390, "height": 844})
    check(clerk.page)
    shot(clerk.page, "review-practice-answers-390")


def test_it_is_found_beside_her_own_figures_and_by_who_reviews_alone(desk: Desks) -> None:
    manager = desk(StaffRole.MANAGER, **SCREEN)
    manager.come_in("/review/statistics")
    manager.page.get_by_role("link", name="练习一轮").click()
    page_of(manager, 24)
    manager.page.get_by_role("link", name="回到审核").click()
    manager.heading("审核")
    manager.page.get_by_role("link", name="练习", exact=True).click()
    page_of(manager, 24)
    money = desk(StaffRole.FINANCE)
    money.come_in("/review/practice")
    money.heading("您的角色不能使用这个页面")
    expect(money.page.locator("img[src*=practice]")).to_have_count(0)
