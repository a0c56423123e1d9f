"""Who has not begun, from the figure on a task's page to the file that goes to the school."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.teachers import not_begun
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks, refuse, screens
from tests.worlds.clerk import BRANCH, saved
from tests.worlds.looks import check, fits, shot
from tests.worlds.task_figures import Places, in_season
from tests.worlds.teachers import on_roster

LONG = "马克思主义理论与思想政治教育研究学院（国际教育交流中心）"
SOME: Places = [
    (college, f"{college[:2]}<b>{no}班", 40) for college in (LONG, "艺术学院", "法学院") for no in range(1, 5)
]
NOBODY = "名单上的学生都已开始，或名单还没有导入"


def test_a_figure_leads_to_those_it_counts(world: World, desk: Desks) -> None:
    task = in_season(world, SOME, "湘潭大学 2027 届毕业生图像采集", BRANCH)
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading(task.title)
    page = clerk.page
    college = page.get_by_role("link", name=re.compile(f"^{LONG}没开始的 "))
    left = int(college.inner_text())
    check(page)
    shot(page, "task-who")
    college.press("Enter")
    clerk.heading("没开始的名单")
    rows = page.get_by_role("region", name="没开始的学生").locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("马克<b>1班")
    numbers = page.locator(".numbers li").all_inner_texts()
    assert (len(numbers), len(set(numbers))) == (left, left)
    expect(page.get_by_role("navigation", name="范围").locator("[aria-current]")).to_have_text(LONG)
    check(page)
    shot(page, "not-begun")
    assert saved(clerk, lambda: page.keyboard.press("d")).suggested_filename == f"{task.title}-{LONG}-没开始.csv"
    for _ in screens(page):
        fits(page)
    page.keyboard.press("0")
    expect(rows).to_have_count(12)
    expect(rows.filter(has_text=LONG)).to_have_count(4)
    shot(page, "not-begun-all")
    page.go_back()
    expect(rows).to_have_count(4)
    page.set_viewport_size({"width": 390, "height": 844})
    check(page)
    shot(page, "not-begun-phone")


def test_the_file_has_all_pages(world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(not_begun, "PAGE", 10)
    task = in_season(world, [("艺术学院", "一班", 90), ("艺术学院", "二班", 60)], "分页的任务", BRANCH)
    on_roster(task, "=1+1", of=("", ""))
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}")
    page = clerk.page
    page.get_by_role("link", name="没开始的名单").wait_for()
    page.keyboard.press("n")
    clerk.heading("没开始的名单")
    rows = page.get_by_role("region", name="没开始的学生").locator("tbody tr")
    expect(rows.first).to_contain_text("未填写学院")
    page.keyboard.press("]")
    clerk.sees("第 2 页")
    expect(page.get_by_text("=1+1")).to_have_count(0)
    clerk.button("下载名单").wait_for()
    clerk.expected.append("/not-begun")
    refuse(page, "**/not-begun?**most=**", 503, "busy", "现在人太多")
    page.keyboard.press("d")
    clerk.sees("现在人太多")
    page.unroute("**/not-begun?**most=**")
    fewer = re.compile("most=[0-9]+")  # than fit into one answer
    page.route(fewer, lambda route: route.continue_(url=fewer.sub("most=10", route.request.url)))
    file = saved(clerk, lambda: page.keyboard.press("d"))
    assert file.suggested_filename == "分页的任务-没开始.csv"
    lines = list(csv.DictReader(Path(file.path()).read_text("utf-8-sig").splitlines()))
    figures = clerk.api.call("GET", f"/api/staff/tasks/{task.task_id}/roster")
    assert len({line["学号"] for line in lines}) == len(lines) == figures["missing"] > 10
    assert lines[0] == {"学院": "", "班级": "", "学号": "'=1+1"}


def test_a_stretch_in_which_all_began_has_the_file_too(world: World, desk: Desks) -> None:
    task = in_season(world, SOME[:1], "开头都已开始的任务", BRANCH)
    clerk = desk(StaffRole.MANAGER)
    clerk.page.route(
        re.compile("/not-begun(?!.*most=)"), lambda route: route.fulfill(json={"classes": [], "cursor": "0" * 64})
    )
    clerk.come_in(f"/tasks/{task.task_id}/not-begun")
    clerk.sees("这一段名单上的学生都已开始，请看下一页")
    check(clerk.page)
    assert saved(clerk, clerk.button("下载名单").click).suggested_filename == "开头都已开始的任务-没开始.csv"


def test_whose_page_is_gone_stays_among_those_without_a_college(world: World, desk: Desks) -> None:
    task = in_season(world, SOME[:1], "换页的任务", BRANCH)
    on_roster(task, "未填1", of=("", ""))
    clerk = desk(StaffRole.MANAGER)
    clerk.expected.append("/not-begun")
    clerk.come_in(f"/tasks/{task.task_id}/not-begun?college=&page=2&cursor={'0' * 64}")
    clerk.sees("没有找到地址里的那一页")
    rows = clerk.page.get_by_role("region", name="没开始的学生").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("未填1")
    assert clerk.page.url.endswith(f"#/tasks/{task.task_id}/not-begun?college=")
    check(clerk.page)


def test_nobody_is_missing_where_all_began_or_nobody_is_listed(world: World, desk: Desks) -> None:
    clerk = desk(StaffRole.MANAGER)
    listed, unlisted = world.plain_task(branch=BRANCH, roster="STUDENT_NOS"), world.plain_task(branch=BRANCH)
    clerk.come_in()
    for task, words in ((listed, NOBODY), (unlisted, "任务没有名单")):
        clerk.open(f"/tasks/{task.task_id}/not-begun")
        clerk.sees(words)
        check(clerk.page)
    clerk.open(f"/tasks/{listed.task_id}")
    clerk.sees("名单还没有导入，不知道谁没开始")
