"""Dates and telephones in sentences: read at one glance, dialled by one tap."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.looks import whole
from tests.worlds.staff_orders import made_unpaid


def test_a_date_and_a_telephone_stay_on_one_line(visit: Visits, world: World) -> None:
    student = visit()
    student.come_in("/me/consents")
    order_id = made_unpaid(world, world.person(student.api))
    for summary in student.page.get_by_text("查看全文").all():
        summary.click()
    whole(student.page)
    for address, heading in (
        ("/texts/TERMS", "中国图片社条款"),
        ("/orders", "我的订单"),
        (f"/orders/{order_id}", "订单详情"),
        (f"/orders/{order_id}/photo", "拍摄照片"),
    ):
        student.open(address)
        student.heading(heading)
        expect(student.page.locator(".bones-in")).to_have_count(0)
        whole(student.page)


def test_every_telephone_of_the_branch_is_one_that_a_mobile_phone_reaches(visit: Visits) -> None:
    student = visit()
    student.open("/contact")
    calls = student.page.get_by_role("main").locator("a[href^='tel:']")
    expect(calls.first).to_be_visible()
    for one in calls.all():
        assert len(str(one.get_attribute("href")).removeprefix("tel:")) > 10  # with the code of its area
