"""A code to scan dies before its order does: the page says so, and shows another."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_unpaid


def test_a_dead_code_is_replaced(visit: Visits, box: Sandbox) -> None:
    world, student = World(box), visit("desktop")
    student.come_in("/contact", proven_by=world)
    order_id = made_unpaid(world, world.person(student.api))
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
