"""A reviewer's desk: pictures are taken, approved and rejected, by mouse and by keys alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chalicelib.orders.model import Rejection
from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.looks import check
from tests.worlds.reviewer import WARNING, review_task, shown, state_of, waiting
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import own_portrait
from tests.worlds.wording import says

ALL_OF_IT = "本分社全部任务"


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def audited(box: Sandbox, order_id: str) -> list[str]:
    manager = colleague(box.api_url, StaffRole.MANAGER, branch=BRANCH)
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    return [row["action"] for row in rows]


def reason(page: Page, name: str) -> Any:
    return page.get_by_label(re.compile(f"{name}$"))


def test_one_after_the_other_is_approved_and_the_last_is_put_back(world: World, desk: Desks, box: Sandbox) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    ids = {waiting(world, task, name): name for name in ("王小明", "李小红")}
    clerk.come_in("/")
    clerk.link(re.compile("审核")).first.click()
    clerk.heading("审核")
    expect(clerk.page.get_by_label("审核范围")).to_contain_text(ALL_OF_IT)
    clerk.page.get_by_label("审核范围").select_option(task.task_id)
    assert clerk.page.url.endswith(f"#/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    first = shown(clerk, ids)
    expect(clerk.page.get_by_text("还剩")).to_contain_text("4分")
    clerk.button("显示参考线").click()
    clerk.sees("头顶 50–110")
    check(clerk.page)
    clerk.button("通过").click()
    clerk.sees(f"{ids[first]} ")
    second = shown(clerk, set(ids) - {first})
    clerk.sees("已通过")
    assert state_of(first) == "APPROVED"
    clerk.button("放回").click()
    clerk.sees("已放回队列")
    other = colleague(box.api_url, StaffRole.REVIEWER, branch=BRANCH)
    assert other.call("POST", f"/api/staff/review/{second}/take", {})["photo"]["photo_no"] == 1


def test_a_rejection_is_read_by_the_student_and_remembered_at_the_next_photo(
    world: World, desk: Desks, box: Sandbox
) -> None:
    student, task, clerk = world.student(), review_task(world), desk(StaffRole.REVIEWER)
    order_id = world.submitted(student, task)
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    shown(clerk, {order_id})
    clerk.button("驳回").click()
    clerk.button("驳回（0 项）").click()
    clerk.sees("请至少选择一项原因")
    clerk.page.get_by_label("查找原因").fill("反光")
    clerk.page.get_by_label("查找原因").press("Enter")
    expect(clerk.page.get_by_label("查找原因")).to_have_value("")
    reason(clerk.page, "（要写留言）").check()
    clerk.button("驳回（2 项）").click()
    clerk.sees(says("review_note_needed", "action"))
    check(clerk.page)
    assert state_of(order_id) == "IN_REVIEW"
    clerk.page.get_by_label("给学生的留言").fill("请换白色衬衫")
    preview = clerk.page.locator(".preview")
    for words in ("眼镜反光", "按审核备注修改", "老师留言：请换白色衬衫"):
        expect(preview).to_contain_text(words)
    clerk.button("驳回（2 项）").click()
    clerk.sees("已驳回（2 项原因）")
    rejection = student.order(order_id)["rejection"]
    assert [one["code"] for one in rejection["reasons"]] == ["glasses_glare", "other"]
    assert rejection["note"] == "请换白色衬衫"

    student.act(order_id, "resubmit", photo_no=student.judge(order_id, own_portrait())["photo_no"])
    clerk.button("现在就查看").click()
    clerk.sees("补交 · 曾驳回 1 次")
    clerk.sees("眼镜反光；照片不符合要求")
    assert "view_photo" not in audited(box, order_id)
    clerk.button("查看第 1 张照片").click()
    expect(clerk.page.get_by_alt_text("第 1 张照片的标准照")).to_be_visible()
    check(clerk.page)
    clerk.button("收起第 1 张照片").click()
    assert audited(box, order_id).count("view_photo") == 1


def test_by_keys_alone_and_no_key_decides_twice(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.MANAGER)
    ids = {waiting(world, task, name, [WARNING]): name for name in ("王小明", "李小红")}
    clerk.come_in(f"/review?task={task.task_id}")
    expect(clerk.button("领取下一张")).to_be_enabled()
    keys = clerk.page.keyboard
    keys.press("n")
    first = shown(clerk, ids)
    keys.press("?")
    clerk.sees("显示这张表")
    check(clerk.page)
    keys.press("a")  # the dialog is open
    keys.press("Escape")
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    approved: list[str] = []
    clerk.page.on("request", lambda asked: approved.append(asked.url) if asked.url.endswith("/approve") else None)
    keys.down("a")
    clerk.sees("已通过")
    second = shown(clerk, set(ids) - {first})
    for _ in range(3):  # it is held down
        keys.down("a")
    keys.up("a")
    clerk.has_asked()
    assert len(approved) == 1
    assert [state_of(one) for one in (first, second)] == ["APPROVED", "IN_REVIEW"]

    keys.press("r")
    expect(reason(clerk.page, "人像不居中")).not_to_be_checked()  # found by the engine, decided by a person
    for key in ("1", "3", "3", "0", "/"):
        keys.press(key)
    keys.type("a1")  # into the field
    keys.press("Escape")
    keys.press("Escape")
    expect(clerk.button("通过")).to_be_enabled()
    keys.press("r")
    expect(clerk.button("驳回（2 项）")).to_be_visible()
    keys.press("Enter")
    clerk.heading("审核")
    clerk.sees("队列是空的")
    assert state_of(second) == "REJECTED"
    rejected = clerk.api.call("GET", f"/api/staff/orders/{second}")["rejection"]
    assert [one["code"] for one in rejected["reasons"]] == ["glasses_glare", "off_centre"]


def test_a_second_press_is_not_for_the_next_picture(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    ids = {waiting(world, task) for _ in range(2)}
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    first = shown(clerk, ids)
    clerk.button("通过").dblclick()
    clerk.sees("已通过")
    clerk.page.get_by_alt_text("的标准照").wait_for()
    clerk.page.keyboard.press("a")  # at once
    second = shown(clerk, ids - {first})
    assert [state_of(one) for one in (first, second)] == ["APPROVED", "IN_REVIEW"]


def test_a_correction_says_what_it_is_about_and_keys_can_be_switched_off(world: World, desk: Desks) -> None:
    task, clerk = review_task(world), desk(StaffRole.REVIEWER)
    about = Rejection(reasons=(), note="学信网要求重新上传")
    order_id = waiting(world, task, correcting=True, rejection=about)
    clerk.come_in(f"/review?task={task.task_id}")
    clerk.button("领取下一张").click()
    shown(clerk, {order_id})
    clerk.sees("勘误：学信网要求重新上传")
    clerk.button("快捷键").click()
    clerk.page.get_by_label("使用快捷键").uncheck()
    clerk.button("知道了").click()
    clerk.page.keyboard.press("r")
    clerk.page.keyboard.press("a")
    expect(clerk.button("通过")).to_be_visible()
    assert state_of(order_id) == "IN_REVIEW"


def test_other_roles_have_no_such_desk(desk: Desks) -> None:
    clerk: Clerk = desk(StaffRole.FINANCE)
    clerk.come_in("/review")
    clerk.heading("审核")
    clerk.sees("您的角色不能审核照片")
    expect(clerk.page.get_by_role("navigation").get_by_role("link", name="审核")).to_have_count(0)
    clerk.open("/review/statistics")
    clerk.heading("审核统计")
    clerk.sees("您的角色不能查看审核统计")


def test_what_everybody_decided_in_a_day(world: World, desk: Desks, box: Sandbox) -> None:
    task, clerk = review_task(world), desk(StaffRole.MANAGER)
    box.stream.skip()
    for verdict, body in (("approve", {}), ("reject", {"reasons": ["blurred"]}), ("approve", {})):
        order_id = waiting(world, task)
        clerk.api.call("POST", f"/api/staff/review/{order_id}/take", {})
        clerk.api.call("POST", f"/api/staff/review/{order_id}/{verdict}", {"photo_no": 1} | body)
    box.stream.drain()
    clerk.come_in("/review/statistics")
    clerk.heading("审核统计")
    row = clerk.page.get_by_role("row", name=re.compile(f"^{clerk.api.account.name} "))
    expect(row).to_have_text(f"{clerk.api.account.name}21333.3%")
    check(clerk.page)
    clerk.page.get_by_label("日期").fill("2026-01-02")
    clerk.sees("这一天没有审核记录")
    assert clerk.page.url.endswith("/review/statistics?day=2026-01-02")
