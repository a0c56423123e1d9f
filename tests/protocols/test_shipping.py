"""Shipping info: told once the order is delivered, in WeChat's words, until WeChat knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.couriers import Courier
from chalicelib.orders.model import Order, Posting
from chalicelib.orders.screen.expected_dates import promised
from chalicelib.pay.channels.wechat_shipping import ShippingRecords
from chalicelib.shared.clock import end_of_day
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.outside import Refused, TooOften
from chalicelib.shared.settings_reader import settings
from chalicelib.tasks.model import Task
from chalicelib.wire import Wire
from sandbox.box import Sandbox
from sandbox.wechat.shipping import ShippingError
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
def shipping(world: World) -> ShippingRecords:
    world.clock.ahead = timedelta()
    world.box.wechat.shipping.manage(True)
    return Wire(settings()).money.shipping


@pytest.fixture
def order(world: World) -> Order:
    """An order that is paid in the mini-program."""
    return paid(world, world.task())


def paid(world: World, task: Task, channel: str = "WECHAT_JSAPI") -> Order:
    world.clock.ahead = timedelta()
    payer = replace(student(world.box.wechat.new_user()["openid"]), ip="203.0.113.7")
    order_id = world.awaiting(task, payer).head.order_id
    world.pay.start(payer, order_id, channel, "first-tap")
    world.deliver(world.paid(out_trade_no(order_id, 1)))
    return world.load(order_id)


def told(world: World, order: Order) -> Any:
    number = out_trade_no(order.head.order_id, 1)
    return next((one for one in world.box.wechat.shipping.reports() if one["out_trade_no"] == number), None)


def announced(world: World, order: Order) -> Any:
    number = out_trade_no(order.head.order_id, 1)
    return next((one for one in world.box.wechat.shipping.special_orders() if one["out_trade_no"] == number), None)


def test_a_delivered_portrait_is_no_virtual_good(world: World, shipping: ShippingRecords, order: Order) -> None:
    shipping.report(order)
    assert told(world, order)["told"] == {
        "logistics_type": 4,
        "delivery_mode": 1,
        "shipping_list": [{"item_desc": "高校图像信息采集服务"}],
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
    world: World, shipping: ShippingRecords, order: Order, posting: Posting, contact: str, company: str
) -> None:
    shipping.report(order, posting, contact=contact)
    (item,) = told(world, order)["told"]["shipping_list"]
    assert (item["express_company"], item["tracking_no"]) == (company, posting.number)
    assert told(world, order)["told"]["logistics_type"] == 1


def test_a_print_may_follow_the_portrait_once(world: World, shipping: ShippingRecords, order: Order) -> None:
    shipping.report(order)
    shipping.report(order, BY_POST)
    shipping.report(order, replace(BY_POST, number="2"))  # refused for good: nothing more to say
    assert (told(world, order)["times"], told(world, order)["told"]["logistics_type"]) == (2, 1)


def test_who_is_not_managed_reports_nothing(world: World, shipping: ShippingRecords, order: Order) -> None:
    world.box.wechat.shipping.manage(False)
    shipping.report(order)
    assert told(world, order) is None


def test_what_was_not_paid_with_wechat_is_not_reported(world: World, shipping: ShippingRecords, order: Order) -> None:
    shipping.report(replace(order, attempts=()))
    shipping.report(order.with_attempt(replace(order.attempts[0], channel="alipay")))
    assert told(world, order) is None


def test_a_refunded_order_needs_no_report(world: World, shipping: ShippingRecords, order: Order) -> None:
    world.box.pay.refunds.outside(out_trade_no(order.head.order_id, 1))
    shipping.report(order)
    assert told(world, order) is None


@pytest.mark.parametrize("fault", ["wechat_5xx", "wechat_busy"])
def test_an_outage_is_tried_again_and_then_left_for_later(
    world: World, shipping: ShippingRecords, order: Order, fault: str
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


def never_heard_of(world: World, shipping: ShippingRecords, order: Order) -> None:
    """WeChat does not know of its payment."""
    trade = world.box.pay.books.trade(out_trade_no(order.head.order_id, 1))
    world.box.pay.books.save({name: value for name, value in trade.items() if name != "paid_at"} | {"state": "NOTPAY"})
    shipping._payer = lambda _: "anybody"


LONG: dict[str, Any] = {"review_days": 5, "production_days": 20}


def test_a_payment_wechat_does_not_know_yet_waits_for_a_day_and_then_no_longer(
    world: World, shipping: ShippingRecords, capsys: pytest.CaptureFixture[str]
) -> None:
    task = world.task(**LONG)
    order = paid(world, task)
    never_heard_of(world, shipping, order)
    tells: tuple[Callable[[Order], None], ...] = (shipping.report, lambda one: shipping.announce(one, task))
    for tell in tells:
        with pytest.raises(TooOften):
            tell(order)
        (attempt,) = order.attempts
        assert attempt.paid_at is not None
        tell(order.with_attempt(replace(attempt, paid_at=attempt.paid_at - timedelta(days=1))))
    said = capsys.readouterr().out
    assert ("WeChat holds no such payment" in said, '"level": "alarm"' in said) == (True, False)


@pytest.mark.parametrize("channel", ["WECHAT_NATIVE", "WECHAT_H5"])
def test_what_was_paid_on_the_site_is_not_held(world: World, shipping: ShippingRecords, channel: str) -> None:
    task = world.task(**LONG)
    order = paid(world, task, channel)
    assert upload(world, order) == 10060001  # WeChat itself says it is none of the mini-program's
    world.box.faults.set("wechat_5xx", times=2)  # nobody asks: an outage is not met
    shipping.report(order)
    shipping.announce(order, task)
    world.box.faults.set("wechat_5xx", times=0)
    assert (told(world, order), announced(world, order)) == (None, None)
    assert (shipping.may_hold(order), shipping.is_special(order, task)) == (False, False)


def test_what_takes_more_than_fifteen_days_is_announced_with_its_day(world: World, shipping: ShippingRecords) -> None:
    task = world.task(**LONG)
    order = paid(world, task)
    for _ in range(2):  # the message arrives twice
        shipping.announce(order, task)
    (attempt,) = order.attempts
    assert attempt.paid_at is not None
    by = end_of_day(promised(task, attempt.paid_at))
    said = announced(world, order)
    assert (said["type"], said["delay_to"]) == (1, int(by.timestamp()))
    assert (shipping.may_hold(order), shipping.is_special(order, task)) == (True, True)
    shipping.report(order)
    shipping.announce(order.with_attempt(replace(attempt, paid_at=attempt.paid_at - timedelta(days=1))), task)
    assert (told(world, order)["times"], announced(world, order)["times"]) == (1, 2)  # delivered: nothing to announce


def test_the_reviewers_order_is_announced_as_a_test(world: World, shipping: ShippingRecords) -> None:
    task = world.task(demo=True)
    order = paid(world, task)
    shipping.announce(order, task)
    assert (announced(world, order)["type"], announced(world, order)["delay_to"]) == (2, None)


def test_what_is_there_in_two_weeks_needs_no_announcement(world: World, shipping: ShippingRecords) -> None:
    task = world.task()
    order = paid(world, task)
    shipping.announce(order, task)
    assert (shipping.may_hold(order), shipping.is_special(order, task)) == (True, False)
    world.box.wechat.shipping.manage(False)
    long = replace(task, **LONG)
    Wire(settings()).money.shipping.announce(order, long)
    assert announced(world, order) is None


def test_an_account_without_the_ability_holds_nothing(world: World, shipping: ShippingRecords, order: Order) -> None:
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
    world: World, shipping: ShippingRecords, order: Order, capsys: pytest.CaptureFixture[str], posting: Posting
) -> None:
    with pytest.raises(Refused):
        shipping.report(order, posting)
    assert '"level": "alarm"' in capsys.readouterr().out
    assert told(world, order) is None


def test_another_payer_is_refused(world: World, shipping: ShippingRecords, order: Order) -> None:
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


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"type": 3}, 268546000), ({"type": None}, 268546000), ({"order_id": "nobody"}, 268546002),
        ({"type": 1}, 268546001), ({"type": 1, "delay_to": "tomorrow"}, 268546001),
        ({"type": 1, "delay_to": 15}, 268546001), ({"type": 1, "delay_to": 331}, 268546001),
        ({"type": 1, "delay_to": 16}, 0), ({"type": 1, "delay_to": 330}, 0), ({}, 0),
    ],
)  # fmt: skip
def test_a_special_order_is_refused_in_wechats_codes(
    world: World, order: Order, changed: dict[str, Any], errcode: int
) -> None:
    """delay_to: in days after the payment."""
    number = out_trade_no(order.head.order_id, 1)
    if isinstance(changed.get("delay_to"), int):
        paid_at = int(world.box.pay.books.trade(number)["paid_at"])
        changed = changed | {"delay_to": paid_at + 86_400 * changed["delay_to"]}
    try:
        answer = world.box.wechat.shipping.special({"order_id": number, "type": 2} | changed)["errcode"]
    except ShippingError as refused:
        answer = refused.code
    assert answer == errcode
