"""What the page of an order's money says of the channel's answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.desk.money.order_money import BACKS, said
from chalicelib.orders.model import State
from chalicelib.pay.model import Back, RefundStatus
from chalicelib.pay.money_tracer import Whereabouts
from chalicelib.shared.money import fen
from tests.unit.pay.pay_desk import Desk, refund_said
from tests.worlds.orders import PRICE, an_attempt, an_order


@pytest.mark.parametrize(
    ("status", "ours", "outside", "back"),
    [
        (RefundStatus.SUCCESS, PRICE, 0, Back.ALL),
        (RefundStatus.SUCCESS, 1000, PRICE - 1000, Back.ALL),
        (RefundStatus.SUCCESS, 1000, PRICE - 1001, Back.SOME),
        (RefundStatus.PROCESSING, 1000, PRICE - 1000, Back.SOME),
    ],
)
def test_refunds_by_us_and_outside_add_up(status: RefundStatus, ours: int, outside: int, back: Back) -> None:
    refund = replace(refund_said(status), amount=fen(ours))
    paid = Desk(an_order(State.REFUNDING)).paid(back=Back.SOME)
    assert BACKS[back] in said(Whereabouts(answer=paid, tries=(refund,), parts=outside), an_attempt())
