"""Payments through the service with the simulated channel behind it: what a repeated, late or refused call comes to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.orders.errors import NotInThisState, PaymentUnderWay, PayTimeOver
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.prepay_store import PrepayItem
from chalicelib.pay.service import Begun
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no
from tests.protocols.pay_channel import first_start_held
from tests.worlds.pay import World, start
from tests.worlds.pay_making import student
from tools.suite.patience import PATIENCE


def start_afresh(world: World, order_id: str) -> Begun:
    """The same tap when what the channel gave is not good any more."""
    PrepayItem.get(order_id, "PREPAY#01").delete()
    return start(world, order_id)


# -- starting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_tap_repeated_is_the_same_attempt_and_the_same_code(world: World, order_id: str, seconds: int) -> None:
    first = start(world, order_id)
    world.clock.ahead = timedelta(seconds=seconds)
    assert start(world, order_id) == first
    assert world.attempts(order_id) == [AttemptState.PENDING]
    world.box.pay.scan(first.started.params["code_url"])
    assert world.trade_state(out_trade_no(order_id, 1)) == "SUCCESS"


def test_a_code_that_has_grown_old_is_replaced(world: World) -> None:
    order_id = world.awaiting(world.task(pay_minutes=180), world.who).head.order_id
    first = start(world, order_id)
    world.clock.ahead = timedelta(minutes=111)
    second = start(world, order_id)
    assert (second.attempt, second.started == first.started) == (first.attempt, False)


@pytest.mark.parametrize("key", ["first-tap", "second-tap"])
def test_whoever_paid_and_taps_again_learns_that_it_is_paid(world: World, order_id: str, key: str) -> None:
    start(world, order_id)
    world.paid(out_trade_no(order_id, 1))
    world.clock.ahead = timedelta(seconds=3)
    with pytest.raises(NotInThisState) as caught:
        start(world, order_id, key)
    assert caught.value.data["order"]["state"] == "IN_REVIEW"
    assert world.attempts(order_id) == [AttemptState.OK]


def test_a_refusal_that_nothing_explains_is_a_failure(world: World, order_id: str) -> None:
    start(world, order_id)
    number = out_trade_no(order_id, 1)
    trade = world.box.pay.books.trade(number)
    world.box.pay.books.save({**trade, "asked": {**trade["asked"], "description": "…"}})
    world.clock.ahead = timedelta(seconds=3)
    with pytest.raises(OutsideFailed):
        start_afresh(world, order_id)
    assert world.attempts(order_id) == [AttemptState.CLOSED]
    assert start(world, order_id).attempt.attempt_no == 2


def test_a_phone_whose_address_has_changed_can_still_pay(world: World, order_id: str) -> None:
    """WeChat Pay refuses to repeat a prepay under another address of the payer."""
    at_home, on_the_way = replace(world.who, ip="203.0.113.1"), replace(world.who, ip="203.0.113.2")
    world.pay.start(at_home, order_id, "WECHAT_H5", "only-tap")
    PrepayItem.get(order_id, "PREPAY#01").delete()
    world.clock.ahead = timedelta(seconds=3)
    with pytest.raises(OutsideFailed):
        world.pay.start(on_the_way, order_id, "WECHAT_H5", "only-tap")
    assert world.pay.start(on_the_way, order_id, "WECHAT_H5", "only-tap").attempt.attempt_no == 2
    assert world.attempts(order_id) == [AttemptState.CLOSED, AttemptState.PENDING]


def test_a_refusal_while_the_channel_cannot_be_asked_is_a_failure(world: World, order_id: str) -> None:
    start(world, order_id)
    world.channel.close(out_trade_no(order_id, 1), seconds=3)
    real = world.channel.start

    def refuse_and_fall_silent(*sent: object) -> object:
        try:
            return real(*sent)  # type: ignore[arg-type]
        finally:
            world.box.faults.set("pay_5xx", times=2)

    world.clock.ahead = timedelta(seconds=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.channel, "start", refuse_and_fall_silent)
        with pytest.raises(OutsideFailed):
            start_afresh(world, order_id)
    assert world.attempts(order_id) == [AttemptState.CLOSED]


def test_the_same_tap_after_the_time_to_pay_is_too_late(world: World, order_id: str) -> None:
    start(world, order_id)
    world.time_over(order_id)
    trade = world.box.pay.books.trade(out_trade_no(order_id, 1))
    world.box.pay.books.save({**trade, "state": "CLOSED"})
    with pytest.raises(PayTimeOver):
        start(world, order_id)


def test_a_slow_start_that_another_one_overtook_shows_no_code(world: World, order_id: str) -> None:
    with ThreadPoolExecutor(1) as together, first_start_held(world.channel) as held:
        slow = together.submit(start, world, order_id, "slow-tap")
        assert held.left.wait(PATIENCE)
        assert world.attempts(order_id) == [AttemptState.PENDING]
        start(world, order_id, "quick-tap")
        held.may.set()
        with pytest.raises(PaymentUnderWay):
            slow.result(PATIENCE)
    assert world.attempts(order_id) == [AttemptState.CLOSED, AttemptState.PENDING]
    assert [world.trade_state(out_trade_no(order_id, number)) for number in (1, 2)] == ["CLOSED", "NOTPAY"]


def test_jsapi_pays_with_the_payers_own_openid(world: World) -> None:
    openid = world.box.wechat.new_user()["openid"]
    payer = student(openid)
    order_id = world.awaiting(world.task(), payer).head.order_id
    begun = world.pay.start(payer, order_id, "WECHAT_JSAPI", "some-key")
    world.box.pay.request_payment(begun.started.params, openid=openid)
    world.clock.ahead = timedelta(seconds=3)
    assert world.pay.state(payer, order_id, 1)[1].state is AttemptState.OK


# -- asking ------------------------------------------------------------------------------------------------------------


def test_an_unpaid_attempt_is_asked_about_ever_more_rarely(world: World, order_id: str) -> None:
    start(world, order_id)
    looks = []
    while world.attempts(order_id) == [AttemptState.PENDING]:
        due = world.load(order_id).attempts[0].due_at
        assert due is not None
        looks.append(due)
        world.clock.to(due)
        world.settle(order_id, "PAY#01")
    assert world.attempts(order_id) == [AttemptState.CLOSED]
    assert world.load(order_id).attempts[0].due_at is None
    assert looks[-1] == world.load(order_id).head.expires_at
    assert 3 <= len(looks) <= 6


def test_a_trade_the_channel_never_heard_of_is_closed_at_last(world: World, order_id: str) -> None:
    world.box.faults.set("pay_5xx", times=2)
    with pytest.raises(OutsideBusy):
        start(world, order_id)
    order = world.rest(order_id)
    assert (order.head.state, [one.state for one in order.attempts]) == (State.EXPIRED, [AttemptState.CLOSED])
    assert world.clock() >= order.attempts[0].time_expire + timedelta(minutes=10)


def test_a_message_from_before_the_reopening_leaves_the_new_payment_alone(world: World, order_id: str) -> None:
    world.time_over(order_id)
    world.settle(order_id)
    world.orders.reopen(world.who, order_id)
    start(world, order_id)
    world.settle(order_id)
    assert world.load(order_id).head.state is State.AWAITING_PAYMENT
    assert world.attempts(order_id) == [AttemptState.PENDING]
    assert world.trade_state(out_trade_no(order_id, 1)) == "NOTPAY"


def test_messages_about_nothing_do_nothing(world: World, order_id: str) -> None:
    before = world.load(order_id)
    for part in ("HEAD", "PAY#01", "REFUND#01#1", "PHOTO#0001"):
        world.settle(order_id, part)
        world.settle("0" * 22, part)
    assert world.load(order_id) == before
