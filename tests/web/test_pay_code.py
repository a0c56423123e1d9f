"""A code to scan dies before its order does: another one takes its place, or the page says what to do."""

from __future__ import annotations

import re

from playwright.sync_api import Response, expect

from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_unpaid
from tests.worlds.visitor import Visitor


def at_the_till(visit: Visits, world: World) -> tuple[Visitor, str, str]:
    """The student, the order, and the code that lives for ten minutes less than two hours."""
    student = visit("desktop")
    student.page.clock.install()  # before the page: an answer that meets it half installed tells a time of years ago
    student.come_in("/contact", proven_by=world)
    order_id = made_unpaid(world, world.person(student.api))
    student.open(f"/orders/{order_id}/pay")
    code = student.choose_wechat()
    student.sees(re.compile("二维码有效时间还剩 1小时(49|50)分"))
    return student, order_id, code


def is_another(answer: Response) -> bool:
    return answer.url.endswith("/payments") and answer.status == 201


def test_a_dead_code_is_replaced_without_a_click(visit: Visits, world: World, clock: SandboxClock) -> None:
    student, order_id, first = at_the_till(visit, world)
    clock.move(minutes=111, schedules=False)
    with student.page.expect_response(is_another) as begun:
        student.page.clock.fast_forward("01:51:00")
    second = begun.value.json()["params"]["code_url"]
    assert second != first
    student.sees("二维码有效时间")
    student.outside.scan(second)
    student.api.wait_for(order_id, "IN_REVIEW")


def test_without_a_line_the_page_says_that_it_is_dead(visit: Visits, world: World) -> None:
    student, _, first = at_the_till(visit, world)
    student.expected.append("ERR_FAILED")
    student.page.route("**/payments", lambda route: route.abort())
    student.page.clock.fast_forward("01:51:00")
    student.sees("二维码已过期")
    expect(student.page.get_by_text("二维码有效时间")).to_have_count(0)
    check(student.page)
    student.page.unroute("**/payments")
    with student.page.expect_response(is_another) as begun:
        student.button("换一个新的二维码").click()
    assert begun.value.json()["params"]["code_url"] != first
