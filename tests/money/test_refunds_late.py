"""Refunds of ours that succeed after finance went on without them: an earlier try, and one that was paid by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.ledger import EntryKind
from chalicelib.orders.model import Actor, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.pay.bills.model import Difference
from chalicelib.pay.model import RefundOrder
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import fen
from tests.money.bill_shop import Shop, today
from tests.worlds.pay import World

STAFF, PRICE = Actor(kind="staff", id="a"), fen(3000)
RETRY = ev.RefundRetry(actor=STAFF, second="b", attempt_no=1)
BY_HAND = ev.ReturnedByHand(actor=STAFF, second="b", attempt_no=1, reference="slip")


@pytest.fixture(params=["wechat", "alipay"])
def shop(world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(world, request.param, monkeypatch)


def closed_then(shop: Shop, *events: ev.Event) -> str:
    """An order whose first refund was told to be closed, and succeeds at the channel after the events."""
    world, order_id = shop.world, shop.paid()
    world.orders.refund(world.who, order_id)
    world.orders.apply(order_id, facts.RefundClosed(attempt_no=1, try_no=1, amount=PRICE))
    for event in events:
        world.orders.apply(order_id, event)
    shop.outside.channels[shop.channel].refund(
        RefundOrder(
            out_trade_no=out_trade_no(order_id, 1),
            out_refund_no=out_refund_no(order_id, 1, 1),
            amount=PRICE,
            total=PRICE,
            reason="",
        )
    )
    world.rest(order_id)
    world.clock.ahead = timedelta()
    return order_id


def booked(shop: Shop, order_id: str) -> list[tuple[EntryKind, str, bool]]:
    own = (one for one in shop.stores.ledger.of_day(shop.channel, today()) if one.order_id == order_id)
    return sorted((one.kind, one.number, one.twice) for one in own)


def test_an_earlier_refund_that_succeeds_after_a_retry_ends_the_order(shop: Shop) -> None:
    order_id = closed_then(shop, RETRY)
    shop.match()
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED)
    assert [refund.state for refund in order.refunds] == [RefundState.DONE, RefundState.CLOSED]
    assert shop.match().lines == ()
    assert [one[1:] for one in booked(shop, order_id) if one[0] is EntryKind.RETURNED] == [
        (out_refund_no(order_id, 1, 1), False)
    ]


def test_a_refund_that_succeeds_after_it_was_paid_by_hand_is_told_at_every_matching(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(world, "alipay", monkeypatch)  # WeChat Pay's refund is under way for a while
    order_id = closed_then(shop, BY_HAND)
    shop.match()
    assert [line.kind for line in shop.match().lines] == [Difference.TWICE]
    [refund] = shop.world.load(order_id).refunds
    assert (refund.state, refund.done_at is not None) == (RefundState.BY_HAND, True)
    number = out_refund_no(order_id, 1, 1)
    entries = [one for one in booked(shop, order_id) if one[0] is not EntryKind.PAID]
    assert entries == [(EntryKind.BY_HAND, number, False), (EntryKind.RETURNED, number, True)]
