"""One picture at a time: its report, its rejection as the student will read it, what is compared with it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from chalicelib.notify.counters import day_of
from chalicelib.orders.model import Rejection
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.desk import take
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.home import counted
from tests.worlds.looks import check, shot
from tests.worlds.reviewer import WARNING, big_button, many, nothing_scrolls, review_task, shown, state_of, waiting
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import own_portrait
from tests.worlds.wording import says
from tools.suite.patience import wait_for

# screens, notebooks, tablets across and upright
SIZES = (
    (1920, 1080), (1366, 768), (1366, 650), (1280, 720), (1201, 700), (1200, 700), (1112, 834), (1024, 768),
    (1024, 700), (820, 1180),
)  # fmt: skip
DOUBTFUL: dict[str, Any] = {"risk": 0.7}
FAILED = {
    "code": "face_occluded", "severity": "fail", "measured": 27.0, "allowed": [None, 25.0], "unit": "%",
    "box": [0.3, 0.2, 0.2, 0.2], "message": "脸部有遮挡", "cure": "请露出整个脸部",
}  # fmt: skip


@pytest.fixture
def world(box: Sandbox) -> World:
    return World(box)


def sat_down(desk: Desks, task: Task, band: str = "DOUBT", role: StaffRole = StaffRole.REVIEWER) -> Clerk:
    clerk = desk(role, viewport={"width": 1366, "height": 768})
    clerk.come_in(f"/review?band={band}&task={task.task_id}")
    return clerk


def audited(box: Sandbox, order_id: str) -> list[str]:
    manager = colleague(box.console_url, StaffRole.MANAGER, branch=BRANCH)
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    return [row["action"] for row in rows]


def test_the_report_has_the_numbers_of_the_boxes_and_both_pictures_are_equally_high(world: World, desk: Desks) -> None:
    task = review_task(world)
    first = waiting(world, task, findings=[WARNING, FAILED], rejections=1, **DOUBTFUL)
    waiting(world, task, **DOUBTFUL)
    clerk = sat_down(desk, task)
    shown(clerk, {first})
    expect(big_button(clerk)).to_contain_text("看下一张")
    page = clerk.page
    expect(page.locator(".rep")).to_have_text(
        [re.compile("1.*脸部有遮挡.*27 %.*允许 ≤ 25 %"), re.compile("2.*人像不居中.*12 %.*建议 ≤ 10 %")]
    )
    expect(page.locator(".fbox text")).to_have_text(["1", "2"])
    expect(page.locator(".fbox-warn text")).to_have_text("2")
    for words in ("头顶 92", "双眼 258", "偏右 2"):
        expect(page.locator(".g-tag")).to_contain_text(words)
    heights = page.locator(".shot-pic").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert heights[0] == heights[1] > 400
    shot(page, "review-one")
    check(page)
    for reason in ("", "1"):  # the second time, what decides is at its longest
        page.keyboard.press(reason or "Escape")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            nothing_scrolls(clerk)
            shot(page, f"review-one-{width}x{height}{reason and '-reject'}")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator(".g-tag")).to_have_count(0)
    page.keyboard.press("n")
    for _ in range(3):
        expect(page.locator(".shot-pic.zoomed")).to_have_count(2)
        page.keyboard.press("n")
    page.get_by_alt_text("学生上传的原片").click()
    page.mouse.wheel(0, -100)  # where it was clicked
    expect(clerk.button("2.8 倍")).to_have_attribute("aria-pressed", "true")
    before = page.locator(".shot-in").last.get_attribute("style")
    page.mouse.down()
    page.mouse.move(500, 300)
    page.mouse.up()
    expect(page.locator(".shot-pic.zoomed")).to_have_count(2)  # a pull is no click
    assert page.locator(".shot-in").last.get_attribute("style") != before


def test_a_tasks_usual_reasons_have_the_digits_and_no_key_moves(world: World, desk: Desks) -> None:
    task = review_task(world)
    waiting(world, task, **DOUBTFUL)
    pk, day = f"COUNT#{task.task_id}", day_of(wire().clock() - timedelta(days=2))
    counted({(pk, f"WHY#{day}#PERSON#{code}"): n for code, n in (("background_shadow", 30), ("expression", 20))})
    counted({(pk, f"JUDGED#{day}#PERSON#reject"): 49})
    clerk = sat_down(desk, task)
    shown(clerk)
    buttons = clerk.page.locator(".reason")
    usual = buttons.all_inner_texts()
    assert usual[0].split() == ["1", "眼镜反光"]
    counted({(pk, f"JUDGED#{day}#PERSON#reject"): 1})  # now they are enough
    with clerk.page.expect_response("**/review/quality*"):
        clerk.page.evaluate("dispatchEvent(new Event('online'))")  # all of it is asked again
    clerk.has_asked()
    assert buttons.all_inner_texts() == usual
    clerk.page.close()
    waiting(world, task, **DOUBTFUL)
    later = sat_down(desk, task)
    shown(later)
    buttons = later.page.locator(".reason")
    expect(buttons.nth(0)).to_have_text(re.compile("^1.*背景人影"))
    expect(buttons.nth(1)).to_have_text(re.compile("^2.*表情不自然"))
    expect(buttons.nth(2)).to_have_text(re.compile("^3.*眼镜反光"))
    later.page.keyboard.press("1")
    expect(buttons.nth(0)).to_have_attribute("aria-pressed", "true")
    check(later.page)
    shot(later.page, "review-often")
    later.open("/review?band=DOUBT")
    expect(buttons.nth(0)).to_have_text(re.compile("^1.*眼镜反光"))


def test_a_rejection_is_read_by_the_student_and_remembered_at_the_next_photo(
    world: World, desk: Desks, box: Sandbox
) -> None:
    student, task = world.student(), review_task(world)
    order_id = world.submitted(student, task)
    clerk = desk(StaffRole.REVIEWER, viewport={"width": 1366, "height": 768})
    clerk.come_in(f"/review?task={task.task_id}")
    big_button(clerk).wait_for()
    if clerk.page.get_by_role("listbox").count():
        clerk.button("逐张看").click()
    shown(clerk, {order_id})
    clerk.sees("没有选原因。按 ↵ 通过")
    clerk.button("其余").click()
    finder = clerk.page.get_by_label("查找原因")
    finder.fill("反光")
    check(clerk.page)
    finder.press("Enter")
    expect(finder).to_have_count(0)
    clerk.button("其他（留言）").click()
    big_button(clerk).click()
    clerk.sees(says("review_note_needed", "action"))
    check(clerk.page)
    assert state_of(order_id) == "IN_REVIEW"
    clerk.page.get_by_label("给学生的留言").fill("请换白色衬衫")
    clerk.page.get_by_label("给学生的留言").press("Enter")
    preview = clerk.page.locator(".tells blockquote")
    for words in ("眼镜反光", "按审核备注修改", "老师留言：请换白色衬衫"):
        expect(preview).to_contain_text(words)
    told = preview.inner_text()
    big_button(clerk).click()
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    student.wait_for(order_id, "REJECTED")
    order = student.order(order_id)
    rejection = order["rejection"]
    assert [one["code"] for one in rejection["reasons"]] == ["glasses_glare", "other"]
    assert rejection["note"] == "请换白色衬衫"
    for one in rejection["reasons"]:
        assert f"{one['message']}\n" in told
        assert f"{one['cure']}\n" in told
    loaded = wire().stores.orders.load(order_id)
    assert loaded is not None
    assert loaded.head.deadline is not None
    last = (loaded.head.deadline - timedelta(seconds=1)).astimezone(SHANGHAI)
    assert f"{last.month}月{last.day}日 23:59 前换照片" in told

    student.act(order_id, "resubmit", photo_no=student.judge(order_id, own_portrait())["photo_no"])
    clerk.open(f"/review?band=AGAIN&task={task.task_id}")
    shown(clerk, {order_id})
    clerk.sees(re.compile("第 2 次提交，被驳回后还可重交"))
    expect(clerk.page.locator(".strip")).to_contain_text("眼镜反光；照片不符合要求")
    clerk.page.locator(".shot-in").last.click(position={"x": 20, "y": 20})
    for alt in [*("上次驳回的照片", "成片的照片") * 2, "学生上传的原片"]:
        clerk.button("对比").click()  # the same part of each, in the same place
        expect(clerk.page.locator(f".shot-in:has([alt={alt}])")).to_have_attribute("style", re.compile(r"in: \d[.%]"))
    check(clerk.page)
    assert "view_photo" not in audited(box, order_id)
    clerk.button("资料").click()
    clerk.sees("第 1 张被驳回")
    clerk.button("查看第 1 张照片").click()
    expect(clerk.page.get_by_alt_text("第 1 张照片的标准照")).to_be_visible()
    check(clerk.page)
    clerk.button("收起第 1 张照片").click()
    assert audited(box, order_id).count("view_photo") == 1


def test_by_keys_alone_and_no_key_decides_twice(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 3, findings=[WARNING], **DOUBTFUL)
    clerk = sat_down(desk, task, role=StaffRole.MANAGER)
    keys = clerk.page.keyboard
    first = shown(clerk, ids)
    keys.press("?")
    clerk.sees("显示这张表")
    check(clerk.page)
    keys.press("Enter")  # the dialog is open
    keys.press("Escape")
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    assert shown(clerk) == first
    keys.down("Enter")
    second = shown(clerk, ids - {first})
    for _ in range(3):  # it is held down
        keys.down("Enter")
    keys.up("Enter")
    clerk.has_asked()
    assert shown(clerk) == second
    keys.press("z")
    assert shown(clerk) == first
    keys.press("Enter")
    assert shown(clerk) == second

    pressed = clerk.page.get_by_role("button", pressed=True)
    expect(clerk.page.locator(".reason[aria-pressed=true]")).to_have_count(
        0
    )  # found by the engine, decided by a person
    for key in ("1", "3", "3", "0", "/"):
        keys.press(key)
    keys.type("a1")  # into the field
    keys.press("Escape")
    expect(clerk.page.locator(".reason[aria-pressed=true]")).to_have_text(re.compile("眼镜反光"))
    clerk.sees("（已选 1）")
    expect(pressed.first).to_be_visible()
    expect(big_button(clerk)).to_contain_text("驳回，看下一张")
    keys.press("Escape")
    expect(big_button(clerk)).to_contain_text("通过，看下一张")
    keys.press("1")
    keys.press("0")
    keys.press("b")
    keys.type("请摘下2")
    keys.press("Enter")
    expect(clerk.page.locator(".said")).to_have_text("老师留言：请摘下2")
    keys.press("Enter")
    third = shown(clerk, ids - {first, second})
    keys.press("x")
    clerk.sees("没有等待审核的照片")
    assert [state_of(one) for one in (first, third)] == ["APPROVED", "IN_REVIEW"]
    clerk.open("/me")
    wait_for(lambda: state_of(second), "its decision", lambda seen: seen == "REJECTED")
    rejected = clerk.api.call("GET", f"/api/staff/orders/{second}")["rejection"]
    assert [one["code"] for one in rejected["reasons"]] == ["glasses_glare", "off_centre"]
    assert rejected["note"] == "请摘下2"


def test_one_that_is_put_back_is_anybodys(world: World, desk: Desks, box: Sandbox) -> None:
    task = review_task(world)
    ids = many(world, task, 2, **DOUBTFUL)
    clerk = sat_down(desk, task)
    first = shown(clerk, ids)
    clerk.button("放回").click()
    shown(clerk, ids - {first})
    clerk.has_asked()
    other = colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH)
    assert take(other, first)["photo"]["photo_no"] == 1


def test_a_second_press_is_not_for_the_next_picture(world: World, desk: Desks) -> None:
    task = review_task(world)
    ids = many(world, task, 2, **DOUBTFUL)
    clerk = sat_down(desk, task)
    first = shown(clerk, ids)
    big_button(clerk).dblclick()
    clerk.page.keyboard.press("Enter")  # at once
    second = shown(clerk, ids - {first})
    clerk.open("/me")
    wait_for(lambda: state_of(first), "its decision", lambda seen: seen == "APPROVED")
    assert state_of(second) == "IN_REVIEW"


def test_a_correction_says_what_it_is_about_and_keys_can_be_switched_off(world: World, desk: Desks) -> None:
    task = review_task(world)
    about = Rejection(reasons=(), note="学信网要求<b>重新上传</b>")
    order_id = waiting(world, task, correcting=True, rejection=about, **DOUBTFUL)
    clerk = sat_down(desk, task)
    shown(clerk, {order_id})
    expect(clerk.page.locator(".strip")).to_contain_text("学信网要求<b>重新上传</b>")
    clerk.button("资料").click()
    clerk.sees("勘误：学信网要求<b>重新上传</b>")
    clerk.button("知道了").click()
    clerk.button("全部键").click()
    clerk.page.get_by_label("使用快捷键").uncheck()
    clerk.button("知道了").click()
    for key in ("1", "Enter", "m"):
        clerk.page.keyboard.press(key)
    expect(big_button(clerk)).to_contain_text("通过")
    expect(clerk.page.locator(".key")).to_have_count(0)
    assert state_of(order_id) == "IN_REVIEW"
