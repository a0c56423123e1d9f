"""The list of orders: what stands under which tab, and what a slow line looks like."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from chalicelib.orders.model import AttemptState, State
from sandbox.box import Sandbox
from tests.app_world import World
from tests.staff_orders import made_order, with_payment
from tests.web.conftest import Visits
from tests.web.looks import check
from tests.web_visitor import Visitor

UNPAID, PAID, ALL = "待支付", "已支付", "全部"


def shown(student: Visitor, tab: str) -> set[str]:
    """Ids under a tab."""
    student.page.get_by_role("navigation", name="订单分类").get_by_role("link", name=tab).click()
    expect(student.page.locator(".tabs [aria-current=page]")).to_have_text(tab)
    rows = student.page.locator("ul.orders a.order-head")
    return {str(one.get_attribute("href")).rsplit("/", 1)[1] for one in rows.all()}


def test_each_tab_has_what_belongs_there(visit: Visits, box: Sandbox) -> None:
    world, student = World(box), visit()
    student.come_in("/contact")
    person, task = world.person(student.api), world.plain_task()

    def order(state: State, payment: AttemptState | None = None) -> str:
        order_id = made_order(world, task, state, person_id=person, price=2000)
        if payment is not None:
            with_payment(order_id, payment)
        return order_id

    waiting, expired = order(State.AWAITING_PAYMENT), order(State.EXPIRED)
    review, done = order(State.IN_REVIEW, AttemptState.OK), order(State.DONE, AttemptState.OK)
    refunded, late = order(State.REFUNDED, AttemptState.RETURNED), order(State.CANCELLED, AttemptState.RETURNED)
    cancelled, draft = order(State.CANCELLED), order(State.DRAFT)
    student.open("/orders")
    student.heading("我的订单")
    expect(student.page.locator("ul.orders > li")).to_have_count(8)
    assert shown(student, UNPAID) == {waiting, expired}
    assert shown(student, PAID) == {review, done, refunded, late}
    assert shown(student, ALL) == {waiting, expired, review, done, refunded, late, cancelled, draft}
    grey = student.page.locator("li.order-grey a.order-head")
    assert {str(one.get_attribute("href")).rsplit("/", 1)[1] for one in grey.all()} == {expired, cancelled, late}


def test_a_slow_line_is_said(visit: Visits) -> None:
    student = visit()
    student.come_in("/contact")
    held: list[Route] = []
    student.page.route("**/api/orders", lambda route: held.append(route))
    student.page.clock.install()
    student.open("/orders")
    student.sees("正在载入")
    student.page.clock.fast_forward(6000)
    student.sees("网络较慢，仍在载入")
    check(student.page)
    for route in held:
        route.continue_()
    student.sees("还没有订单")
