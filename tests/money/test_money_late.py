"""Nobody pays in time: the order expires by itself, comes back when its owner wants, and late money is still money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.orders.model import Order
from chalicelib.orders.money_model import RefundState
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.wire import wire
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait
from tests.worlds.simulators import until

pytestmark = pytest.mark.usefixtures("fresh")  # time moves on, for orders of others too


@pytest.fixture
def world(box: Sandbox, clock: SandboxClock) -> Iterator[World]:
    seconds = box.pay.refunds.seconds
    box.pay.refunds.seconds = 0.0
    yield World(box)
    box.pay.refunds.seconds = seconds
    box.faults.clear()


def awaiting(world: World, student: Student, form: dict[str, str]) -> str:
    """An order with five minutes to pay."""
    task = world.plain_task(pay_minutes=5)
    order_id = str(student.open(task.task_id, **form)["order_id"])
    assert student.judge(order_id, portrait())["state"] == "PASSED"
    assert student.act(order_id, "submit", photo_no=1)["state"] == "AWAITING_PAYMENT"
    return order_id


def expire(world: World, clock: SandboxClock, student: Student, order_id: str) -> Any:
    """The minute passes: the schedule queues the order, the queue's step settles it."""
    clock.move(minutes=6, schedules=False)
    closing = student.order(order_id)
    assert (closing["label"], closing["actions"]) == ("正在关闭", [])
    world.box.run_step("expire")
    return student.wait_for(order_id, "EXPIRED")


def kept(order_id: str) -> Order:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order


def test_an_order_nobody_pays_expires_and_can_be_reopened_and_paid(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id = awaiting(world, student, world.form())
    first = student.pay(order_id)
    order = expire(world, clock, student, order_id)
    assert (order["label"], order["paid"], order["actions"]) == ("超时未支付", False, ["reopen"])
    assert world.box.pay.books.trade(out_trade_no(order_id, 1))["state"] == "CLOSED"
    with pytest.raises(ApiError) as refused:
        student.pay(order_id)
    assert (refused.value.status, refused.value.code) == (409, "order_not_in_this_state")

    reopened = student.act(order_id, "reopen")
    assert (reopened["state"], reopened["price"]) == ("AWAITING_PAYMENT", first["amount"])
    begun = student.pay(order_id)
    assert begun["attempt_no"] == 2
    world.outside.scan(begun["params"]["code_url"])
    paid = student.wait_for(order_id, "IN_REVIEW")
    assert [one["event"] for one in paid["timeline"]] == ["open", "submit", "expire", "reopen", "paid"]


def test_an_order_whose_payment_never_began_expires_too(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id = awaiting(world, student, world.form())
    assert expire(world, clock, student, order_id)["payment"] is None


def unsure(world: World, clock: SandboxClock, student: Student, form: dict[str, str]) -> tuple[str, str]:
    """(order id, out_trade_no) of an expired order whose payment the channel would not close."""
    order_id = awaiting(world, student, form)
    student.pay(order_id)
    world.box.faults.set("pay_5xx", times=1000)  # other orders are due, too
    order = expire(world, clock, student, order_id)
    assert order["payment"]["state"] == "ABANDONED"
    world.box.faults.clear()
    return order_id, out_trade_no(order_id, 1)


def test_late_money_revives_the_order(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id, number = unsure(world, clock, student, world.form())
    world.outside.control("POST", f"/trades/{number}", outcome="pay_late", seconds=0)
    order = student.wait_for(order_id, "IN_REVIEW")
    assert (order["label"], order["paid"]) == ("待审核", True)
    assert kept(order_id).head.late
    assert world.box.pay.refunds.of(number) == []


def test_late_money_for_an_enrolment_that_somebody_else_holds_goes_back(world: World, clock: SandboxClock) -> None:
    student, other, form = world.student(), world.student(), world.form()
    order_id, number = unsure(world, clock, student, form)
    taken = other.open(kept(order_id).head.task_id, **form)
    assert taken["order_id"] != order_id
    world.outside.control("POST", f"/trades/{number}", outcome="pay_late", seconds=0)
    until(lambda: [one.state for one in kept(order_id).refunds] == [RefundState.DONE])
    (refund,) = world.box.pay.refunds.of(number)
    trade = world.box.pay.books.trade(number)
    assert (refund["status"], refund["refund"]) == ("SUCCESS", trade["total"])
    (notice,) = until(
        lambda: [one for one in world.box.pay.notices.of(out_refund_no(order_id, 1, 1)) if one["state"] == "DELIVERED"]
    )
    assert notice["event"] == "REFUND.SUCCESS"
    order = student.order(order_id)
    assert (order["state"], order["payment"]["state"], order["actions"]) == ("EXPIRED", "RETURNED", [])
    assert [one["label"] for one in order["timeline"]][-1] == "退款成功"
    assert other.order(taken["order_id"])["state"] == "DRAFT"
