"""Whether money may be recorded as gone back: by hand elsewhere, or on the channel's own page.

Asked of the channel when two people record it, and beforehand by the page that offers it.
"""

from __future__ import annotations

from chalicelib.desk.errors import BillFirst, BillShowsPart, NotBack, WentBack
from chalicelib.desk.order_errors import RefundStillOpen
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import AMOUNT, Attempt, Refund, RefundState
from chalicelib.pay.model import Back, RefundStatus
from chalicelib.pay.money_tracer import MoneyTracer, Whereabouts
from chalicelib.shared.errors import DomainError
from chalicelib.shared.money import Fen, yuan


def is_under_way(refund: Refund | None) -> bool:
    """Whether the channel may still pay our refund out, as far as we know without asking it."""
    return refund is not None and refund.state is RefundState.ABNORMAL and refund.waits != AMOUNT


def page_refusal(refund: Refund | None, found: Whereabouts) -> DomainError | None:
    """Why it is not recorded that the payment went back on the channel's page; None if it may be.  The channel may not
    say how much went back if the refund was not ours: two people have looked at its page.  Where the bills know of a
    part, they will know of the rest."""
    if found.paid is not None and 0 < found.parts < found.paid.amount:
        return BillShowsPart(amount=yuan(Fen(found.parts)))
    if found.paid is None or Back.NOTHING in (found.back, found.paid.back):
        return NotBack()
    return RefundStillOpen() if refund is not None and _may_end(refund, found) else None


def hand_refusal(order: Order, attempt: Attempt, found: Whereabouts, tracer: MoneyTracer) -> DomainError | None:
    """Why it is not recorded that the payment was paid back by hand; None if it may be.  Money that the channel has
    already returned must not be paid out again.  A payment with a closed refund counts as returned there, and a refund
    made on the channel's own page since then shows in the bills only."""
    if not found.untouched:
        return WentBack()
    if found.closed_try and found.paid and found.paid.back is Back.SOME:
        closed = order.refund(attempt.attempt_no, found.closed_try)
        assert closed is not None
        day = tracer.unmatched(attempt.channel, closed.requested_at)
        if day is not None:
            return BillFirst(day=day.isoformat())
    return None


def refusals(order: Order, attempt: Attempt, found: Whereabouts, tracer: MoneyTracer) -> dict[str, DomainError]:
    """Why not, by the action that would record it."""
    both = {
        "returned_by_hand": hand_refusal(order, attempt, found, tracer),
        "returned_on_page": page_refusal(order.refund_of(attempt.attempt_no), found),
    }
    return {action: refusal for action, refusal in both.items() if refusal is not None}


def _may_end(refund: Refund, found: Whereabouts) -> bool:
    """Whether the channel will still report an end of a refund of ours: one is on its way, or the newest succeeded with
    the amount that was asked for."""
    newest = found.tries[-1]
    ended = newest.status is RefundStatus.SUCCESS and (refund.waits != AMOUNT or newest.amount == refund.amount)
    return ended or any(
        refund_try.status in (RefundStatus.PROCESSING, RefundStatus.ABNORMAL) for refund_try in found.tries
    )
