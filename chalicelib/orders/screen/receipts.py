"""What an order's owner sees about money: each payment the channel took, and its way back."""

from __future__ import annotations

import msgspec

from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.money_model import RETURNED, Attempt, AttemptState, RefundState, parts_of
from chalicelib.orders.number import grouped
from chalicelib.orders.screen.details import Detail
from chalicelib.shared.clock import from_iso, iso, shanghai
from chalicelib.shared.money import Fen, yuan

# Events that end a payment's way back.
RETURNING = frozenset({"refund_done", "returned_by_hand", "returned_on_page", "returned_outside", "part_returned"})


class Back(msgspec.Struct, frozen=True):
    """A payment's way back, of all of it or of a part.  asked_at: null where the money went back without us; done_at:
    null while it is on its way."""

    amount_text: str
    asked_at: str | None
    done_at: str | None


class Receipt(msgspec.Struct, frozen=True):
    """A payment that the channel took.

    channel: its usual name; number: of the transaction there, by which finance can find it; number_text: the same in
    fours; details: what else there is about it and its way back, in rows.
    """

    channel: str
    amount_text: str
    paid_at: str | None
    number: str
    number_text: str
    back: Back | None
    details: list[Detail]


def receipts(order: Order, history: list[EventRecord]) -> list[Receipt]:
    """One for each payment, the oldest first."""
    paid = [(attempt, attempt.paid_amount) for attempt in order.attempts if attempt.paid_amount is not None]
    return [_receipt(order, attempt, amount, history) for attempt, amount in paid]


def _receipt(order: Order, attempt: Attempt, taken: Fen, history: list[EventRecord]) -> Receipt:
    back, channel = _back(order, attempt, taken, history), CHANNELS.get(attempt.channel, attempt.channel)
    paid_at = iso(attempt.paid_at) if attempt.paid_at else None
    rows = {"支付方式": channel, "支付金额": f"{yuan(taken)} 元", "支付时间": _at(paid_at)}
    if back is not None:
        rows |= {
            "退款金额": f"{back.amount_text} 元", "退款提交": _at(back.asked_at),
            "退款完成": _at(back.done_at) or "处理中",
        }  # fmt: skip
    return Receipt(
        channel=channel,
        amount_text=yuan(taken),
        paid_at=paid_at,
        number=attempt.transaction_id,
        number_text=grouped(attempt.transaction_id),
        back=back,
        details=[Detail(label, text) for label, text in rows.items() if text],
    )


def _at(instant: str | None) -> str:
    return shanghai(from_iso(instant)) if instant else ""


def _back(order: Order, attempt: Attempt, taken: Fen, history: list[EventRecord]) -> Back | None:
    refund, parts = order.refund_of(attempt.attempt_no), parts_of(order.refunds, attempt.attempt_no)
    gone = attempt.gone_outside + sum(part.amount for part in parts)
    if refund is None and not gone and attempt.state not in RETURNED:
        return None
    asked = [part.requested_at for part in (refund, *parts) if part]
    more = refund.amount if refund and attempt.state is not AttemptState.RETURNED_OUTSIDE else 0
    ended = refund is None and all(part.state is RefundState.DONE for part in parts)
    own = [record for record in history if record.data.get("attempt_no") == attempt.attempt_no]
    ends = [record.at for record in own if record.event in RETURNING]
    return Back(
        amount_text=yuan(Fen(min(more + gone, taken))),
        asked_at=iso(asked[0]) if asked else None,
        done_at=iso(ends[-1]) if ends and (ended or attempt.state in RETURNED) else None,
    )
