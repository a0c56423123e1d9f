"""A task's page: how it goes from day to day, in which college somebody is missing, and why photos do not pass."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from tests.worlds.app import World
from tests.worlds.browsers import Desks, refuse, screens
from tests.worlds.clerk import BRANCH, Clerk, saved
from tests.worlds.looks import check, fits, shot
from tests.worlds.postings import posting_task
from tests.worlds.staff_orders import counted_order
from tests.worlds.task_figures import Places, in_season

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
SOME: Places = [
    (college, f"{college[:2]}{no}班", 30)
    for college in ("化学学院", "艺术学院", "体育教学部", "土木工程与力学学院", "商学院", "法学院")
    for no in range(1, 5)
]
MANY: Places = [(f"第{no % 25}学院", f"{no:03}班<b>", 5) for no in range(400)]


def looking_at(task: Task, clerk: Clerk) -> Clerk:
    clerk.page.set_viewport_size({"width": 1366, "height": 768})
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading(task.title)
    return clerk


def test_the_page_tells_how_a_task_goes(world: World, desk: Desks) -> None:
    task = in_season(world, SOME, "湘潭大学 2027 届毕业生图像采集", BRANCH)
    clerk = looking_at(task, desk(MANAGER))
    page = clerk.page
    clerk.sees("356 / 720 人")
    clerk.sees("占名单 20%")
    clerk.sees(re.compile(r"49%，照近 7 天截止时只到 [678]\d%"))
    expect(page.get_by_role("img", name=re.compile("每天的状态，.*采集完成 168，制作中 73"))).to_be_visible()
    shot(page, "task")
    check(page)
    page.get_by_role("button", name="表", exact=True).click()
    today = page.get_by_role("region", name="每天的状态").get_by_role("row").nth(1)
    expect(today).to_contain_text(re.compile("168.*73.*115.*147.*30.*29"))
    check(page)
    for _ in screens(page):
        fits(page)


def test_a_college_is_opened_by_its_button_and_its_classes_are_downloaded(world: World, desk: Desks) -> None:
    task = in_season(world, SOME, "逐班查看的任务", BRANCH)
    clerk = looking_at(task, desk(REVIEWER))
    page = clerk.page
    rows = page.get_by_role("region", name="按学院").locator("tbody tr")
    expect(rows).to_have_count(6)
    expect(page.get_by_role("link", name=re.compile("没开始的"))).to_have_count(0)  # which leads managers to names
    left = [int(text) for text in rows.locator("td:nth-child(4)").all_inner_texts()]
    assert left == sorted(left, reverse=True)
    college = page.get_by_role("button", name="艺术学院 4 个班")
    college.focus()
    page.keyboard.press("Enter")
    expect(college).to_have_attribute("aria-expanded", "true")
    expect(rows).to_have_count(10)
    expect(rows.filter(has_text="艺术3班").get_by_role("img")).to_have_attribute("aria-label", re.compile("，共 30$"))
    check(page)
    college.press("Enter")
    expect(rows).to_have_count(6)
    file = saved(clerk, lambda: page.keyboard.press("d"))
    assert file.suggested_filename == "逐班查看的任务-各班进度.csv"
    lines = list(csv.DictReader(Path(file.path()).read_text("utf-8-sig").splitlines()))
    assert (len(lines), sum(int(line["名单人数"]) for line in lines)) == (24, 720)
    assert sum(int(line["没开始"]) for line in lines) == sum(left)


def test_four_hundred_classes_are_found_by_name_and_come_in_pages(world: World, desk: Desks) -> None:
    clerk = looking_at(in_season(world, MANY, "有很多班的任务", BRANCH), desk(REVIEWER))
    page = clerk.page
    rows = page.get_by_role("region", name="按学院").locator("tbody tr")
    expect(rows).to_have_count(25)
    page.get_by_label("查找学院或班级").fill("班<B>")
    expect(rows).to_have_count(50)
    clerk.sees("第 1 页")
    names = rows.locator("td:first-child").all_inner_texts()
    clerk.button("下一页").click()
    clerk.sees("第 2 页")
    assert not {*names} & {*rows.locator("td:first-child").all_inner_texts()}
    page.get_by_label("查找学院或班级").fill("123班")
    expect(rows).to_have_text([re.compile("^123班<b>第23学院")])
    check(page)
    page.get_by_label("查找学院或班级").fill("没有的")
    clerk.sees("没有这样的学院或班级")


def test_reasons_have_their_share_and_their_cure_and_a_roster_that_is_not_read_hides_nothing(
    world: World, desk: Desks
) -> None:
    clerk = looking_at(in_season(world, SOME[:1], "看原因的任务", BRANCH), desk(REVIEWER))
    page = clerk.page
    reasons = page.get_by_role("list", name="驳回原因").get_by_role("listitem")
    expect(reasons).to_have_count(7)
    expect(reasons.first).to_have_text(re.compile("^头发遮挡眉毛、眼睛或耳朵请把头发梳到耳后.*118 · 31%$"))
    clerk.sees("近 7 天 3,176 张照片中 376 张没有通过（11%）")
    clerk.button("其余 1 个原因").click()
    expect(reasons).to_have_count(8)
    words = page.get_by_label("转告学校的话")
    expect(words).to_have_value(re.compile("^看原因的任务：近 7 天.*\n1. 头发遮挡.*（118 张）：请把头发梳到耳后"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clerk.button("复制").first.click()
    clerk.sees("已复制")
    check(page)
    clerk.button("机器").click()
    expect(page.get_by_role("list", name="机器检查没有通过的原因").get_by_role("listitem")).to_have_count(3)
    clerk.sees("第一张照片就通过机器检查的有 75%（4,000 单，开始以来）")
    clerk.button("全部").click()
    expect(words).to_have_value(re.compile("^看原因的任务：开始以来"))
    clerk.expected.append("/roster")
    refuse(page, "**/roster", 503, "busy", "系统繁忙")
    page.reload()
    clerk.sees("系统繁忙")
    expect(page.get_by_role("img", name=re.compile("^每天的状态"))).to_be_visible()
    page.unroute("**/roster")
    clerk.button("重试").click()
    clerk.sees("/ 30 人")


def test_without_a_roster_orders_are_counted_and_nobody_is_missing(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, title="没有名单的任务")
    clerk = looking_at(task, desk(MANAGER))
    expect(clerk.page.get_by_text("还没有学生办理")).to_have_count(2)
    clerk.page.keyboard.press("l")
    expect(clerk.page.locator("#teacher-links")).to_be_focused()
    clerk.sees("还没有审核过")
    check(clerk.page)
    for state, name in ((State.IN_REVIEW, "2201"), (State.DONE, "2202"), (State.CANCELLED, "2201")):
        counted_order(world, task, state, "信息学院", name)
    clerk.page.reload()
    rows = clerk.page.get_by_role("region", name="按学院").locator("tbody tr")
    expect(rows).to_have_text(["信息学院 2 个班1 / 21—", "22010 / 11—", "22021 / 10—"])
    clerk.sees("任务没有名单，不知道谁没开始")
    clerk.page.keyboard.press("e")
    clerk.heading("修改设置")


def test_from_the_task_to_where_its_photos_go_on(world: World, desk: Desks) -> None:
    task = posting_task(world, branch=BRANCH, title="散拍的任务")
    packages, prints, posting = (f"#/tasks/{task.task_id}/{place}" for place in ("packages", "prints", "posting"))
    roster, chsi = f"#/imports?kind=ROSTER&task={task.task_id}", f"#/chsi?task={task.task_id}"
    ways = {
        MANAGER: [packages, prints, posting, roster, chsi],
        FINANCE: [packages],
        REVIEWER: [chsi],
        ADMIN: [roster, chsi],
    }
    for role, expected in ways.items():
        clerk = looking_at(task, desk(role))
        card = clerk.page.locator(".card").filter(has=clerk.page.get_by_role("heading", name="名单和交付"))
        links = card.get_by_role("link")
        expect(links).to_have_count(len(expected))
        assert links.evaluate_all("all => all.map(one => one.getAttribute('href'))") == expected
        shot(clerk.page, f"task-ways-{role}")
