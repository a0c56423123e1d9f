"""Refunds that somebody made on the channel's page, as a day's bill tells of them: all of it, parts, and under way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders.model import AttemptState, State
from chalicelib.pay.bill_model import Difference
from chalicelib.pay.bills import PART, SETTLED
from chalicelib.pay.model import BillLine
from chalicelib.shared.clock import system_clock
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.wire.bill_shop import Shop, today
from tests.worlds.pay import World


@pytest.fixture(params=["wechat", "alipay"])
def shop(world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(world, request.param, monkeypatch)


def test_a_refund_made_on_the_channels_page_is_found_and_settled(shop: Shop) -> None:
    order_id = shop.paid()
    shop.returned_outside(order_id)
    (line,) = shop.match().lines
    assert (line.kind, line.returned, line.here, line.there) == (Difference.MISSING_HERE, True, None, 3000)
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    assert shop.match().lines == ()


def test_a_part_returned_by_somebody_else_is_named_and_the_order_stays_paid(shop: Shop) -> None:
    order_id = shop.paid()
    shop.returned_outside(order_id, 1000)
    for _ in range(2):
        (line,) = shop.match().lines
        assert (line.kind, line.returned, line.here, line.there) == (Difference.MISSING_HERE, True, None, 1000)
        assert line.note == PART
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
    assert shop.world.held(order) == {1: 2000}


def test_parts_that_together_are_all_of_it_are_settled(shop: Shop) -> None:
    order_id = shop.paid()
    shop.returned_outside(order_id, 1000)
    shop.returned_outside(order_id, 2000)
    lines = shop.match().lines
    assert sorted((one.there, one.note) for one in lines) == [
        (1000, SETTLED),
        (2000, SETTLED),
    ]
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    assert shop.match().lines == ()


def test_parts_of_two_days_that_together_are_all_of_it_are_settled(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each day's bill has one of them; the other day's report knows the other."""
    order_id, asked, tomorrow = shop.paid(), shop.money.channels[shop.channel], today() + timedelta(days=1)
    shop.returned_outside(order_id, 1000)
    shop.returned_outside(order_id, 2000)
    *first, last = asked.bill(today())
    monkeypatch.setattr(asked, "bill", lambda day: iter(first if day == today() else [last]))
    assert [one.note for one in shop.match().lines] == [PART]
    (line,) = shop.bills.match(shop.channel, tomorrow).lines
    assert (line.there, line.note) == (2000, SETTLED)
    assert shop.world.load(order_id).head.state is State.REFUNDED
    assert shop.match().lines == shop.bills.match(shop.channel, tomorrow).lines == ()


@pytest.mark.parametrize(
    ("state", "notes"), [("PROCESSING", ["渠道退款尚未完成，订单未变动，请人工核对"]), ("CLOSED", [])]
)
def test_a_strangers_refund_under_way_is_named_and_moves_nothing(shop: Shop, state: str, notes: list[str]) -> None:
    order_id = shop.paid()
    shop.extra = [
        BillLine(
            out_trade_no=out_trade_no(order_id, 1), transaction_id="1", state=state, amount=fen(0),
            out_refund_no="platform1", refund_amount=fen(3000), at=system_clock(),
        )
    ]  # fmt: skip
    report = shop.match()
    assert [one.note for one in report.lines] == notes
    assert (report.returned, report.outside) == (0, {})
    assert report.unended == ({out_trade_no(order_id, 1): 3000} if notes else {})
    assert shop.world.load(order_id).head.state is State.IN_REVIEW
