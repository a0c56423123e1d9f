"""A teacher's link: made by a manager, opened by whoever has it, until it ends."""

from __future__ import annotations

import csv
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.errors import LinkUnknown
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Visits, refuse
from tests.worlds.clerk import BRANCH
from tests.worlds.console_modules import evaluated
from tests.worlds.looks import check
from tests.worlds.staff_orders import counted_order
from tests.worlds.wording import says


@pytest.fixture(scope="module")
def world(box: Sandbox, fresh: None) -> World:
    return World(box)


def on_roster(task_id: str, *shown: str, enrolment: str | None = None) -> None:
    rows = [
        RosterRow(digest=enrolment or secrets.token_hex(32), shown=one, college="信息学院", class_name="软件2201")
        for one in shown
    ]
    wire().student.tasks.put_roster(task_id, secrets.token_hex(4), rows)


def test_a_teacher_sees_who_is_missing_and_takes_the_list_along(world: World, desk: Desks, visit: Visits) -> None:
    task = world.plain_task(branch=BRANCH, title="老师看的任务", roster="STUDENT_NOS")
    done = counted_order(world, task, State.DONE, "信息学院", "软件2201", name="王小明")
    counted_order(world, task, State.IN_REVIEW, "信息学院", "软件2202")
    order = wire().stores.orders.load(done)
    assert order is not None
    on_roster(task.task_id, "20270001", enrolment=order.head.enrolment)
    on_roster(task.task_id, "=20270002", "20270003")
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.button("生成进度链接").click()
    clerk.confirm("生成", reason="辅导员查看", days="7")
    clerk.sees("链接只显示这一次")
    check(clerk.page)
    address = clerk.page.locator("#teachers-address").input_value()
    clerk.page.reload()
    clerk.heading("老师看的任务")
    expect(clerk.page.locator("#teachers-address")).to_have_count(0)

    teacher = visit("phone")
    page = teacher.page
    assert address.startswith(f"{teacher.site_url}/#/progress/")
    page.goto(address)
    teacher.heading("采集进度")
    teacher.sees("老师看的任务")
    teacher.sees("已采集 1 人，办理中 1 人，采集率 50%。")
    expect(page.get_by_role("region", name="各班进度").get_by_role("row").nth(1)).to_have_text(
        "信息学院 软件220110100%"
    )
    people = page.get_by_role("region", name="名单").get_by_role("row")
    expect(people).to_have_count(4)
    check(page)
    page.get_by_label("只看未完成").check()
    expect(people).to_have_count(3)
    expect(page.get_by_text("20270001")).to_have_count(0)
    with page.expect_download() as download:
        teacher.button("下载全部名单（CSV）").click()
    teacher.sees("名单共 3 人，其中未完成 2 人。")
    assert download.value.suggested_filename == "老师看的任务-名单进度.csv"
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["学号或采集码末位", "学院", "班级", "进度", "是否完成"]
    assert rows[1:] == [
        ["'=20270002", "信息学院", "软件2201", "未开始", "否"],
        ["20270001", "信息学院", "软件2201", "采集完成", "是"],
        ["20270003", "信息学院", "软件2201", "未开始", "否"],
    ]
    assert "王小明" not in page.content()


def test_a_link_is_listed_until_it_is_stopped(world: World, desk: Desks, visit: Visits) -> None:
    task = world.plain_task(branch=BRANCH, title="链接列表的任务")
    path, clerk, other = (
        f"/api/staff/tasks/{task.task_id}/teacher-links",
        desk(StaffRole.MANAGER),
        desk(StaffRole.MANAGER),
    )
    sent = other.api.call("POST", path, {"days": 30, "reason": "发给学院教务办公室的全体辅导员"})
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading("链接列表的任务")
    trail = other.api.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert "view_teacher_links" not in {row["action"] for row in trail}
    clerk.button("查看有效的链接").click()
    rows = clerk.page.get_by_role("region", name="进度链接").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(other.api.account.name)
    clerk.button("生成进度链接").click()
    clerk.confirm("生成", reason="填错了班级", days="7")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("填错了班级")
    check(clerk.page)
    address = clerk.page.locator("#teachers-address").input_value()
    rows.first.get_by_role("button", name="停用").click()
    check(clerk.page)
    clerk.confirm("停用", "发错了群")
    clerk.sees("已停用“填错了班级”的进度链接")
    expect(rows).to_have_count(1)
    expect(clerk.page.locator("#teachers-address")).to_have_count(0)
    teacher = visit("phone")
    teacher.expected.append("/api/progress/")
    teacher.page.goto(address)
    teacher.heading("链接已失效")

    clerk.expected.append("/revoke")
    rows.get_by_role("button", name="停用").click()
    refuse(clerk.page, "**/revoke", 404, "teacher_link_unknown", LinkUnknown.message)
    other.api.call("POST", f"{path}/{sent['link_id']}/revoke", {"reason": "毕业季结束"})
    clerk.page.get_by_role("dialog").get_by_label("原因").fill("毕业季结束")
    clerk.page.get_by_role("dialog").get_by_role("button", name="停用").click()
    clerk.sees("没有找到这条进度链接")
    clerk.page.get_by_role("dialog").get_by_role("button", name="取消").click()
    clerk.sees("没有有效的进度链接")
    other.api.call("POST", path, {"days": 1, "reason": "新的辅导员"})
    clerk.button("刷新链接列表").click()
    expect(rows).to_contain_text("新的辅导员")


def test_a_long_list_comes_in_pages_and_is_saved_whole(world: World, desk: Desks, visit: Visits) -> None:
    task = world.plain_task(branch=BRANCH, roster="STUDENT_NOS")
    for part in range(3):
        on_roster(task.task_id, *(f"2027{part}{number:03}" for number in range(150)))
    path, body = f"/api/staff/tasks/{task.task_id}/teacher-links", {"days": 1, "reason": "辅导员查看"}
    link = desk(StaffRole.MANAGER).api.call("POST", path, body)
    teacher = visit("desktop")
    teacher.open(f"/progress/{link['token']}")
    people = teacher.page.get_by_role("region", name="名单").get_by_role("row")
    expect(teacher.page.get_by_text("已载入 ")).to_be_visible()
    assert 200 < people.count() < 451
    with teacher.page.expect_download() as download:
        teacher.button("下载全部名单（CSV）").click()
    assert len(set(Path(download.value.path()).read_text().splitlines())) == 451
    teacher.sees("名单共 450 人，其中未完成 450 人。")
    expect(teacher.button("载入更多")).to_have_count(0)


def test_without_a_roster_there_is_no_list(world: World, desk: Desks, visit: Visits) -> None:
    task = world.plain_task(branch=BRANCH)
    path, body = f"/api/staff/tasks/{task.task_id}/teacher-links", {"days": 1, "reason": "辅导员查看"}
    link = desk(StaffRole.MANAGER).api.call("POST", path, body)
    teacher = visit("desktop")
    teacher.open(f"/progress/{link['token']}")
    teacher.sees("本任务没有上传名单")
    teacher.sees("还没有学生办理")
    check(teacher.page)


def test_a_link_that_is_over(world: World, desk: Desks, visit: Visits, clock: SandboxClock) -> None:
    task = world.plain_task(branch=BRANCH)
    path, body = f"/api/staff/tasks/{task.task_id}/teacher-links", {"days": 1, "reason": "辅导员查看"}
    link = desk(StaffRole.MANAGER).api.call("POST", path, body)
    clock.move(days=2, schedules=False)
    teacher = visit("phone")
    teacher.expected.append("/api/progress/")
    teacher.open(f"/progress/{link['token']}")
    teacher.heading("链接已失效")
    teacher.sees(says("teacher_link_over", "action"))
    check(teacher.page)


def test_no_cell_is_computed_by_a_spreadsheet() -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "张三", 'a"b', "a,b", "=a,b"]
    text = evaluated("shared/csv.js", f"it.csv([{cells!r}])")
    (row,) = csv.reader([text.removeprefix("\ufeff").removesuffix("\r\n")])
    assert row == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "张三", 'a"b', "a,b", "'=a,b"]
