"""A refusal stands where it belongs, and goes as soon as what it refused is right."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.wording import says


def test_what_is_wrong_with_a_field_is_said_once(visit: Visits) -> None:
    student = visit()
    student.come_in()
    student.expected += ["404 (Not Found)", "422 (Unprocessable"]
    student.heading("线上采集")
    student.page.get_by_label("学校全称").fill("湖南大学")
    student.page.get_by_label("特征码").fill("NOPE99")
    student.button("下一步").click()
    expect(student.page.locator("#code-error")).to_contain_text(says("task_code_unknown", typed="NOPE99"))
    expect(student.page.locator(".error-box")).to_have_count(0)
    check(student.page, full_text=False)
    student.open("/tasks/NOPE99")
    student.sees("没有找到特征码“NOPE99”")
    student.link("重新填写特征码").click()
    student.heading("线上采集")


def test_what_was_wrong_goes_as_soon_as_it_is_right(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in(f"/tasks/{seeded.plain}/form")
    student.heading("填写信息")
    student.button("保存，下一步").click()
    number, phone = student.page.locator("#student_no-error"), student.page.locator("#contact_phone-error")
    expect(number).to_be_visible()
    student.page.locator("#contact_phone").fill("1380000")
    expect(phone).to_be_visible()
    student.fill(student_no=student.phone[-8:], contact_phone=student.phone)
    expect(number.or_(phone)).to_have_count(0)
    expect(student.page.locator("#name-error")).to_be_visible()  # what is wrong still, stays
    student.expected.append("404 (Not Found)")
    student.open("/")
    student.heading("线上采集")
    student.button("下一步").click()
    student.page.get_by_label("学校全称").fill("湖南大学")
    expect(student.page.locator("#school-error")).to_have_count(0)
    student.page.get_by_label("特征码").fill("NOPE99")
    student.button("下一步").click()
    expect(student.page.locator("#code-error")).to_contain_text("NOPE99")
    student.page.get_by_label("特征码").fill("NOPE9")
    expect(student.page.locator("#code-error")).to_have_count(0)
