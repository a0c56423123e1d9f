"""Money nobody told us of is found: by the schedule, by the student's own question, by whoever cancels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from chalicelib.shared.ids import out_trade_no
from chalicelib.wire import wire
from clients.student import ApiError
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.simulators import until

pytestmark = pytest.mark.usefixtures("fresh")  # time moves on, for orders of others too


@pytest.fixture
def world(box: Sandbox, clock: SandboxClock) -> Iterator[World]:
    yield World(box)
    box.faults.clear()


def events(order_id: str) -> list[str]:
    return [one.event for one in wire().stores.orders.history(order_id)]


def test_a_lost_notice_is_found_by_the_schedule(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id = world.submitted(student)
    world.box.faults.set("notice_lost")
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    world.box.run_step("reconcile")
    assert student.order(order_id)["state"] == "AWAITING_PAYMENT"  # too early to ask
    clock.move(seconds=95, schedules=False)
    world.box.run_step("reconcile")
    student.wait_for(order_id, "IN_REVIEW")
    assert events(order_id).count("paid") == 1
    (notice,) = world.box.pay.notices.of(out_trade_no(order_id, 1))
    assert (notice["state"], notice["tries"]) == ("LOST", [])
    world.outside.control("POST", f"/notices/{notice['key']}/send")  # it turns up after all
    until(lambda: world.box.pay.notices.of(out_trade_no(order_id, 1))[0]["state"] == "DELIVERED")
    assert events(order_id).count("paid") == 1


def test_a_lost_notice_is_found_by_the_student_who_waits(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id = world.submitted(student)
    world.box.faults.set("notice_lost")
    begun = student.pay(order_id)
    world.outside.scan(begun["params"]["code_url"])
    clock.move(seconds=3, schedules=False)
    state = student.call("GET", f"/api/orders/{order_id}/payments/{begun['attempt_no']}")
    assert (state["state"], state["order_state"], state["order_label"]) == ("OK", "IN_REVIEW", "待审核")


def test_cancelling_an_order_that_was_just_paid_finds_the_money(world: World) -> None:
    student = world.student()
    order_id = world.submitted(student)
    student.pay(order_id)
    world.box.faults.set("pay_paid_while_closing")
    with pytest.raises(ApiError) as refused:
        student.act(order_id, "cancel")
    assert (refused.value.status, refused.value.code) == (409, "order_not_in_this_state")
    assert refused.value.error["data"]["order"]["state"] == "IN_REVIEW"
    until(lambda: world.box.pay.notices.of(out_trade_no(order_id, 1))[0]["state"] == "DELIVERED")
    order = student.order(order_id)
    assert (order["state"], order["paid"], order["payment"]["state"]) == ("IN_REVIEW", True, "OK")
    assert events(order_id).count("paid") == 1
    assert world.box.pay.refunds.of(out_trade_no(order_id, 1)) == []


def test_cancelling_with_a_payment_open_closes_it_first(world: World) -> None:
    student = world.student()
    order_id = world.submitted(student)
    code_url = student.pay(order_id)["params"]["code_url"]
    assert student.act(order_id, "cancel")["state"] == "CANCELLED"
    assert world.box.pay.books.trade(out_trade_no(order_id, 1))["state"] == "CLOSED"
    assert student.act(order_id, "cancel")["state"] == "CANCELLED"
    with pytest.raises(requests.HTTPError, match="400"):
        world.outside.scan(code_url)
