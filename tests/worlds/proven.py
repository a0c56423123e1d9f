"""Students who showed beyond their session that they own the account, which a stolen session cannot."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from chalicelib.wire import wire
from clients.student import Student
from tests.worlds.visitor import Visitor


def proven(student: Student) -> Student:
    """The same student, as if they had just entered the code of an SMS."""
    wire().student.proven.note(wire().student.sessions.who(student.token or "", ip=""))
    return student


def text_code(student: Visitor, phone: str) -> None:
    """Reads a new picture, has the SMS sent to the number, types its code."""
    page = student.page
    page.get_by_alt_text("图形验证码").wait_for()
    with page.expect_response("**/api/captcha") as issued:
        student.button("换一张图形验证码").click()
    page.get_by_label("图形验证码", exact=True).fill(student.outside.solve(issued.value.json()["captcha_id"]))
    student.button(re.compile("发送")).click()
    expect(student.button(re.compile("秒后重发"))).to_be_disabled()
    page.get_by_label("短信验证码").fill(student.outside.sms_code(phone))


def prove(student: Visitor) -> None:
    """Takes the step that the site puts before what a stolen session must not do."""
    student.sees("验证是您本人")
    text_code(student, student.phone)
    student.button("下一步").click()
