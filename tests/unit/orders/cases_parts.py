"""Cases of the rows about a refund on the channel's own page, of a part or of all, as its bill tells of it."""

from __future__ import annotations

from typing import Any

from chalicelib.orders import facts
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, OutsideRefund, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.cases_money import waiting
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import HOUR, PRICE, T0, a_lease, a_refund, an_attempt, an_order

S, A, R = State, AttemptState, RefundState
SOME, REST = Fen(1), Fen(PRICE - 1)
BACK_AT = T0 + HOUR / 2


def part(amount: Fen = SOME, refund_no: str = "page1", attempt_no: int = 1) -> facts.PartReturned:
    return facts.PartReturned(attempt_no=attempt_no, refund_no=refund_no, amount=amount, back_at=BACK_AT)


def went(amount: Fen = SOME, number: str = "page1") -> OutsideRefund:
    return OutsideRefund(number=number, amount=amount, at=BACK_AT)


def told(amount: Fen = PRICE) -> OutsideRefund:
    """By somebody who gave no number."""
    return OutsideRefund(number="", amount=amount, at=NOW)


def paid(state: AttemptState, to: State = S.IN_REVIEW, *outside: OutsideRefund, **fields: Any) -> Order:
    return an_order(to, attempts=(an_attempt(state=state, paid_amount=PRICE, outside=outside),), **fields)


OVER: dict[str, Any] = {"state": A.RETURNED_OUTSIDE}

PARTS = {
    "some of it": Case(order=paid(A.OK), event=part(), alarm=True, attempt={"outside": (went(),)}),
    "all of it at once": Case(
        order=paid(A.OK, lease=a_lease()), event=part(PRICE), alarm=True, to=S.REFUNDED,
        head={"lease": None, "queued_at": None}, attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "the rest, while our own refund waits": Case(
        order=paid(A.OK, S.REFUNDING, went(), refunds=(a_refund(),)), event=part(REST, "page2"), alarm=True,
        to=S.REFUNDED, attempt=OVER | {"outside": (went(), went(REST, "page2"))},
        refund={"state": R.CLOSED, "due_at": None},
    ),
    "some of it, while our own refund waits": Case(
        order=paid(A.OK, S.REFUNDING, refunds=(a_refund(),)), event=part(), alarm=True, attempt={"outside": (went(),)},
    ),
    "of a closed order": Case(
        order=paid(A.OK, S.CLOSED), event=part(PRICE), alarm=True, attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "of a payment that does not fit": Case(
        order=paid(A.SUSPECT, S.AWAITING_PAYMENT), event=part(PRICE), alarm=True,
        attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "its number, where somebody told of all of it": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, told()), event=part(PRICE), alarm=True,
        attempt={"outside": (went(PRICE),)},
    ),
    "its number, where somebody told of more": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, told()), event=part(), alarm=True,
        attempt={"outside": (went(), told(REST))},
    ),
    "more than there was": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, went(PRICE)), event=part(SOME, "page2"), alarm=True,
        attempt={"outside": (went(PRICE), went(SOME, "page2"))},
    ),
    "after it was paid back by hand": Case(
        order=paid(A.RETURNED, S.REFUNDED, refunds=(a_refund(state=R.BY_HAND),)), event=part(PRICE), alarm=True,
        attempt={"outside": (went(PRICE),)},
    ),
    "told again": Case(order=paid(A.OK, S.IN_REVIEW, went()), event=part(), quiet=True),
    "of a payment that we do not know": Case(order=waiting(), event=part(), quiet=True, alarm=True),
    "of an attempt that we do not know": Case(order=paid(A.OK), event=part(attempt_no=7), quiet=True, alarm=True),
}  # fmt: skip
