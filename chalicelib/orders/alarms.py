"""What a person must do about money that did not move as it should: the text of the alarm, by its event.  docs/money.md
says the same at length."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.money_model import NOT_ENOUGH

TO_DO = {
    facts.Paid.name: (
        "a payment does not fit its order: finance compares it with the channel's own page and resolves it"
    ),
    facts.RefundWaits.name: "the channel refuses a refund: look at its page; the refund is asked for again by itself",
    facts.RefundAbnormal.name: (
        "a refund is ABNORMAL, the payer's account cannot take it: finish it on the channel's own page (another "
        "account of the payer), or retry it here once the payer's account is in order"
    ),
    facts.RefundClosed.name: (
        "a refund is CLOSED for good: retry it under a new number, or pay it back by hand and record"
    ),
    facts.RefundDone.name: "a refund does not fit: compare it with the channel's own page, the money may be back twice",
    facts.PartReturned.name: "money went back without us: find out who refunded it on the channel's own page",
    facts.ReturnedOutside.name: "money went back without us: find out who refunded it on the channel's own page",
}
TOO_LITTLE = "too little money for a refund: top up the merchant account; the refund is asked for again by itself"


def to_do(event: ev.Event) -> str:
    """The text for an event.  Raises KeyError for an event that never alarms."""
    return TOO_LITTLE if isinstance(event, facts.RefundWaits) and event.why == NOT_ENOUGH else TO_DO[event.name]
