"""A part of the money that the branch returns, on both channels: the order goes on, and the books are even."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import AttemptState, RefundState, left_of
from chalicelib.orders.store.index_keys import RefundGroup, refund_group
from chalicelib.pay.bills import proof
from chalicelib.pay.model import Back
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.money.bill_shop import Shop
from tests.worlds.pay import World

BOTH: dict[str, Any] = {"actor": Actor(kind="staff", id="a"), "second": "b", "reason": "r", "attempt_no": 1}


@pytest.fixture(params=["wechat", "alipay"])
def shop(world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(world, request.param, monkeypatch)


def give(shop: Shop, order_id: str, amount: int) -> None:
    shop.world.orders.apply(order_id, ev.RefundPart(**BOTH, amount=fen(amount)))


def rest(shop: Shop, order_id: str) -> Order:
    order = shop.world.rest(order_id)
    shop.world.clock.ahead = timedelta()
    return order


def proven(shop: Shop, order_id: str) -> None:
    """The entries are what the events say and what the channel holds, and the bill has no line."""
    assert shop.match().lines == ()
    today = shop.world.clock().date()
    days = [today + timedelta(days=number) for number in range(-1, 2)]
    entries = [one for day in days for one in shop.stores.ledger.of_day(shop.channel, day) if one.order_id == order_id]
    assert proof.unproven(entries, {order_id: shop.world.store.history(order_id)}, set(days)) == []
    assert proof.balance(entries) == sum(shop.world.held(shop.world.load(order_id)).values())


def test_an_order_goes_on_and_its_rest_is_refunded(shop: Shop) -> None:
    order_id = shop.paid()
    for amount in (500, 700):
        give(shop, order_id, amount)
        order = rest(shop, order_id)
        assert (order.head.state, order.attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
    assert shop.world.held(order) == {1: 1800}
    proven(shop, order_id)
    shop.world.orders.refund(shop.world.who, order_id)
    order = rest(shop, order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED)
    assert [(one.try_no, one.amount, one.part) for one in order.refunds] == [
        (1, 500, True),
        (2, 700, True),
        (3, 1800, False),
    ]
    proven(shop, order_id)


def test_the_page_and_we_return_it_all(shop: Shop) -> None:
    order_id = shop.paid()
    give(shop, order_id, 500)
    rest(shop, order_id)
    shop.returned_outside(order_id, 2500)
    shop.match()
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    proven(shop, order_id)


def test_what_the_channel_does_not_have_yet_is_asked_for_again_before_the_rest(shop: Shop) -> None:
    world, order_id = shop.world, shop.paid()
    give(shop, order_id, 500)
    world.box.faults.set(f"{'pay' if shop.channel == 'wechat' else 'alipay'}_not_enough", times=1)
    world.settle(order_id, "REFUND#01#1")
    assert refund_group(world.load(order_id), world.load(order_id).refunds[0]) is RefundGroup.STUCK
    with pytest.raises(NotAllowed):
        world.orders.apply(order_id, ev.AskRefund(actor=BOTH["actor"], second="b", reason="r"))
    assert rest(shop, order_id).refunds[0].state is RefundState.DONE
    proven(shop, order_id)


def test_one_that_the_channel_closed_is_over_and_no_money_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(world, "wechat", monkeypatch)  # Alipay closes no refund that it took on
    order_id = shop.paid()
    world.box.faults.set("pay_refund_closed", times=1)
    give(shop, order_id, 500)
    order = rest(shop, order_id)
    assert refund_group(order, order.refunds[0]) is RefundGroup.OVER
    assert (order.refunds[0].state, left_of(order.attempts[0], order.refunds)) == (RefundState.CLOSED, 3000)
    give(shop, order_id, 500)
    assert [one.state for one in rest(shop, order_id).refunds] == [RefundState.CLOSED, RefundState.DONE]
    proven(shop, order_id)


def test_our_part_is_no_strangers_refund(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    world, order_id = shop.world, shop.paid()
    give(shop, order_id, 500)
    order = rest(shop, order_id)
    world.pay.settling.ask(order, order.attempts[0])
    assert world.load(order_id) == order
    assert "does not fit" not in capsys.readouterr().out
    found = shop.money.tracer.trace(order, order.attempts[0])
    assert (found.back, found.parts) == (Back.SOME, 500)


def test_the_rest_that_is_paid_back_by_hand_has_the_number_of_its_refund(shop: Shop) -> None:
    world, order_id = shop.world, shop.paid()
    give(shop, order_id, 500)
    rest(shop, order_id)
    world.orders.refund(world.who, order_id)
    world.orders.apply(order_id, facts.RefundClosed(attempt_no=1, try_no=2, amount=fen(2500)))
    world.orders.apply(order_id, ev.ReturnedByHand(**BOTH, reference="slip"))
    order = world.load(order_id)
    assert (order.head.state, order.refunds[1].state) == (State.REFUNDED, RefundState.BY_HAND)
    assert shop.till.held(out_trade_no(order_id, 1)) == 2500
    proven(shop, order_id)
