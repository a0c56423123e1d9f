"""The teachers' page: opened by a link alone, on a phone first."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Visits
from tests.worlds.looks import check, shot
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import counted_order
from tests.worlds.task_figures import season
from tests.worlds.teacher_visits import class_of, copied, opens
from tests.worlds.teachers import CLASS, OTHER_CLASS, listed_task, made_link, on_roster


@pytest.mark.parametrize(("device", "options"), [("phone", {}), ("desktop", LAPTOP)], ids=["phone", "1366"])
def test_a_teacher_sees_how_far_it_is_and_who_must_act(
    manager: Colleague, task: Task, visit: Visits, device: str, options: dict[str, Any]
) -> None:
    teacher = visit(device, **options)
    opens(teacher, made_link(manager, task)["token"])
    teacher.heading("2027届毕业生图像采集")
    expect(teacher.page).to_have_title("2027届毕业生图像采集 · 采集进度")
    total = teacher.page.get_by_role("region", name="办理进度")
    expect(total).to_contain_text(re.compile(r"1\s*/ 11 人已采集"))
    expect(total.get_by_role("definition")).to_have_text(["1", "1", "1", "1", "7"])
    expect(total).to_contain_text("照片被驳回 1 人")
    expect(total).to_contain_text(re.compile("剩 [0-9]+ 天"))
    summaries = teacher.page.locator("summary")
    expect(summaries).to_contain_text(["软件2201", "中文2201"])  # those with most to do first
    expect(summaries.first).to_contain_text("8 人要办")
    expect(teacher.page.get_by_text("20270101")).to_have_count(0)  # nobody is shown before somebody asks
    summaries.first.click()
    teacher.sees("要办的 8 人")
    members = class_of(teacher, "软件2201").locator(".who")
    expect(members.get_by_role("listitem")).to_have_count(8)
    expect(members).to_contain_text("20270002 被驳回")
    expect(members).not_to_contain_text("20270001")  # she waits for the branch
    assert "王小明" not in teacher.page.content()
    check(teacher.page)
    shot(teacher.page, f"teacher-{device}")


@pytest.mark.parametrize(("device", "options"), [("phone", {}), ("desktop", LAPTOP)], ids=["phone", "1366"])
def test_in_the_middle_of_a_season(
    world: World, manager: Colleague, visit: Visits, device: str, options: dict[str, Any]
) -> None:
    task = world.plain_task(title="湘潭大学2027届图像采集", roster="STUDENT_NOS")
    colleges = ("商学院", "艺术学院", "化学学院", "信息工程学院")
    total = season(task, [(college, f"{college[:2]}220{no}", 30 + no) for college in colleges for no in range(1, 5)])
    teacher = visit(device, **options)
    opens(teacher, made_link(manager, task)["token"])
    teacher.sees(f"/ {total} 人已采集")
    expect(teacher.page.locator("summary")).to_have_count(8)
    gaps = [int(one.split()[0]) for one in teacher.page.locator("summary .gap").all_inner_texts()]
    assert gaps == sorted(gaps, reverse=True)
    reasons = teacher.page.get_by_role("region", name="照片常见问题").get_by_role("listitem")
    expect(reasons).to_have_count(5)
    expect(reasons.nth(1)).to_contain_text("头发遮挡眉毛、眼睛或耳朵")
    check(teacher.page)
    shot(teacher.page, f"teacher-season-{device}")
    teacher.button("全部 16 个班").click()
    expect(teacher.page.locator("summary")).to_have_count(16)
    teacher.button("艺术学院").click()
    expect(teacher.page.locator("summary")).to_have_count(4)


def test_notices_say_who_must_act_how_and_by_when(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    branch = task.contacts_of("BRANCH")[0]
    expect(teacher.page.locator(".end")).to_contain_text(f"有疑问请联系：{branch}。")
    expect(teacher.page.get_by_role("link", name=branch.phone)).to_have_attribute("href", "tel:073184300000")
    expect(teacher.page.locator(".foot")).to_be_hidden()
    text = copied(teacher, "复制通知文字")
    for part in (task.code, f"{teacher.site_url}/#/tasks/{task.code}", "还没有办完的同学", "20 元", "前完成"):
        assert part in text
    teacher.page.locator("summary").first.click()
    teacher.page.get_by_text("要办的 8 人").wait_for()
    text = copied(teacher, "复制名单和通知", class_of(teacher, "软件2201"))
    assert "软件2201 还有未办理 6 人、待提交或支付 1 人、照片要重新提交 1 人" in text
    assert "学号：20270002、20270003、20270100、" in text
    assert "20270001" not in text
    assert task.code in text


def test_a_text_is_there_to_be_copied_by_hand_where_a_browser_forbids_it(
    manager: Colleague, task: Task, visit: Visits
) -> None:
    teacher = visit("phone")
    teacher.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    opens(teacher, made_link(manager, task)["token"])
    teacher.button("复制通知文字").click()
    expect(teacher.page.get_by_role("textbox", name="通知文字")).to_have_value(re.compile(task.code))
    check(teacher.page)


def test_a_number_is_found_and_the_whole_list_is_saved(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    field = teacher.page.get_by_label("学号或采集码末位")
    field.fill("0201")
    field.press("Enter")
    teacher.sees("找到 1 人")
    expect(teacher.page.locator(".found")).to_contain_text("中文2201")
    field.fill("没有这个")
    teacher.button("查找").click()
    teacher.sees("名单中没有")
    with teacher.page.expect_download() as download:
        teacher.button("下载全部名单（CSV）").click()
    assert download.value.suggested_filename == "2027届毕业生图像采集-名单进度.csv"
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["学号或采集码末位", "学院", "班级", "进度", "是否完成"]
    assert (len(rows), rows[1]) == (12, ["20270000", "信息学院", "软件2201", "采集完成", "是"])
    assert rows[-1] == ["'=20270201", "文学院", "中文2201", "没开始", "否"]  # which no spreadsheet computes


def test_a_long_list_comes_in_pages(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    on_roster(task, *(f"2027{number:04}" for number in range(450)))
    teacher = visit("desktop")
    opens(teacher, made_link(manager, task)["token"])
    teacher.page.locator("summary").click()
    teacher.sees("要办的 200+ 人")
    inside = class_of(teacher, "软件2201")
    inside.get_by_role("button", name="载入更多").click()
    teacher.sees("要办的 400+ 人")
    text = copied(teacher, "复制名单和通知", inside)
    teacher.sees("要办的 450 人")
    assert "20270059 等。" in text


def test_without_a_roster_the_teacher_says_how_many_there_are(world: World, manager: Colleague, visit: Visits) -> None:
    task = world.plain_task(title="没有名单的任务")
    for state in (State.APPROVED, State.IN_REVIEW, State.DRAFT):
        counted_order(world, task, state, *CLASS)
    counted_order(world, task, State.APPROVED, *OTHER_CLASS)
    teacher = visit("phone")
    token = made_link(manager, task)["token"]
    opens(teacher, token)
    total = teacher.page.get_by_role("region", name="办理进度")
    expect(total).to_contain_text("2 人已采集")
    expect(total).not_to_contain_text("未办理")
    teacher.page.get_by_label("应采集的总人数").fill("60 人")
    expect(total).to_contain_text(re.compile("2 *\n* */ 60 人已采集"))
    expect(total).to_contain_text(re.compile("未办理\\s*56"))
    teacher.page.locator("summary").first.click()
    teacher.page.get_by_label("软件2201的人数").fill("30")
    expect(teacher.page.locator("summary").first).to_contain_text("28 人要办")
    assert "软件2201 还有未办理 27 人、待提交或支付 1 人。请在" in copied(teacher, "复制本班通知")
    check(teacher.page)
    shot(teacher.page, "teacher-heads")
    teacher.page.reload()
    expect(total).to_contain_text(re.compile("/ 60 人已采集"))
    expect(teacher.page.locator("summary").first).to_contain_text("28 人要办")
    expect(teacher.page.get_by_label("学号或采集码末位")).to_have_count(0)


def test_a_task_that_is_closed_has_no_notices(
    world: World, manager: Colleague, visit: Visits, clock: SandboxClock
) -> None:
    task = world.plain_task()
    token = made_link(manager, task, 90)["token"]
    teacher = visit("phone")
    clock.move(days=(task.closes_at - wire().clock()).days + 1, schedules=False)
    opens(teacher, token)
    teacher.sees("需要补采集请联系分社")
    teacher.sees("已截止")
    expect(teacher.button("复制通知文字")).to_have_count(0)
    check(teacher.page)


def test_a_task_that_was_closed_early_has_no_notices(world: World, manager: Colleague, visit: Visits) -> None:
    task = listed_task(world)
    token = made_link(manager, task, 90)["token"]
    path = f"/api/staff/tasks/{task.task_id}/close"
    manager.call("POST", path, {"reason": "提前结束", "rev": task.rev})
    teacher = visit("phone")
    opens(teacher, token)
    teacher.sees("采集已提前结束，需要补采集请联系分社")
    teacher.sees("已截止")
    teacher.page.locator("summary").first.click()
    teacher.page.locator("details[open]").first.wait_for()
    expect(teacher.page.get_by_text(re.compile("复制.*通知"))).to_have_count(0)
    expect(teacher.page.get_by_text("前完成")).to_have_count(0)
    check(teacher.page)
    shot(teacher.page, "teacher-closed")
    teacher.page.evaluate("token => { location.hash = `#/${token}/poster`; }", token)
    teacher.heading("海报")
    teacher.sees("采集已提前结束")
    expect(teacher.button("打印")).to_have_count(0)


def test_everything_is_reached_by_keyboard(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher = visit("desktop")
    opens(teacher, made_link(manager, task)["token"])
    teacher.heading(task.title)
    teacher.tab_to("复制通知文字")
    teacher.tab_to("海报")
    teacher.tab_to("全部学院")
    teacher.tab_to("文学院")
    teacher.page.keyboard.press("Space")
    expect(teacher.page.locator("summary")).to_have_count(1)
    teacher.tab_to("中文2201")
    teacher.page.keyboard.press("Enter")
    teacher.sees("要办的 1 人")
    teacher.tab_to("复制名单和通知")
    teacher.tab_to("学号或采集码末位")
