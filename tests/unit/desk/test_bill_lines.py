"""What is left to do about a bill's line of money that went back on the channel's page: it names no payment."""

from __future__ import annotations

import pytest

from chalicelib.desk.money.bill_lines import line_now
from chalicelib.orders.model import State
from chalicelib.orders.money_model import Attempt, AttemptState, OutsideRefund, Refund, RefundState
from chalicelib.pay.bills.matching import UNDER_WAY, UNSETTLED
from chalicelib.pay.bills.model import BillDifference, Difference
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.worlds.orders import PRICE, T0, a_refund, an_attempt, an_order

A = AttemptState
WENT = an_attempt(1, A.RETURNED_OUTSIDE)


def next_of(
    note: str,
    *attempts: Attempt,
    kind: Difference = Difference.MISSING_HERE,
    refunds: tuple[Refund, ...] = (),
    recordable: bool = False,
) -> str:
    order = an_order(State.REFUNDED, attempts=attempts, refunds=refunds)
    line = BillDifference(
        kind=kind,
        number="50300000",
        order_id=order.head.order_id,
        returned=True,
        here=None,
        there=PRICE,
        at=T0,
        note=note,
    )
    return line_now(line, order, "hunan", recordable).next


def test_what_went_back_twice_is_asked_back_whatever_else_of_the_order_went_back() -> None:
    by_hand = a_refund(2, RefundState.BY_HAND)
    attempts = (WENT, an_attempt(2, A.RETURNED))
    assert next_of("", *attempts, kind=Difference.TWICE, refunds=(by_hand,)) == "RECOVER"


@pytest.mark.parametrize("kind", [Difference.DOUBLE, Difference.TRANSACTION, Difference.PROOF])
@pytest.mark.parametrize("returned", [False, True])
def test_only_a_person_ends_what_the_records_cannot_show(kind: Difference, returned: bool) -> None:
    line = BillDifference(
        kind=kind,
        number=out_trade_no(an_order(State.IN_REVIEW).head.order_id, 1),
        order_id="",
        returned=returned,
        here=PRICE,
        there=PRICE,
        at=T0,
        note="",
    )
    order = an_order(State.IN_REVIEW, attempts=(an_attempt(1, A.OK, paid_amount=PRICE),))
    assert line_now(line, order, "hunan", True).next == "LOOK"


@pytest.mark.parametrize("kind", [Difference.SUM, Difference.PROOF])
def test_the_sum_of_a_day_is_nobodys_order_and_not_a_foreign_number(kind: Difference) -> None:
    line = BillDifference(kind=kind, number="", order_id="", returned=False, here=0, there=1, at=T0, note="")
    now = line_now(line, None, "hunan", False)
    assert (now.whose, now.next) == ("NOBODY", "LOOK")


@pytest.mark.parametrize("note", [UNSETTLED, UNDER_WAY])
@pytest.mark.parametrize(
    ("number", "amount", "even"),
    [
        ("50300000", PRICE, True),
        ("50300000", PRICE - 1, False),  # the channel says another sum of the same refund
        ("50300001", PRICE, False),
        ("", PRICE, True),  # finance told of it, and no bill has named it yet
        ("", PRICE - 1, False),
    ],
)
def test_a_line_is_even_once_its_refund_is_recorded(note: str, number: str, amount: int, even: bool) -> None:
    attempt = an_attempt(2, A.OK, outside=(OutsideRefund(number=number, amount=fen(amount), at=T0),))
    assert next_of(note, an_attempt(1, A.RETURNED), attempt) == ("MATCH" if even else "LOOK")
    assert next_of(note, attempt, recordable=True) == ("MATCH" if even else "RECORD")
