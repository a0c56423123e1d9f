"""What an order's owner is told of money: what came, and how far its way back is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.orders.model import CHANNEL, EventRecord, Order
from chalicelib.orders.model import State as S
from chalicelib.orders.money_model import AttemptState, OutsideRefund, Refund, RefundState
from chalicelib.orders.screen.receipts import Back, receipts
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen
from tests.worlds.cell import told
from tests.worlds.orders import HOUR, T0, a_refund, an_attempt, an_order

ASKED, DONE = iso(T0), iso(T0 + 3 * HOUR)


def order(state: AttemptState, *refunds: Refund) -> Order:
    attempt = an_attempt(2, state, transaction_id="4200", paid_at=T0 + HOUR)
    return an_order(S.REFUNDING, attempts=(an_attempt(1, AttemptState.CLOSED), attempt), refunds=refunds)


def ended(event: str, attempt_no: int = 2) -> EventRecord:
    return EventRecord(
        order_id="o",
        seq=9,
        at=T0 + 3 * HOUR,
        event=event,
        actor=CHANNEL,
        source=None,
        to=S.REFUNDED,
        data={"attempt_no": attempt_no},
    )


def test_a_payment_is_told_with_its_way_time_and_number() -> None:
    (one,) = receipts(order(AttemptState.OK), [])
    assert (one.channel, one.amount_text, one.paid_at, one.number) == ("微信支付", "20.00", iso(T0 + HOUR), "4200")
    assert one.back is None


def test_what_was_paid_twice_is_told_twice() -> None:
    twice = order(AttemptState.OK).with_attempt(replace(an_attempt(3, AttemptState.ORPHAN), channel="alipay"))
    assert [one.channel for one in receipts(twice.with_refund(a_refund(3)), [])] == ["微信支付", "支付宝"]
    assert [bool(one.back) for one in receipts(twice.with_refund(a_refund(3)), [])] == [False, True]


@pytest.mark.parametrize(
    ("state", "refunds", "history", "back"),
    [
        (AttemptState.OK, (a_refund(2),), [], Back("20.00", ASKED, None)),
        (AttemptState.OK, (a_refund(2),), [ended("refund_done", 1)], Back("20.00", ASKED, None)),
        (AttemptState.OK, (a_refund(2, RefundState.ABNORMAL),), [], Back("20.00", ASKED, None)),
        (AttemptState.RETURNED, (a_refund(2, RefundState.DONE),), [ended("refund_done")], Back("20.00", ASKED, DONE)),
        (
            AttemptState.RETURNED,
            (a_refund(2, RefundState.BY_HAND, amount=Fen(500)),),
            [ended("returned_by_hand")],
            Back("5.00", ASKED, DONE),
        ),
    ],
)
def test_the_way_back(state: AttemptState, refunds: tuple[Refund, ...], history: list[EventRecord], back: Back) -> None:
    (one,) = receipts(order(state, *refunds), history)
    assert one.back == back


@pytest.mark.parametrize(
    ("state", "gone", "refunds", "back"),
    [
        (AttemptState.RETURNED_OUTSIDE, 2000, (), Back("20.00", None, DONE)),
        (AttemptState.RETURNED_OUTSIDE, 2000, (a_refund(2, RefundState.CLOSED),), Back("20.00", ASKED, DONE)),
        (AttemptState.OK, 500, (), Back("5.00", None, DONE)),
        (AttemptState.OK, 500, (a_refund(2, amount=Fen(1500)),), Back("20.00", ASKED, None)),
        (AttemptState.OK, 500, (a_refund(2),), Back("20.00", ASKED, None)),
    ],
)
def test_the_way_back_on_the_channels_page(
    state: AttemptState, gone: int, refunds: tuple[Refund, ...], back: Back
) -> None:
    whole = order(state, *refunds)
    part = OutsideRefund(number="page1", amount=Fen(gone), at=T0)
    attempt = replace(whole.attempts[-1], outside=(part,))
    (one,) = receipts(whole.with_attempt(attempt), [ended("part_returned")])
    assert one.back == back


@pytest.mark.parametrize(
    ("refund", "stuck"),
    [
        (a_refund(2), False),
        (a_refund(2, RefundState.PROCESSING), False),
        (a_refund(2, waits="NOT_ENOUGH"), True),
        (a_refund(2, RefundState.PROCESSING, waits="AMOUNT"), True),
        (a_refund(2, RefundState.ABNORMAL), True),
        (a_refund(2, RefundState.CLOSED), True),
    ],
)
def test_a_refund_that_is_stuck_promises_no_day(refund: Refund, stuck: bool) -> None:
    said = told(order(AttemptState.OK, refund))
    assert (said == "退款没有成功，分社正在处理。") is stuck
    assert ("工作日退回" in said) is not stuck


def test_money_that_is_no_orders_is_told_beside_the_state() -> None:
    orphan = an_order(
        S.IN_REVIEW,
        attempts=(an_attempt(1, AttemptState.OK), an_attempt(2, AttemptState.ORPHAN)),
        refunds=(a_refund(2, RefundState.ABNORMAL),),
    )
    assert told(orphan) == "照片正在等待人工审核，预计 6月4日 前出结果。退款遇到问题，分社正在处理。"
    returned = orphan.with_attempt(an_attempt(2, AttemptState.RETURNED))
    assert told(returned) == "照片正在等待人工审核，预计 6月4日 前出结果。"
