"""Shipping info: told once the order is delivered, in WeChat's words, until WeChat knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.couriers import Courier
from chalicelib.orders.model import Order, Posting
from chalicelib.pay.shipping import Shipping
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.outside import Refused
from chalicelib.wire import Wire
from sandbox.box import Sandbox
from sandbox.wechat_shipping import ShippingError
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student

BY_POST = Posting(courier="ZTO", number="75312345678901")

LISTED = [one for one in Courier if one is not Courier.OTHER]


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
        *((Posting(courier=one.value, number="75312345678901"), "138****0000", one.value) for one in LISTED),
        (Posting(courier="中通", number="7531"), "", "ZTO"),  # typed before there was a list
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


def never_heard_of(world: World, shipping: Shipping, order: Order, kind: str) -> Order:
    """WeChat does not know of its payment."""
    trade = world.box.pay.books.trade(out_trade_no(order.head.order_id, 1))
    world.box.pay.books.save({name: value for name, value in trade.items() if name != "paid_at"} | {"state": "NOTPAY"})
    shipping._payer = lambda _: "anybody"
    return order.with_attempt(replace(order.attempts[0], kind=kind))


def test_a_payment_wechat_does_not_know_yet_waits_for_a_day(world: World, shipping: Shipping, order: Order) -> None:
    order = never_heard_of(world, shipping, order, "JSAPI")
    with pytest.raises(OutsideBusy):
        shipping.report(order)
    (attempt,) = order.attempts
    assert attempt.paid_at is not None
    with pytest.raises(Refused):
        shipping.report(order.with_attempt(replace(attempt, paid_at=attempt.paid_at - timedelta(days=1))))


def test_what_was_paid_on_the_site_is_not_held(world: World, shipping: Shipping, order: Order) -> None:
    shipping.report(never_heard_of(world, shipping, order, "NATIVE"))
    assert told(world, order) is None


def test_an_account_without_the_ability_holds_nothing(world: World, shipping: Shipping, order: Order) -> None:
    world.box.faults.set("wechat_not_granted")
    shipping.report(order)
    assert told(world, order) is None


@pytest.mark.parametrize(
    "posting",
    [
        Posting(courier="SF", number="SF1"),  # without a contact
        Posting(courier="OTHER", number="1"), Posting(courier="某某速运", number="1"),
        Posting(courier="ZTO", number=""),
    ],
)  # fmt: skip
def test_what_wechat_refuses_wakes_a_person(
    world: World, shipping: Shipping, order: Order, capsys: pytest.CaptureFixture[str], posting: Posting
) -> None:
    with pytest.raises(Refused):
        shipping.report(order, posting)
    assert '"level": "alarm"' in capsys.readouterr().out
    assert told(world, order) is None


def test_another_payer_is_refused(world: World, shipping: Shipping, order: Order) -> None:
    shipping._payer = lambda _: "somebody else"
    with pytest.raises(Refused):
        shipping.report(order)


def upload(world: World, order: Order, **changed: Any) -> int:
    """The errcode of a report that is right but for what is changed."""
    number = out_trade_no(order.head.order_id, 1)
    asked = {
        "order_key": {"order_number_type": 1, "mchid": order.attempts[0].mchid, "out_trade_no": number},
        "logistics_type": 1, "delivery_mode": 1, "upload_time": "2026-06-01T10:00:00.000+08:00",
        "shipping_list": [{"item_desc": "x", "tracking_no": "1", "express_company": "ZTO"}],
        "payer": {"openid": world.box.pay.books.trade(number)["payer"]},
    }  # fmt: skip
    try:
        return int(world.box.wechat.shipping.upload(asked | changed)["errcode"])
    except ShippingError as refused:
        return refused.code


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"shipping_list": [{"item_desc": "x", "tracking_no": "1", "express_company": "DHLX"}]}, 268485227),
        ({"shipping_list": [{"item_desc": "x", "express_company": "ZTO"}]}, 268485226),
        ({"shipping_list": [{"item_desc": "x", "tracking_no": "1" * 129, "express_company": "ZTO"}]}, 10060026),
        ({"shipping_list": [{"item_desc": "x", "tracking_no": "1", "express_company": "SF"}]}, 10060014),
        ({"shipping_list": [{"tracking_no": "1", "express_company": "ZTO"}]}, 10060008),
        ({"shipping_list": [{"item_desc": "x" * 121}]}, 10060009), ({"shipping_list": []}, 268485228),
        ({"delivery_mode": 2}, 268485224), ({"logistics_type": 5}, 10060005), ({"upload_time": "now"}, 268485216),
        ({"order_key": {}}, 268485194), ({"payer": {"openid": "nobody"}}, 10060031), ({}, 0),
    ],
)  # fmt: skip
def test_the_simulator_refuses_in_wechats_codes(
    world: World, order: Order, changed: dict[str, Any], errcode: int
) -> None:
    assert upload(world, order, **changed) == errcode
