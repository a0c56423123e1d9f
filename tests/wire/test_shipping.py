"""Shipping info: told once the order is delivered, in WeChat's words, until WeChat knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.model import Order, Posting
from chalicelib.pay.shipping import Shipping
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no
from chalicelib.wire import Wire
from sandbox.box import Sandbox
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student

BY_POST = Posting(courier="中通", number="75312345678901")


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running
    box.wechat.shipping.manage(True)


@pytest.fixture
def shipping(world: World) -> Shipping:
    from chalicelib.shared.settings import settings

    world.clock.ahead = timedelta()
    world.box.wechat.shipping.manage(True)
    return Wire(settings()).money.shipping


@pytest.fixture
def order(world: World) -> Order:
    """An order that is paid."""
    world.clock.ahead = timedelta()
    order_id, number = world.started(world.task(), student())
    world.deliver(world.paid(number))
    return world.load(order_id)


def told(world: World, order: Order) -> Any:
    number = out_trade_no(order.head.order_id, 1)
    return next((one for one in world.box.wechat.shipping.reports() if one["out_trade_no"] == number), None)


def test_a_delivered_portrait_is_reported_as_virtual(world: World, shipping: Shipping, order: Order) -> None:
    shipping.report(order)
    assert told(world, order)["told"] == {
        "logistics_type": 3,
        "delivery_mode": 1,
        "shipping_list": [{"item_desc": "毕业生图像采集"}],
    }
    shipping.report(order)  # again: WeChat says it knows
    assert told(world, order)["times"] == 1


@pytest.mark.parametrize(
    ("posting", "contact", "company"),
    [
        (BY_POST, "", "ZTO"), (Posting(courier="EMS", number="EB123456789CN"), "", "EMS"),
        (Posting(courier="顺丰", number="SF1234567890"), "138****0000", "SF"),
    ],
)  # fmt: skip
def test_a_posted_print_is_reported_with_its_waybill(
    world: World, shipping: Shipping, order: Order, posting: Posting, contact: str, company: str
) -> None:
    shipping.report(order, posting, contact=contact)
    (item,) = told(world, order)["told"]["shipping_list"]
    assert (item["express_company"], item["tracking_no"]) == (company, posting.number)
    assert told(world, order)["told"]["logistics_type"] == 1


def test_a_print_may_follow_the_portrait_once(world: World, shipping: Shipping, order: Order) -> None:
    shipping.report(order)
    shipping.report(order, BY_POST)
    shipping.report(order, replace(BY_POST, number="2"))  # refused for good: nothing more to say
    assert (told(world, order)["times"], told(world, order)["told"]["logistics_type"]) == (2, 1)


def test_who_is_not_managed_reports_nothing(world: World, shipping: Shipping, order: Order) -> None:
    world.box.wechat.shipping.manage(False)
    shipping.report(order)
    assert told(world, order) is None


def test_what_was_not_paid_with_wechat_is_not_reported(world: World, shipping: Shipping, order: Order) -> None:
    shipping.report(replace(order, attempts=()))
    shipping.report(order.with_attempt(replace(order.attempts[0], channel="alipay")))
    assert told(world, order) is None


def test_a_refunded_order_needs_no_report(world: World, shipping: Shipping, order: Order) -> None:
    world.box.pay.refunds.outside(out_trade_no(order.head.order_id, 1))
    shipping.report(order)
    assert told(world, order) is None


@pytest.mark.parametrize("fault", ["wechat_5xx", "wechat_busy"])
def test_an_outage_is_tried_again_and_then_left_for_later(
    world: World, shipping: Shipping, order: Order, fault: str
) -> None:
    assert shipping.managed
    world.box.faults.set(fault)
    shipping.report(order)
    assert told(world, order)["times"] == 1
    world.box.faults.set(fault, times=2)
    with pytest.raises(OutsideBusy):
        shipping.report(order, BY_POST)
    shipping.report(order, BY_POST)
    assert told(world, order)["times"] == 2


def test_a_payment_wechat_does_not_know_yet_waits(world: World, shipping: Shipping, order: Order) -> None:
    number = out_trade_no(order.head.order_id, 1)
    trade = world.box.pay.books.trade(number)
    world.box.pay.books.save({name: value for name, value in trade.items() if name != "paid_at"} | {"state": "NOTPAY"})
    shipping._payer = lambda _: "anybody"
    with pytest.raises(OutsideBusy):
        shipping.report(order)


def test_what_wechat_refuses_wakes_a_person(
    world: World, shipping: Shipping, order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OutsideFailed):
        shipping.report(order, Posting(courier="顺丰", number="SF1"))  # without a contact
    assert '"level": "alarm"' in capsys.readouterr().out
    shipping._payer = lambda _: "somebody else"
    with pytest.raises(OutsideFailed):
        shipping.report(order)
