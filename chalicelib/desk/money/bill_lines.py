"""How a bill's line that differed stands now: whose order it is about, and what is left to do.

A report says what was found when the day was matched; orders have moved on since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.pay.bills.model import SETTLED, BillDifference, Difference
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no

# FOREIGN: the number is not ours; NOBODY: it has our form, and there is no such order, or it is the sum of a day.
Whose = Literal["OWN", "OTHER", "NOBODY", "FOREIGN"]
# MATCH: nothing but matching the day again; RESOLVE: two of finance decide about the payment; RECORD: what went back is
# recorded once all of it did; RECOVER: it went back twice, and one of them is asked back; LOOK: a person must look.
Next = Literal["MATCH", "RESOLVE", "RECORD", "RECOVER", "LOOK"]


@dataclass(frozen=True, kw_only=True)
class LineNow:
    """branch: whose order it is about; empty where there is none."""

    line: BillDifference
    whose: Whose
    branch: str
    next: Next


def line_now(line: BillDifference, order: Order | None, branch: str, recordable: bool) -> LineNow:
    """branch: of whoever reads; recordable: whether she may record that the order's money went back on the channel's
    page."""
    if order is None:
        foreign = not line.order_id and line.kind not in (Difference.SUM, Difference.PROOF)
        return LineNow(line=line, whose="FOREIGN" if foreign else "NOBODY", branch="", next="LOOK")
    whose: Whose = "OWN" if order.head.branch == branch else "OTHER"
    return LineNow(line=line, whose=whose, branch=order.head.branch, next=_next(line, order, recordable))


def _next(line: BillDifference, order: Order, recordable: bool) -> Next:
    if line.kind is Difference.TWICE:
        return "RECOVER"
    attempt = attempt_of(line, order)
    if not line.returned and attempt is not None and attempt.state is AttemptState.SUSPECT:
        return "RESOLVE"
    if line.kind in (Difference.TRANSACTION, Difference.DOUBLE, Difference.PROOF):
        return "LOOK"
    if line.note == SETTLED or _is_even(line, order):
        return "MATCH"
    return "RECORD" if recordable and line.returned and line.kind is not Difference.MISSING_THERE else "LOOK"


def attempt_of(line: BillDifference, order: Order) -> Attempt | None:
    """The payment that the line's number names; a refund on the channel's page has a number that names none."""
    named = parse_out_refund_no(line.number) or parse_out_trade_no(line.number)
    return order.attempt(named[1]) if named else None


def _is_even(line: BillDifference, order: Order) -> bool:
    """Whether the order has by now what the bill has."""
    if not line.returned:
        attempt = attempt_of(line, order)
        return attempt is not None and attempt.paid_amount is not None and attempt.paid_amount == line.there
    if named := parse_out_refund_no(line.number):
        refund = order.refund(*named[1:])
        return refund is not None and refund.done_at is not None and refund.amount == line.there
    outside = [refund for attempt in order.attempts for refund in attempt.outside]
    if any(refund.number == line.number for refund in outside):
        return any(refund.number == line.number and refund.amount == line.there for refund in outside)
    return any(not refund.number and refund.amount >= (line.there or 0) for refund in outside)
