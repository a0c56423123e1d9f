"""Cases of the rows that take money: what a channel says of a payment, and what finance does about it."""

from __future__ import annotations

from typing import Any

from chalicelib.orders import facts
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import Attempt, AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import (
    HOUR,
    PRICE,
    SECOND,
    STAFF,
    T0,
    a_refund,
    an_attempt,
    an_order,
    paid,
    resolve,
)

S, A, R = State, AttemptState, RefundState
OTHER_AMOUNT = Fen(1999)
GRACE_OVER = T0 + 73 * HOUR
TOOK = {"due_at": None, "transaction_id": "4200", "paid_at": T0, "paid_amount": PRICE}
SOON = HOUR / 40  # 90 seconds
FOUR_EYES: dict[str, Any] = {"actor": STAFF, "second": SECOND}


def waiting(state: AttemptState = A.PENDING, order: State = S.AWAITING_PAYMENT) -> Order:
    return an_order(order, attempts=(an_attempt(state=state),))


def suspect(order: State) -> Order:
    return an_order(order, attempts=(an_attempt(state=A.SUSPECT, paid_amount=OTHER_AMOUNT),))


def orphaned(state: RefundState, attempt: AttemptState = A.ORPHAN) -> Order:
    return an_order(S.EXPIRED, attempts=(an_attempt(state=attempt),), refunds=(a_refund(state=state),))


def an_orphan_refund(reason: str, amount: Fen = PRICE, by: str = "channel") -> dict[str, tuple[object, ...]]:
    return {"refunds": (a_refund(reason=reason, amount=amount, requested_at=NOW, due_at=NOW, by=by),)}


def other(state: AttemptState = A.OK) -> tuple[Attempt, ...]:
    """A paid attempt, and an earlier one that could not be closed."""
    return (an_attempt(1, A.ABANDONED), an_attempt(2, state))


PAID = {
    "closed": Case(order=waiting(), event=facts.Closed(attempt_no=1), attempt={"state": A.CLOSED, "due_at": None}),
    "closed at last": Case(
        order=waiting(A.ABANDONED, S.CANCELLED), event=facts.Closed(attempt_no=1),
        attempt={"state": A.CLOSED, "due_at": None},
    ),
    "unknown": Case(
        order=waiting(), event=facts.Unknown(attempt_no=1), attempt={"state": A.ABANDONED, "due_at": NOW + HOUR / 2}
    ),
    "still open, just begun": Case(
        order=waiting(), event=facts.StillOpen(attempt_no=1), now=T0, attempt={"due_at": T0 + SOON}
    ),
    "still open, the rarer the older": Case(
        order=waiting(), event=facts.StillOpen(attempt_no=1), now=T0 + 10 * HOUR, attempt={"due_at": T0 + 15 * HOUR}
    ),
    "still open, its end is near": Case(
        order=waiting(), event=facts.StillOpen(attempt_no=1), now=T0 + 20 * HOUR, attempt={"due_at": T0 + 24 * HOUR}
    ),
    "still open, ten minutes past its end": Case(
        order=waiting(A.ABANDONED), event=facts.StillOpen(attempt_no=1), now=T0 + 24 * HOUR,
        attempt={"due_at": T0 + 24 * HOUR + HOUR / 6},
    ),
    "still open, long over": Case(
        order=waiting(A.ABANDONED), event=facts.StillOpen(attempt_no=1), now=T0 + 30 * HOUR,
        attempt={"due_at": T0 + 31 * HOUR},
    ),
    "paid": Case(
        order=waiting(), event=paid(), to=S.IN_REVIEW, head={"due_at": None, "queued_at": NOW},
        attempt={"state": A.OK, **TOOK},
    ),
    "paid what the attempt asked, not today's price": Case(
        order=an_order(S.AWAITING_PAYMENT, price=Fen(3000), attempts=(an_attempt(state=A.CLOSED),)), event=paid(),
        to=S.IN_REVIEW, head={"due_at": None, "queued_at": NOW, "price": PRICE}, attempt={"state": A.OK, **TOOK},
    ),
    "paid late": Case(
        order=waiting(A.ABANDONED, S.EXPIRED), event=paid(), to=S.IN_REVIEW, claim=True, now=T0 + 50 * HOUR,
        head={"queued_at": T0 + 50 * HOUR, "late": True}, attempt={"state": A.OK, **TOOK},
    ),
    "paid when the claim is gone": Case(
        order=waiting(A.CLOSED, S.EXPIRED), event=paid(), owns_claim=False, attempt={"state": A.ORPHAN, **TOOK},
        new=an_orphan_refund("paid"),
    ),
    "paid when the grace is over": Case(
        order=waiting(A.CLOSED, S.EXPIRED), event=paid(), now=GRACE_OVER, attempt={"state": A.ORPHAN, **TOOK},
        new={"refunds": (a_refund(reason="paid", requested_at=GRACE_OVER, due_at=GRACE_OVER),)},
    ),
    "paid after cancelling": Case(
        order=waiting(A.ABANDONED, S.CANCELLED), event=paid(), attempt={"state": A.ORPHAN, **TOOK},
        new=an_orphan_refund("paid"),
    ),
    "paid twice": Case(
        order=an_order(S.APPROVED, attempts=other()), event=paid(), attempt={"state": A.ORPHAN, **TOOK},
        new=an_orphan_refund("paid"),
    ),
    "paid, and some of it went back without us": Case(
        order=waiting(), event=paid(partly_back=True), alarm=True, attempt={"state": A.SUSPECT, **TOOK},
    ),
    "paid long ago, and some of it went back without us": Case(
        order=waiting(A.OK, S.IN_REVIEW), event=paid(partly_back=True), quiet=True, alarm=True
    ),
    "another amount": Case(
        order=waiting(), event=paid(amount=OTHER_AMOUNT), alarm=True,
        attempt={"state": A.SUSPECT, **TOOK, "paid_amount": OTHER_AMOUNT},
    ),
    "another currency": Case(
        order=waiting(), event=paid(currency="USD"), alarm=True, attempt={"state": A.SUSPECT, **TOOK}
    ),
    "another merchant": Case(
        order=waiting(), event=paid(mchid="1900000002"), alarm=True, attempt={"state": A.SUSPECT, **TOOK}
    ),
    "another app": Case(
        order=waiting(), event=paid(appid="wx2"), alarm=True, attempt={"state": A.SUSPECT, **TOOK}
    ),
    "told again": Case(order=waiting(A.OK, S.IN_REVIEW), event=paid(), quiet=True),
    "told again, with another amount": Case(
        order=waiting(A.OK, S.IN_REVIEW), event=paid(amount=OTHER_AMOUNT), quiet=True, alarm=True
    ),
    "told again, under another transaction": Case(
        order=an_order(S.IN_REVIEW, attempts=(an_attempt(state=A.OK, transaction_id="4199"),)), event=paid(),
        quiet=True, alarm=True,
    ),
    "paid after another transaction was dismissed": Case(
        order=an_order(S.AWAITING_PAYMENT, attempts=(an_attempt(state=A.ABANDONED, transaction_id="4199"),)),
        event=paid(), to=S.IN_REVIEW, head={"due_at": None, "queued_at": NOW},
        attempt={"state": A.OK, **TOOK},
    ),
    "an attempt nobody made": Case(order=waiting(), event=paid(7), quiet=True, alarm=True),
}  # fmt: skip

RESOLVED = {
    "accepted": Case(
        order=suspect(S.AWAITING_PAYMENT), event=resolve("accept", held=OTHER_AMOUNT), to=S.IN_REVIEW,
        head={"due_at": None, "queued_at": NOW}, attempt={"state": A.OK},
    ),
    "accepted late": Case(
        order=suspect(S.EXPIRED), event=resolve("accept", held=PRICE), to=S.IN_REVIEW, claim=True,
        head={"queued_at": NOW, "late": True}, attempt={"state": A.OK, "paid_amount": PRICE},
    ),
    "accepted too late": Case(
        order=suspect(S.EXPIRED), event=resolve("accept", held=OTHER_AMOUNT), owns_claim=False,
        attempt={"state": A.ORPHAN}, new=an_orphan_refund("resolve", OTHER_AMOUNT, "staff"),
    ),
    "accepted for a cancelled order": Case(
        order=suspect(S.CANCELLED), event=resolve("accept", held=OTHER_AMOUNT), attempt={"state": A.ORPHAN},
        new=an_orphan_refund("resolve", OTHER_AMOUNT, "staff"),
    ),
    "sent back": Case(
        order=suspect(S.AWAITING_PAYMENT), event=resolve("refund", held=OTHER_AMOUNT), attempt={"state": A.ORPHAN},
        new=an_orphan_refund("resolve", OTHER_AMOUNT, "staff"),
    ),
    "dismissed": Case(
        order=suspect(S.AWAITING_PAYMENT), event=resolve("dismiss", held=None),
        attempt={"state": A.ABANDONED, "paid_amount": None, "due_at": NOW + HOUR / 2},
    ),
}  # fmt: skip
