"""A photo that the machine refused, and a person asked to look at it: by its student, and at the reviewer's desk."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Route, expect

from chalicelib.staff.model import StaffRole
from drawings.faulty_portraits import faulty
from tests.worlds.app import World
from tests.worlds.appeals import refuse, refused_order, rejected_order
from tests.worlds.browsers import Desks, Visits, screens
from tests.worlds.looks import check, shot
from tests.worlds.reviewer import review_task, shown, state_of
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says

ASK = "请人工查看"
SENTENCE = "我先天上睑下垂，双眼已经睁到最大。"


def look(student: Visitor, name: str) -> None:
    for width in screens(student.page):
        shot(student.page, f"{name}-{width}")
        check(student.page)


def ask(student: Visitor, reason: str = "眼部情况特殊", note: str = SENTENCE) -> None:
    """From the photo's page to the form, filled in."""
    student.link(ASK).click()
    student.heading("核对全部信息")
    student.page.get_by_label(reason).check()
    student.page.get_by_label("情况说明").fill(note)


def test_after_the_second_refused_photo_a_person_is_asked(world: World, student: Visitor) -> None:
    order_id = refused_order(world, world.person(student.api), world.plain_task(), photos=1)
    student.open(f"/orders/{order_id}/photo")
    student.sees("换一张后仍未通过的，可以请人工查看")
    expect(student.link(ASK)).to_have_count(0)
    look(student, "appeal-later")
    refuse(world, order_id, 2)
    student.page.reload()
    student.sees("审核人员会看到检测结果和您的说明")
    look(student, "appeal-may")
    student.link(ASK).click()
    student.heading("核对全部信息")
    student.sees("检测结果：眼睛闭合")
    student.button("去支付，并提交给审核人员 20 元").click()
    expect(student.page.locator("#reason-error")).to_have_text("请选择请人工查看的原因")
    student.page.get_by_label("其他原因").check()
    student.button(re.compile("提交给审核人员")).click()
    expect(student.page.locator("#note")).to_be_focused()
    expect(student.page.locator("#note-error")).to_be_visible()
    look(student, "appeal-missing")
    student.page.get_by_label("情况说明").fill(SENTENCE)
    expect(student.page.locator("#note-error")).to_have_count(0)
    student.page.reload()
    expect(student.page.get_by_label("情况说明")).to_have_value(SENTENCE)
    expect(student.page.get_by_label("其他原因")).to_be_checked()
    student.sees(f"{len(SENTENCE)}/100")
    student.button(re.compile("提交给审核人员")).dblclick()
    student.heading("支付")
    asked = student.api.order(order_id)
    assert (asked["state"], asked["photo_no"], asked["appeal"]["left"]) == ("AWAITING_PAYMENT", 2, 1)
    student.open(f"/orders/{order_id}")
    student.sees("已请人工查看，支付后由审核人员决定是否通过。")
    look(student, "appeal-asked")
    student.open(f"/orders/{order_id}/confirm")  # as the back button leads
    student.sees("订单当前为“待支付”")
    expect(student.page.get_by_label("情况说明")).to_have_count(0)


def test_a_person_is_asked_by_keyboard_alone(world: World, visit: Visits) -> None:
    student = visit("desktop")
    student.come_in("/contact")
    order_id = refused_order(world, world.person(student.api), review_task(world))
    student.open(f"/orders/{order_id}/photo")
    student.link(ASK).wait_for()
    page, keys = student.page, student.page.keyboard
    student.tab_to(ASK)
    keys.press("Enter")
    student.heading("核对全部信息")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    student.tab_to("提交给审核人员")
    keys.press("Enter")
    reasons, note = page.get_by_role("group", name="原因"), page.get_by_label("情况说明")
    expect(reasons).to_be_focused()
    expect(reasons).to_have_accessible_description("请选择请人工查看的原因")
    keys.press("Tab")
    keys.press("ArrowUp")  # from the first to the last
    expect(page.get_by_label("其他原因")).to_be_checked()
    expect(reasons).to_have_accessible_description("")
    student.tab_to("提交给审核人员")
    keys.press("Enter")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(note).to_have_accessible_description(says("appeal_note_needed"))
    keys.insert_text(SENTENCE)
    expect(page.locator("#note-error")).to_have_count(0)
    student.tab_to("提交给审核人员")
    keys.press("Enter")
    student.heading("已请人工查看")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert student.api.order(order_id)["appeal"]["left"] == 1


def test_two_photos_are_refused_and_a_reviewer_accepts_the_second(world: World, visit: Visits, desk: Desks) -> None:
    student, task, clerk = visit("desktop"), review_task(world), desk(StaffRole.REVIEWER)
    student.come_in("/contact")
    order_id = world.draft(student.api, task)
    student.open(f"/orders/{order_id}/photo")
    student.pick_photo(faulty("sunglasses"), "first.png", "image/png")
    student.sees("换一张后仍未通过的，可以请人工查看")
    expect(student.link(ASK)).to_have_count(0)
    student.pick_photo(faulty("eyes_closed"), "second.png", "image/png")
    student.link(ASK).wait_for()
    expect(student.page.get_by_text("换一张后仍未通过的，可以请人工查看")).to_have_count(0)
    assert student.page.locator(".box-fail").count() >= 1  # on the picture that was chosen
    look(student, "appeal-judged")
    ask(student)
    student.page.get_by_alt_text("裁剪后的标准照").first.wait_for()
    look(student, "appeal-real")
    student.button("提交给审核人员").click()
    student.heading("已请人工查看")
    clerk.come_in(f"/review?task={task.task_id}")
    shown(clerk, {order_id})
    expect(clerk.page.locator(".says")).to_contain_text("学生请人工查看：眼部情况特殊")
    expect(clerk.page.locator(".rep").first).to_contain_text("不合格")
    shot(clerk.page, "desk-real")
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    clerk.open("/me")
    student.api.wait_for(order_id, "APPROVED")


def test_what_a_student_asks_a_reviewer_sees_and_decides(world: World, visit: Visits, desk: Desks) -> None:
    student, task, clerk = visit(), review_task(world), desk(StaffRole.REVIEWER, StaffRole.MANAGER)
    student.come_in("/contact")
    order_id = refused_order(world, world.person(student.api), task)
    student.open(f"/orders/{order_id}/photo")
    ask(student)
    student.button("提交给审核人员").click()
    student.heading("已请人工查看")
    shot(student.page, "appeal-done")
    check(student.page)
    clerk.come_in(f"/tasks/{task.task_id}/orders")
    clerk.sees("请人工查看")
    shot(clerk.page, "desk-rows")
    check(clerk.page)
    clerk.open(f"/review?task={task.task_id}")
    shown(clerk, {order_id})
    clerk.sees("学生请人工查看")
    clerk.sees(SENTENCE)
    findings = clerk.page.locator(".rep")
    expect(findings).to_have_text([re.compile("不合格.*眼睛闭合"), re.compile("请留意.*人像不居中")])
    expect(clerk.page.locator(".fbox:not(.fbox-warn) text")).to_have_text("1")
    for width, height in ((1366, 768), (390, 844)):
        clerk.page.set_viewport_size({"width": width, "height": height})
        shot(clerk.page, f"desk-appeal-{width}")
        check(clerk.page)
    clerk.page.keyboard.press("Enter")
    clerk.sees("没有等待审核的照片")
    clerk.open(f"/orders/{order_id}")
    student.api.wait_for(order_id, "APPROVED")
    clerk.page.reload()
    clerk.sees("学生请人工查看")
    check(clerk.page)
    clerk.button("查看第 2 张照片").click()
    clerk.sees(SENTENCE)
    shot(clerk.page, "desk-order")
    check(clerk.page)
    student.open(f"/orders/{order_id}")
    student.sees("人工审核通过。")
    clerk.open(f"/audit?subject=order {order_id}")
    clerk.sees("没有采纳的机检结果")


def test_a_photo_that_was_sent_back_is_replaced_the_same_way(world: World, visit: Visits) -> None:
    student = visit("desktop")
    student.come_in("/contact")
    order_id = rejected_order(world, world.person(student.api), review_task(world))
    student.open(f"/orders/{order_id}")
    student.link("查看检测结果").click()
    student.heading("拍摄照片")
    look(student, "appeal-rejected")
    ask(student, "检测有误", "")
    look(student, "appeal-again")
    student.button("提交给审核人员（不再收费）").click()
    student.heading("已请人工查看")
    assert state_of(order_id) == "IN_REVIEW"


def test_an_appeal_whose_answer_was_lost_is_the_same_one(world: World, student: Visitor) -> None:
    order_id = refused_order(world, world.person(student.api), review_task(world))
    student.open(f"/orders/{order_id}/photo")
    ask(student)
    asked: list[Any] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.post_data_json)
        if len(asked) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    student.page.route("**/appeal", lose_the_first)
    student.expected.append("ERR_CONNECTION_RESET")
    student.button("提交给审核人员").click()
    student.sees("网络连接不上")
    student.button("提交给审核人员").click()
    student.heading("已请人工查看")
    assert asked == [{"photo_no": 2, "reason": "EYE_CONDITION", "note": SENTENCE}] * 2
    assert student.api.order(order_id)["appeal"]["left"] == 1


def test_what_another_device_did_meanwhile_is_said(world: World, student: Visitor) -> None:
    order_id = refused_order(world, world.person(student.api), review_task(world))
    student.open(f"/orders/{order_id}/photo")
    ask(student)
    refuse(world, order_id, 3)
    student.expected.append("409")
    student.button("提交给审核人员").click()
    student.sees(says("photo_not_appealable"))
    expect(student.page.get_by_label("情况说明")).to_have_value(SENTENCE)
    student.button("提交给审核人员").click()  # the page shows the newest photo by now
    student.heading("已请人工查看")
    assert student.api.order(order_id)["photo_no"] == 3
