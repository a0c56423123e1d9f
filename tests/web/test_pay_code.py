"""A code to scan dies before its order does: the page says so, and shows another."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tools.demo import sample_code, sample_portrait


def test_a_dead_code_is_replaced(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    student.open()
    student.log_in()  # a session of the mini-program would be offered its own way
    student.heading("找到采集任务")
    student.api.token = student.page.evaluate("localStorage.getItem('gradphoto.token')")
    student.api.agree()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.api.act(order_id, "submit", photo_no=1)
    student.page.clock.install()
    student.open(f"/orders/{order_id}/pay")
    first = student.choose_wechat()
    student.sees(re.compile("二维码有效时间还剩 1小时(49|50)分"))
    student.page.clock.fast_forward("01:51:00")
    student.sees("二维码已过期")
    expect(student.page.get_by_text("二维码有效时间")).to_have_count(0)
    check(student.page)
    with student.page.expect_response(
        lambda answer: answer.url.endswith("/payments") and answer.status == 201
    ) as begun:
        student.button("换一个新的二维码").click()
    second = begun.value.json()["params"]["code_url"]
    assert second != first
    student.outside.scan(second)
    student.api.wait_for(order_id, "IN_REVIEW")
