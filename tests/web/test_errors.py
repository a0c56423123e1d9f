"""A refusal stands where it belongs, and an answer that is none still says what to do."""

from __future__ import annotations

from playwright.sync_api import expect

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


def test_an_answer_without_words_still_says_what_to_do(visit: Visits) -> None:
    student = visit()
    student.come_in()
    student.expected += ["Failed to load resource"]
    student.page.route("**/api/orders", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    student.open("/orders")
    student.sees("系统暂时无法处理")
    student.sees("您的信息已保存，请稍后重试")
