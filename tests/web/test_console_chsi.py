"""What CHSI refused that we passed, in the console: figures, words to be mapped, photos with our own report."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.shared.ids import random_id
from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds import review_desk
from tests.worlds.app import World
from tests.worlds.branch import deliver, run
from tests.worlds.browsers import Desks, refuse, screens
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, fits, shot
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, own_portrait

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
HEAD = ["订单号", "结果", "说明"]
LETTERS = str.maketrans("0123456789", "abcdefghij")


@pytest.fixture(scope="module")
def unknown() -> str:
    """What CHSI said and nobody has mapped: its digits would be hidden."""
    return f"丙类质量问题{random_id(5).translate(LETTERS)}"


@pytest.fixture(scope="module")
def task(world: World, unknown: str) -> Task:
    """With one real photo and nine orders that CHSI answered."""
    task = world.plain_task(branch=BRANCH, price=0, title="湘潭大学 2027 届")
    manager, reviewer = (colleague(world.box.console_url, role, branch=BRANCH) for role in (MANAGER, REVIEWER))
    student = world.student()
    real = student.open(task.task_id, **world.form())["order_id"]
    student.judge(real, own_portrait())
    student.act(real, "submit", photo_no=1)
    review_desk.approve(reviewer, real)
    deliver(manager, task.task_id)
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(9)]
    words = [*["照片清晰度不合格"] * 3, "头顶到上边缘百分比不合格", unknown]
    refused = [[one, "不通过", said] for one, said in zip(ids, words, strict=False)]
    lines = [HEAD, [real, "不通过", "瞳孔平行角度不合格"], *refused, *([one, "通过", ""] for one in ids[5:])]
    assert run(manager, "CHSI", csv_bytes(lines), task.task_id)["done"] == 10
    return task


def test_what_was_refused_is_counted_and_looked_at(desk: Desks, task: Task) -> None:
    manager = desk(MANAGER)
    manager.come_in(f"/chsi?task={task.task_id}")
    manager.heading("学信网退回")
    expect(manager.page.locator(".stats")).to_contain_text("60.0%")
    photos = manager.page.locator(".refused > li")
    expect(photos).to_have_count(6)
    check(manager.page, full_text=False)
    shot(manager.page, "chsi")
    for width in screens(manager.page):
        fits(manager.page)
        shot(manager.page, f"chsi-{width}")
    manager.page.set_viewport_size({"width": 1366, "height": 768})
    manager.page.get_by_role("table", name="退回的原因").get_by_role("link", name="头部倾斜").click()
    expect(photos).to_have_count(1)
    expect(photos).to_contain_text("瞳孔平行角度不合格")
    photos.get_by_role("button").click()
    expect(photos.locator("img")).to_be_visible()
    expect(photos.locator(".measured")).to_contain_text("头顶")
    check(manager.page, full_text=False)
    shot(manager.page, "chsi-look")
    rows = manager.api.call("GET", "/api/staff/audit")["rows"]
    assert "view_photo" in [row["action"] for row in rows if row["staff_id"] == manager.api.account.staff_id]
    manager.page.reload()
    expect(photos).to_have_count(1)
    manager.link("看全部原因").click()
    expect(photos).to_have_count(6)
    manager.page.get_by_label("任务").select_option("")
    manager.page.get_by_label("任务").select_option(task.task_id)
    expect(photos).to_have_count(6)
    expect(manager.page.locator(".stats")).to_contain_text("60.0%")
    manager.expected.append("/chsi/figures")  # and figures of one filter are not shown under another
    refuse(manager.page, "**/chsi/figures?season=*", 503, "busy", "系统繁忙")
    manager.page.get_by_label("采集季").select_option(index=1)
    manager.sees("系统繁忙")
    expect(manager.page.locator(".stats")).to_have_count(0)
    expect(photos).to_have_count(0)


def test_a_word_that_nobody_knows_is_mapped(desk: Desks, task: Task, unknown: str) -> None:
    manager = desk(MANAGER)
    manager.come_in(f"/chsi?task={task.task_id}")
    manager.sees("1 个等待对应")
    manager.button(f"对应“{unknown}”").click()
    dialog = manager.page.get_by_role("dialog")
    expect(dialog).to_contain_text("已经转为待勘误的订单和发过的通知")
    dialog.get_by_label("归到").select_option("too_dark")
    check(manager.page, full_text=False)
    shot(manager.page, "chsi-map")
    manager.confirm("记下", "问过学信网")
    manager.sees(f"已记下“{unknown}”")
    manager.sees("0 个等待对应")
    assert wire().stores.chsi.words(BRANCH)[unknown] == "too_dark"
    expect(manager.page.locator(".refused > li").filter(has_text=unknown)).to_contain_text("脸部光线过暗")


def test_a_reviewer_looks_and_changes_nothing(desk: Desks, task: Task) -> None:
    reviewer = desk(REVIEWER)
    reviewer.come_in(f"/chsi?task={task.task_id}")
    expect(reviewer.page.locator(".refused > li")).to_have_count(6)
    expect(reviewer.page.get_by_role("table", name="学信网的话").get_by_role("button")).to_have_count(0)


def test_held_refusals_are_corrected_after_a_look(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER), world.plain_task(branch=BRANCH, price=0)
    ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(3)]
    manager.come_in(f"/imports?kind=CHSI&task={task.task_id}")
    lines = csv_bytes([HEAD, *([one, "不通过", "照片清晰度不合格"] for one in ids)])
    files: Any = {"name": "学信网结果.csv", "mimeType": "text/csv", "buffer": lines}
    manager.page.get_by_label("文件").set_input_files(files)
    manager.page.get_by_label("不通过的先不发起勘误").check()
    manager.page.get_by_label("原因").fill("学信网返回")
    manager.button("上传并检查").click()
    manager.sees("共 3 行，已导入 3 行")
    manager.link("看学信网退回").click()
    photos = manager.page.locator(".refused > li")
    expect(photos.filter(has_text="制作中")).to_have_count(3)
    photos.first.get_by_role("button", name="发起订单").click()
    dialog = manager.page.get_by_role("dialog")
    expect(dialog).to_contain_text("免费重拍")
    expect(dialog).to_contain_text(task.title)
    check(manager.page, full_text=False)
    shot(manager.page, "chsi-open")
    manager.confirm("发起 1 个", "看过照片")
    manager.sees("已发起 1 个勘误")
    manager.button("全部发起勘误").click()
    manager.confirm("发起 2 个", "看过照片")
    manager.sees("已发起 2 个勘误")
    expect(photos.filter(has_text="待勘误")).to_have_count(3)
    expect(manager.page.get_by_role("button", name="发起订单")).to_have_count(0)
