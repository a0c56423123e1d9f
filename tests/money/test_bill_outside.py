"""Refunds that somebody made on the channel's page, as a day's bill tells of them: all of it, parts, and under way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.actions import ActionRequest, Actions
from chalicelib.desk.errors import PartlyBack, WentBack
from chalicelib.desk.model import ActionName, Params
from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.model import Actor, State
from chalicelib.orders.money_model import AttemptState, RefundState, left_of
from chalicelib.pay.bills.matching import UNSETTLED
from chalicelib.pay.bills.model import SETTLED, Difference
from chalicelib.pay.model import Bill, BillLine, ChannelRefund, RefundStatus
from chalicelib.shared.clock import system_clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import fen
from tests.money.bill_shop import Shop, today
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


def test_a_part_returned_by_somebody_else_is_booked_and_the_order_stays_paid(shop: Shop) -> None:
    order_id = shop.paid()
    shop.returned_outside(order_id, 1000)
    (line,) = shop.match().lines
    assert (line.kind, line.returned, line.here, line.there) == (Difference.MISSING_HERE, True, None, 1000)
    assert line.note == SETTLED
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
    assert (left_of(order.attempts[0], order.refunds), shop.world.held(order)) == (2000, {1: 2000})
    assert shop.match().lines == ()


def test_the_rest_of_a_payment_of_which_a_part_went_back_is_refunded_by_us(shop: Shop) -> None:
    world, order_id = shop.world, shop.paid()
    shop.returned_outside(order_id, 1000)
    shop.match()
    world.orders.refund(world.who, order_id)
    world.rest(order_id)
    order = world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED)
    assert (order.refunds[0].amount, world.held(order)) == (2000, {})
    world.clock.ahead = timedelta()
    assert shop.match().lines == ()


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
    order_id, asked, tomorrow = shop.paid(), shop.outside.channels[shop.channel], today() + timedelta(days=1)
    shop.returned_outside(order_id, 1000)
    shop.returned_outside(order_id, 2000)
    *first, last = asked.bill(today()).lines
    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=tuple(first) if day == today() else (last,)))
    assert [one.note for one in shop.match().lines] == [SETTLED]
    assert shop.world.load(order_id).head.state is State.IN_REVIEW
    (line,) = shop.bills.match(shop.channel, tomorrow).lines
    assert (line.there, line.note) == (2000, SETTLED)
    assert shop.world.load(order_id).head.state is State.REFUNDED
    assert shop.match().lines == shop.bills.match(shop.channel, tomorrow).lines == ()


def test_a_payment_nobody_heard_of_that_went_back_pays_for_nothing(shop: Shop) -> None:
    order_id = shop.paid(told=False)
    shop.returned_outside(order_id)
    shop.world.settle(order_id, "PAY#01")
    if shop.channel == "wechat":  # its word may mean a part
        assert shop.world.attempts(order_id) == [AttemptState.SUSPECT]
    shop.match()
    (attempt,) = shop.world.load(order_id).attempts
    assert (attempt.state, attempt.paid_amount) == (AttemptState.RETURNED_OUTSIDE, 3000)
    assert [bool(refund.number) for refund in attempt.outside] == [True]  # as the bill names it
    assert shop.match().lines == ()
    assert shop.world.pay.start(shop.world.who, order_id, "WECHAT_NATIVE", "again-then").attempt.attempt_no == 2


def test_of_a_payment_nobody_heard_of_a_part_went_back_and_a_person_must_know(shop: Shop) -> None:
    order_id = shop.paid(told=False)
    shop.returned_outside(order_id, 1000)
    shop.match()
    assert shop.world.attempts(order_id) == [AttemptState.SUSPECT if shop.channel == "wechat" else AttemptState.OK]
    assert shop.match().lines == ()
    assert shop.world.load(order_id).attempts[0].gone_outside == 1000


@pytest.mark.parametrize("state", [RefundState.REQUESTED, RefundState.CLOSED])
def test_money_that_went_back_on_the_page_while_ours_was_asked_for_ends_the_order(
    shop: Shop, state: RefundState
) -> None:
    world, order_id = shop.world, shop.paid()
    world.orders.refund(world.who, order_id)
    shop.returned_outside(order_id)
    if state is RefundState.CLOSED:
        world.pay.refunds.apply(
            ChannelRefund(
                out_refund_no=out_refund_no(order_id, 1, 1), status=RefundStatus.CLOSED, amount=fen(3000), refund_id=""
            )
        )
    else:
        world.settle(order_id, "REFUND#01#1")
    shop.match()
    order = world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    assert order.refunds[0].state is RefundState.CLOSED
    assert world.held(order) == {}


def test_money_that_went_back_on_the_page_after_ours_was_closed_ends_the_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(world, "wechat", monkeypatch)  # Alipay closes no refund that it took on
    order_id = shop.paid()
    world.box.faults.set("pay_refund_closed", times=1)
    world.orders.refund(world.who, order_id)
    world.rest(order_id)
    world.clock.ahead = timedelta()
    assert world.load(order_id).refunds[0].state is RefundState.CLOSED
    shop.returned_outside(order_id)
    assert [line.note for line in shop.match().lines] == [SETTLED]
    order = world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    assert shop.match().lines == ()


def test_while_the_channel_does_not_say_what_was_paid_a_refund_of_it_is_not_booked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = shop.paid(told=False)
    shop.returned_outside(order_id)
    with monkeypatch.context() as broken:
        broken.setattr(shop.outside.channels[shop.channel], "query", away)
        assert {line.note for line in shop.match().lines} == {UNSETTLED}
    assert shop.world.attempts(order_id) == [AttemptState.PENDING]
    shop.match()
    assert shop.world.attempts(order_id) == [AttemptState.RETURNED_OUTSIDE]
    assert shop.match().lines == ()


def away(*asked: Any, **seconds: Any) -> Any:
    raise OutsideBusy


@pytest.mark.parametrize("action", ["returned_by_hand", "resolve"])
def test_of_what_went_back_in_part_nothing_is_paid_a_second_time(shop: Shop, action: ActionName) -> None:
    """Alipay's own word is that the trade is paid; the bills know better."""
    world, order_id = shop.world, shop.paid()
    shop.returned_outside(order_id, 1000)
    shop.match()
    world.orders.refund(world.who, order_id)
    world.orders.apply(order_id, facts.RefundClosed(attempt_no=1, try_no=1, amount=fen(2000)))
    nobody: Any = None
    actions = Actions(keys=nobody, by_phone=nobody, task=nobody, tracing=lambda: shop.money.tracer)
    params = Params(attempt_no=1, reference="slip", verdict="refund")
    asked = ActionRequest(order=world.load(order_id), params=params, reason="r", by="a", second="b")
    with pytest.raises(WentBack if action == "returned_by_hand" else PartlyBack):
        actions.table[action].event(asked)


def test_what_was_paid_back_by_hand_and_then_on_the_page_is_to_be_asked_back(shop: Shop) -> None:
    world, order_id = shop.world, shop.paid()
    world.orders.refund(world.who, order_id)
    closed = ChannelRefund(
        out_refund_no=out_refund_no(order_id, 1, 1), status=RefundStatus.CLOSED, amount=fen(3000), refund_id=""
    )
    world.pay.refunds.apply(closed)
    by_hand = ev.ReturnedByHand(actor=Actor(kind="staff", id="a"), second="b", attempt_no=1, reference="slip")
    world.orders.apply(order_id, by_hand)
    shop.returned_outside(order_id)
    for _ in range(2):
        assert [line.kind for line in shop.match().lines] == [Difference.TWICE]


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
    assert report.returned == 0
    assert report.unended == ({out_trade_no(order_id, 1): 3000} if notes else {})
    assert shop.world.load(order_id).head.state is State.IN_REVIEW
