"""What a student saved is what she is shown, in any tab, and can be corrected until it is handed in."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import expect

from chalicelib.tasks.model import Background, FormField
from chalicelib.wire import wire
from sandbox.seed import Seeded
from tests.worlds.app import World, card
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.demo import sample_code, sample_portrait


def typed(student: Visitor) -> dict[str, str]:
    """Into the plain task's form."""
    return {
        "name": "王小明", "student_no": student.phone[-8:], "college": "土木工程学院", "major": "土木工程",
        "class_name": "土木2201", "level": "BACHELOR", "contact_phone": student.phone, "consignee": "王小明",
        "address": "长沙市旧地址1号", "layout": "一寸 8 张",
    }  # fmt: skip


def fill(student: Visitor, **changes: str) -> None:
    """The plain task's form, saved."""
    student.fill(**typed(student) | changes)
    student.button("保存，下一步").click()
    student.heading("照片要求")


def saved(visit: Visits, seeded: Seeded) -> Visitor:
    """Somebody whose form in the plain task is saved."""
    student = visit()
    student.come_in()
    student.locate(seeded.plain)
    student.link("开始办理").click()
    fill(student)
    return student


def masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


def test_a_form_corrected_after_going_back_is_saved(visit: Visits, seeded: Seeded) -> None:
    student = saved(visit, seeded)
    order_id = student.order_id
    student.page.go_back()
    student.link("开始办理").click()
    student.sees("您已在本任务保存过信息")
    check(student.page)
    student.button(re.compile("填入已保存的内容")).click()
    expect(student.page.locator("#address")).to_have_value("长沙市旧地址1号")
    expect(student.page.locator("#contact_phone")).to_have_value("")
    student.fill(address="北京市新地址2号", contact_phone=student.phone)
    student.button("保存，下一步").click()
    student.heading("照片要求")
    assert student.order_id == order_id
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    student.sees("北京市新地址2号")
    assert student.api.order(order_id)["contact"]["address"] == "北京市新地址2号"


def test_back_from_a_read_code_leads_on_with_the_order(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.locate(seeded.encrypted)
    student.link("开始办理").click()
    student.upload_code(sample_code())
    student.link("信息无误，下一步").click()
    student.fill(contact_phone="13800000001")
    student.button("保存，下一步").click()
    student.heading("照片要求")
    order_id = student.order_id
    student.page.go_back()
    student.heading("核对学生信息")
    expect(student.page.get_by_text("已过期")).to_have_count(0)
    student.sees("您已在本任务保存过信息")
    check(student.page)
    student.link("信息无误，下一步").click()
    student.fill(contact_phone="13900000002")
    student.button("保存，下一步").click()
    student.heading("照片要求")
    assert student.order_id == order_id
    assert student.api.order(order_id)["contact"]["contact_phone"] == "139****0002"
    student.open(f"/tasks/{seeded.encrypted}/info")
    student.link("继续办理这个订单").click()
    student.heading("订单详情")
    assert student.order_id == order_id


def test_another_tab_shows_what_was_saved_and_mends_it(visit: Visits, seeded: Seeded) -> None:
    student = saved(visit, seeded)
    order_id = student.order_id
    student.api.judge(order_id, sample_portrait())
    student.page.evaluate("sessionStorage.clear()")  # as in a new tab
    student.open(f"/orders/{order_id}/confirm")
    student.page.reload()
    student.heading("核对全部信息")
    for text in (masked(student.phone), "王小明", "长沙市旧地址1号", "一寸 8 张"):
        student.sees(text)
    check(student.page)
    student.button("姓名、学号等填写有误？重新填写").click()
    student.page.get_by_role("dialog").get_by_role("button", name="重新填写").click()
    student.heading("填写信息")
    expect(student.page.locator("#address")).to_have_value("长沙市旧地址1号")
    expect(student.page.locator("#level")).to_have_value("BACHELOR")


def test_another_tab_says_the_wall_the_glasses_and_what_may_cover_the_head(visit: Visits, seeded: Seeded) -> None:
    tasks, code = wire().student.tasks, "WH1TEW"
    white = Background(rgb=(255, 255, 255), tolerance=10, policy="keep")
    model = tasks.get("demo-encrypted")
    tasks.create(replace(model, task_id="white-wall", code=code, background=white, glasses="REFUSE", covers="ALLOW"))
    student = visit()
    student.come_in("/contact")
    student.open(f"/orders/{student.draft(code, sample_code())}/requirements")
    student.sees(re.compile("站在白色或其他纯色墙面前"))
    student.sees("请摘下眼镜后拍摄")
    student.sees("头巾等不遮挡脸部")
    expect(student.page.get_by_text("不戴帽子")).to_have_count(0)
    check(student.page)


def test_a_wrong_answer_is_told_what_is_allowed_and_a_spelling_is_none(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.locate(seeded.plain)
    student.link("开始办理").click()
    student.fill(student_no="学号 1", level="", contact_phone="0731-88880000", email="a@b")
    student.button("保存，下一步").click()
    expect(student.page.locator("#student_no-error")).to_have_text("只能有数字、字母和“-”，2 至 32 位")
    expect(student.page.locator("#contact_phone-error")).to_have_text("请填写 11 位手机号")
    expect(student.page.locator("#email-error")).to_contain_text("邮箱地址")
    expect(student.page.locator("#level-error")).to_have_text("请选择学历层次")
    expect(student.page.locator("#email-hint")).to_have_text("选填，用于接收电子凭证。")
    check(student.page)
    number, college = f"２０２２{student.phone[-8:]}", " 土木工程学院（中外合作办学）  一部"
    fill(student, contact_phone="+86 138-0013-8000", email="", student_no=number, college=college)
    order = student.api.order(student.order_id)
    assert order["contact"]["contact_phone"] == "138****8000"
    assert order["student"]["student_no"] == f"2022{student.phone[-8:]}"
    assert order["student"]["college"] == "土木工程学院（中外合作办学） 一部"


def test_what_was_handed_in_leads_to_its_order(visit: Visits, seeded: Seeded) -> None:
    student = saved(visit, seeded)
    order_id = student.order_id
    student.api.judge(order_id, sample_portrait())
    student.api.act(order_id, "submit", photo_no=1)
    student.expected.append("409 (Conflict)")
    student.open("/")
    student.locate(seeded.plain)
    student.link("开始办理").click()
    student.fill(**typed(student) | {"name": "王晓明", "address": "长沙市新地址2号"})
    student.button("保存，下一步").click()
    student.sees(says("form_fixed"))
    check(student.page)
    student.link("查看订单").click()
    student.heading("订单详情")
    assert student.order_id == order_id


LATER = FormField("major")
LATER_SAID = says("field_missing", label="专业")


def answers_what_came_up(student: Visitor, kept: str) -> None:
    """Saved with a field that the page did not know of; kept: what was typed before."""
    student.expected.append("422 (Unprocessable")
    student.button("保存，下一步").click()
    expect(student.page.locator("#major-error")).to_contain_text(LATER_SAID)
    expect(student.page.locator("#major")).to_be_focused()
    student.page.reload()
    student.fill(major="土木工程")
    expect(student.page.locator("#contact_phone")).to_have_value(kept)
    student.button("保存，下一步").click()
    student.heading("照片要求")


def test_a_question_that_came_up_meanwhile_is_asked(visit: Visits, world: World) -> None:
    student = visit()
    task = world.plain_task()
    student.come_in()
    student.locate(task.code)
    student.link("开始办理").click()
    student.fill(name="王小明", student_no=student.phone[-8:], contact_phone=student.phone)
    world.change(task, form_fields=(*task.form_fields, LATER))
    answers_what_came_up(student, student.phone)


def test_so_it_is_beside_a_collection_code(visit: Visits, world: World) -> None:
    student = visit()
    task = world.task()
    student.come_in()
    student.locate(task.code)
    student.link("开始办理").click()
    student.upload_code(card())
    student.link("信息无误，下一步").click()
    student.fill(contact_phone=student.phone)
    world.change(task, form_fields=(*task.form_fields, LATER))
    answers_what_came_up(student, student.phone)
