"""An enrolment somebody else began with: what can be proven is asked for until it is right."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
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


def test_wrong_digits_and_a_lost_line_leave_the_question(visit: Visits, seeded: Seeded) -> None:
    picture, first, second = sample_code(zjhm="123X"), visit(), visit()
    first.come_in("/contact")
    order_id, right, wrong = first.draft(seeded.encrypted, picture), "123X", "0000"
    second.come_in()
    second.expected += ["409 (Conflict)", "422 (Unprocessable", "ERR_CONNECTION_RESET"]
    second.locate(seeded.encrypted)
    second.link("开始办理").click()
    second.heading("上传采集码")
    second.pick("collect-code", "code.png", "image/png", picture)
    _prove(second, wrong)
    expect(second.page.locator("#takeover-error")).to_have_text(says("wrong_id_tail"))
    expect(second.page.locator("#takeover")).to_have_value(wrong)
    second.sees(says("collect_code_in_use_unpaid", "action"))
    check(second.page)
    lose(second.page, "**/api/collect-codes")
    _prove(second, right)
    expect(second.page.locator("#takeover-error")).to_contain_text("网络连接不上")
    expect(second.page.locator("#takeover")).to_have_value(right)
    second.page.unroute("**/api/collect-codes")
    second.button("验证并继续").click()
    second.heading("核对学生信息")
    second.link("信息无误，下一步").click()
    second.fill(contact_phone=second.phone)
    second.button("保存，下一步").click()
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
