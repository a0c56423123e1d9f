"""What an order's owner is told of money: each payment the channel took, and its way back."""

from __future__ import annotations

import msgspec

from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.money_model import RETURNED, Attempt
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan

# Events that end a payment's way back.
RETURNING = frozenset({"refund_done", "returned_by_hand", "returned_on_page", "returned_outside"})


class Back(msgspec.Struct, frozen=True):
    """asked_at: None where the money went back without us; done_at: None while it is on its way."""

    amount_text: str
    asked_at: str | None
    done_at: str | None


class Receipt(msgspec.Struct, frozen=True):
    """channel: its name, as people know it; number: of the transaction there, which finance can find it by."""

    channel: str
    amount_text: str
    paid_at: str | None
    number: str
    back: Back | None


def receipts(order: Order, history: list[EventRecord]) -> list[Receipt]:
    """The oldest first."""
    return [
        Receipt(
            channel=CHANNELS.get(one.channel, one.channel), amount_text=yuan(one.paid_amount),
            paid_at=iso(one.paid_at) if one.paid_at else None, number=one.transaction_id,
            back=_back(order, one, one.paid_amount, history),
        )
        for one in order.attempts
        if one.paid_amount is not None
    ]  # fmt: skip


def _back(order: Order, attempt: Attempt, taken: Fen, history: list[EventRecord]) -> Back | None:
    refund, returned = order.refund_of(attempt.attempt_no), attempt.state in RETURNED
    if refund is None and not returned:
        return None
    ends = [one.at for one in history if one.event in RETURNING and one.data.get("attempt_no") == attempt.attempt_no]
    return Back(
        amount_text=yuan(refund.amount if refund else taken),
        asked_at=iso(refund.requested_at) if refund else None,
        done_at=iso(ends[-1]) if returned and ends else None,
    )
