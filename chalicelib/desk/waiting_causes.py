"""Why an order waits for a decision."""

from __future__ import annotations

from chalicelib.desk.model import Cause
from chalicelib.orders.claims.ownership import is_contested
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AMOUNT, AttemptState, Refund
from chalicelib.orders.store.index_keys import RefundGroup, refund_group


def causes(order: Order) -> tuple[Cause, ...]:
    """Those that hold now; the index may still name one that was decided."""
    head = order.head
    why: list[Cause] = []
    if is_contested(head):
        why.append("CONTESTED")
    if head.undecided:
        why.append("OVERDUE")
    elif head.state is State.CORRECTION:
        why.append("CORRECTION")
    if any(attempt.state is AttemptState.SUSPECT for attempt in order.attempts):
        why.append("SUSPECT")
    why += [_why(refund) for refund in order.refunds if refund_group(order, refund) is RefundGroup.STUCK]
    return tuple(dict.fromkeys(why))


def _why(refund: Refund) -> Cause:
    return "REFUND_WAITS" if refund.waits not in ("", AMOUNT) else "REFUND_STUCK"
