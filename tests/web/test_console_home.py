"""The first page of each role in the console: what waits, what is wrong, and how the day goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Door
from tests.worlds.clerk import Clerk, greeted
from tests.worlds.home import HOUR, Branch, counted
from tests.worlds.looks import check, shot

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
Hires = Callable[..., Clerk]


@pytest.fixture
def branch(box: Sandbox) -> Branch:
    """One with something of everything."""
    branch = Branch(World(box))
    branch.waiting(30 * HOUR, priority=True)
    for hours in (1, 20):
        branch.waiting(hours * HOUR)
    branch.waiting(21 * HOUR, risk=0.8)
    branch.proposed(branch.who(MANAGER))
    branch.stuck_refund()
    return branch


@pytest.fixture
def hire(box: Sandbox, door: Door, branch: Branch) -> Hires:
    """`hire(MANAGER)` opens the console for somebody new of the branch."""

    def come(*roles: StaffRole) -> Clerk:
        return door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, *roles, branch=branch.name))

    return come


def a_day(branch: Branch, reviewer: str) -> None:
    """What was done today, by whom, and how far the task is."""
    today = wire().clock().astimezone(SHANGHAI).date()
    pk, work = f"COUNT#{branch.task.task_id}", f"WORK#{branch.name}"
    made = {
        (pk, "STATE#DONE"): 40, (pk, "STATE#APPROVED"): 12, (pk, "STATE#IN_REVIEW"): 9, (pk, "STATE#REJECTED"): 3,
        (pk, "STATE#AWAITING_PAYMENT"): 6, (pk, "PASS##2201#approve"): 47, (pk, "PASS##2201#reject"): 8,
        (work, f"{today}#submit"): 612, (work, f"{today}#approve"): 55, (work, f"{today}#reject"): 5,
        (work, f"{today - timedelta(days=1)}#submit"): 548, (work, f"{today - timedelta(days=1)}#approve"): 41,
        (f"STATS#{branch.name}#{today}", f"{reviewer}#approve"): 55,
        (f"STATS#{branch.name}#{today}", f"{reviewer}#reject"): 5,
    }  # fmt: skip
    counted(made)


def labels(clerk: Clerk) -> list[str]:
    """Of what waits, from above."""
    clerk.page.get_by_role("region", name="等着处理").wait_for()
    return clerk.page.get_by_role("region", name="等着处理").locator("tbody strong").all_inner_texts()


def titles(clerk: Clerk) -> list[str]:
    return clerk.page.locator(".alarm h3").all_inner_texts()


def test_a_manager_sees_what_is_late_first_and_how_the_day_goes(branch: Branch, hire: Hires) -> None:
    a_day(branch, branch.hired(REVIEWER).staff_id)
    clerk = hire(MANAGER)
    clerk.come_in("/")
    greeted(clerk, clerk.api.account.name)
    wanted = [
        "重新提交的照片", "等第二个人确认", "要细看的照片", "低风险的照片", "等待决定的订单", "等待制作的照片",
    ]  # fmt: skip
    assert labels(clerk) == wanted
    late = clerk.page.get_by_role("row").filter(has_text="重新提交的照片")
    expect(late).to_contain_text("1 天 6 小时")
    expect(late).to_contain_text("已超时")
    expect(late.get_by_role("link")).to_have_class(re.compile("weui-btn_primary"))
    expect(clerk.page.get_by_role("row").filter(has_text="要细看的照片")).to_contain_text("将超时")
    expect(clerk.page.get_by_role("row").filter(has_text="等第二个人确认")).to_contain_text("修改信息 1")
    assert titles(clerk) == ["照片审核超时"]
    expect(clerk.page.locator('a[href="#/invoices"]').first).to_be_visible()
    expect(clerk.page.locator(".stat").nth(0)).to_contain_text("612")
    expect(clerk.page.locator(".stat").nth(0)).to_contain_text("昨天 548")
    expect(clerk.page.locator(".stat").nth(3)).to_contain_text("85.5 %")
    task = clerk.page.get_by_role("row").filter(has_text=branch.task.code)
    expect(task).to_contain_text("52 / 70 办理")
    expect(clerk.page.get_by_role("region", name="今天的审核员")).to_contain_text("60")
    check(clerk.page)
    assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 1366
    clerk.page.set_viewport_size({"width": 390, "height": 844})
    check(clerk.page)


def test_a_roster_says_how_many_there_are_and_who_has_not_begun(branch: Branch, hire: Hires) -> None:
    task = branch.open_task(roster="STUDENT_NOS", title="有名单的任务")
    rows = [RosterRow(digest=f"{number:08x}" + "0" * 56, shown=str(number)) for number in range(40)]
    wire().student.tasks.put_roster(task.task_id, "import", rows)
    clerk = hire(MANAGER)
    clerk.come_in("/")
    line = clerk.page.get_by_role("row").filter(has_text=task.title)
    expect(line).to_contain_text("/ 40")
    expect(line.get_by_role("img")).to_have_attribute("aria-label", re.compile("没开始 40，共 40$"))
    expect(clerk.page.locator(".legend")).to_contain_text("没开始")
    check(clerk.page)


def test_an_administrator_begins_with_whose_data_goes(branch: Branch, hire: Hires) -> None:
    closes = wire().clock() - 17 * 24 * HOUR
    branch.open_task(opens_at=closes - HOUR, closes_at=closes, retention_days=20)
    clerk = hire(ADMIN)
    clerk.come_in("/")
    assert labels(clerk) == ["一周内删除资料的任务"]
    shot(clerk.page, "home-admin")
    clerk.page.keyboard.press("1")
    clerk.heading("个人信息")


def test_nothing_is_asked_while_nobody_looks(branch: Branch, hire: Hires) -> None:
    clerk, asked = hire(MANAGER), list[str]()
    clerk.page.clock.install()
    clerk.page.on("request", lambda request: asked.append(request.url))
    clerk.come_in("/me")
    clerk.heading("我的登录")
    counts = "/api/staff/counts"
    expect(clerk.page.locator(".go-count")).to_have_count(2)
    before = sum(url.endswith(counts) for url in asked)
    hide = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })"
    clerk.page.evaluate(hide)
    clerk.page.clock.run_for(180_000)
    assert sum(url.endswith(counts) for url in asked) == before
    clerk.page.evaluate(hide.replace("hidden", "visible"))
    with clerk.page.expect_response(lambda answer: answer.url.endswith(counts)):
        clerk.page.clock.run_for(180_000)


def test_each_key_opens_its_line_and_the_navigation_says_how_much_waits(hire: Hires) -> None:
    clerk = hire(MANAGER)
    clerk.come_in("/")
    rows = labels(clerk)
    links = clerk.page.get_by_role("region", name="等着处理").get_by_role("link")
    assert [link.get_attribute("aria-keyshortcuts") for link in links.all()] == ["1", "2", "3", "4", "5"]
    assert [link.get_attribute("href") for link in links.all()] == [
        "#/review?band=AGAIN",
        "#/waiting",
        "#/review?band=DOUBT",
        "#/review?band=LOW",
        "#/waiting",
    ]
    desks = clerk.page.get_by_role("navigation").get_by_role("listitem")
    expect(desks.filter(has_text="审核")).to_contain_text("4 张待审核")
    expect(desks.filter(has_text="待处理")).to_contain_text("2 件待处理")
    expect(clerk.page.get_by_role("navigation").get_by_role("link", name="审核", exact=True)).to_be_visible()
    shot(clerk.page, "home")
    clerk.page.set_viewport_size({"width": 1100, "height": 768})
    shot(clerk.page, "home-rail")
    clerk.page.keyboard.press("9")  # there is no such line
    assert labels(clerk) == rows
    clerk.page.keyboard.press("2")
    clerk.heading("待处理")


def test_a_reviewer_sees_the_queues_and_herself(branch: Branch, hire: Hires) -> None:
    clerk = hire(REVIEWER)
    a_day(branch, clerk.api.account.staff_id)
    clerk.come_in("/")
    assert set(labels(clerk)) == {"重新提交的照片", "低风险的照片", "要细看的照片"}
    own = clerk.page.get_by_role("region", name="我今天的审核")
    expect(own).to_contain_text(clerk.api.account.name)
    expect(clerk.page.get_by_text("开放中的任务", exact=True)).to_have_count(0)
    check(clerk.page)


def test_finance_sees_money_and_no_photo(hire: Hires) -> None:
    clerk = hire(FINANCE)
    clerk.come_in("/")
    assert "没有成功的退款" in labels(clerk)
    assert "1 笔退款没有成功" in titles(clerk)
    expect(clerk.page.locator(".stat")).to_have_count(0)
    expect(clerk.page.get_by_text("照片审核", exact=False)).to_have_count(0)
    clerk.link(re.compile("逐笔处理：没有成功的退款")).click()
    clerk.heading("退款")
    clerk.open("/")
    check(clerk.page)


def test_an_administrator_with_nothing_to_do_finds_her_desks(hire: Hires) -> None:
    clerk = hire(ADMIN)
    clerk.come_in("/")
    clerk.sees("现在没有等着处理的事。")
    clerk.sees("没有告警。")
    clerk.link(re.compile("员工账号")).first.click()
    clerk.heading("员工账号")
    clerk.open("/")
    check(clerk.page)


def test_an_empty_desk_says_when_something_last_came_in_and_a_name_with_marks_is_text(box: Sandbox, door: Door) -> None:
    branch = Branch(World(box))
    task = branch.open_task(title="<b>湖南</b>大学&amp;", closes_at=wire().clock() + 30 * HOUR)
    day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=3)
    counted({(f"WORK#{branch.name}", f"{day}#submit"): 4, (f"COUNT#{task.task_id}", "STATE#DRAFT"): 2})
    clerk = door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, MANAGER, branch=branch.name))
    clerk.come_in("/")
    clerk.sees(f"最近一次有学生提交照片是 {day.month}月{day.day}日。")
    clerk.sees("今天还没有人审核照片。")
    expect(clerk.page.locator(".alarm h3")).to_have_text("“<b>湖南</b>大学&amp;”将截止")
    clerk.sees("还有 2 人没有办完：待提交 2。")
    check(clerk.page)
