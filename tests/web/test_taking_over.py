"""An enrolment somebody else began with: what can be proven is asked for until it is right."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sandbox.seed import Seeded
from tests.worlds.app import World, portrait
from tests.worlds.browsers import Visits
from tests.worlds.looks import check, shot
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.demo import sample_code

FORM = {
    "name": "王小明", "college": "土木工程学院", "major": "土木工程", "class_name": "土木2201", "level": "BACHELOR",
    "consignee": "王小明", "address": "长沙市岳麓区麓山南路1号", "layout": "一寸 8 张",
}  # fmt: skip


def lose(page: Page, address: str) -> None:
    """The next requests to an address find no line."""
    page.route(address, lambda route: route.abort("connectionreset"))


def test_a_code_with_a_passed_photo_is_for_the_branch(visit: Visits, world: World, seeded: Seeded) -> None:
    picture, first, second = sample_code(zjhm="123X"), visit(), visit()
    first.come_in("/contact")
    order_id = first.draft(seeded.encrypted, picture)
    first.api.judge(order_id, portrait())
    second.come_in()
    second.expected += ["409 (Conflict)", "ERR_CONNECTION_RESET"]
    second.locate(seeded.encrypted)
    second.link("开始办理").click()
    second.heading("上传采集码")
    second.pick("collect-code", "code.png", "image/png", picture)
    second.sees("照片已提交或初检合格，尚未支付")
    check(second.page)
    lose(second.page, "**/api/contests")
    second.button("是我本人，请分社核对").click()
    second.sees("网络连接不上")
    second.page.unroute("**/api/contests")
    second.button("是我本人，请分社核对").click()
    second.sees("已请分社核对，结果会用短信或微信通知您")
    expect(second.page.get_by_text("照片已提交或初检合格，尚未支付")).to_have_count(0)
    check(second.page)
    first.open(f"/orders/{order_id}")
    first.sees("有人用同一采集码申请办理，分社正在核对")

    first.api.act(order_id, "cancel")
    second.pick("collect-code", "code.png", "image/png", picture)
    second.heading("核对学生信息")


def test_a_code_without_a_photo_gives_way(visit: Visits, seeded: Seeded) -> None:
    picture, first, second = sample_code(), visit(), visit()
    first.come_in("/contact")
    order_id = first.draft(seeded.encrypted, picture)
    second.come_in()
    second.locate(seeded.encrypted)
    second.link("开始办理").click()
    second.upload_code(picture)
    second.heading("核对学生信息")
    second.link("信息无误，下一步").click()
    second.fill(contact_phone=second.phone)
    second.button("保存，下一步").click()
    second.heading("照片要求")
    second.open(f"/tasks/{seeded.encrypted}/collect-code")
    second.upload_code(picture)
    second.sees("您在本任务已有订单（待提交）")
    check(second.page)
    shot(second.page, "own-order")
    second.link("查看订单").click()
    second.heading("订单详情")
    first.open(f"/orders/{order_id}")
    first.sees("已由其他账号办理，订单已取消。如果不是您本人操作，请联系分社。")


def test_wrong_digits_and_a_lost_line_leave_the_question(visit: Visits, world: World) -> None:
    first, second = visit(), visit()
    task, form = world.plain_task(), world.form(id_tail="123X")
    first.come_in("/contact")
    order_id = first.api.open(task.task_id, **form)["order_id"]
    second.come_in()
    second.expected += ["409 (Conflict)", "422 (Unprocessable", "ERR_CONNECTION_RESET"]
    second.locate(task.code)
    second.link("开始办理").click()
    second.fill(name="张三", student_no=form["student_no"], contact_phone=second.phone)
    second.button("保存，下一步").click()
    second.sees(says("collect_code_in_use_unpaid", "action"))
    _prove(second, "0000")
    expect(second.page.locator("#takeover-error")).to_have_text(says("wrong_id_tail"))
    expect(second.page.locator("#takeover")).to_have_value("0000")
    check(second.page)
    lose(second.page, "**/api/orders")
    _prove(second, "123X")
    expect(second.page.locator("#takeover-error")).to_contain_text("网络连接不上")
    expect(second.page.locator("#takeover")).to_have_value("123X")
    second.page.unroute("**/api/orders")
    second.button("验证并继续").click()
    second.heading("照片要求")
    assert first.api.order(order_id)["label"] == "已取消"


def _prove(student: Visitor, tail: str) -> None:
    student.page.locator("#takeover").fill(tail)
    student.button("验证并继续").click()


def test_a_student_number_nobody_can_prove_leads_to_the_branch(visit: Visits, seeded: Seeded) -> None:
    first, second = visit(), visit()
    first.come_in("/contact")
    task = first.api.lookup(seeded.plain)["task"]
    number = first.phone[-8:]
    school = {"school": "湖南大学", "student_no": number, "contact_phone": first.phone}
    first.api.open(task["task_id"], **FORM | school)
    second.come_in()
    second.expected.append("409 (Conflict)")
    second.locate(seeded.plain)
    second.link("开始办理").click()
    second.fill(**FORM, student_no=number, contact_phone=second.phone)
    second.button("保存，下一步").click()
    second.sees(says("enrolment_in_use_unproven", "action"))
    expect(second.page.locator("main [role=alert]").get_by_role("link", name="联系分社")).to_be_visible()
    expect(second.page.locator("#student_no-error")).to_contain_text("建立了订单")
    expect(second.page.locator("#takeover")).to_have_count(0)
    check(second.page)
