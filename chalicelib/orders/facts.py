"""What a payment channel says about an order's money: facts, which are never refused."""

from __future__ import annotations

from datetime import datetime

from chalicelib.orders.events import Event
from chalicelib.orders.model import CHANNEL, Actor
from chalicelib.shared.money import Fen


class Fact(Event, frozen=True, kw_only=True):
    """About one attempt."""

    fact = True
    actor: Actor = CHANNEL
    attempt_no: int


class Paid(Fact, frozen=True, kw_only=True):
    """partly_back: some of it went back without us, and nobody has said how much yet."""

    name = "paid"
    amount: Fen
    currency: str
    mchid: str
    appid: str
    transaction_id: str
    paid_at: datetime
    partly_back: bool = False


class Closed(Fact, frozen=True, kw_only=True):
    """The channel says the attempt can no longer be paid."""

    name = "closed"


class Unknown(Fact, frozen=True, kw_only=True):
    """The channel did not say; the attempt is still watched."""

    name = "unknown"


class StillOpen(Fact, frozen=True, kw_only=True):
    """The channel says that the attempt is neither paid nor closed: ask again later."""

    name = "still_open"


class RefundFact(Fact, frozen=True, kw_only=True):
    """About one refund of the attempt."""

    try_no: int
    amount: Fen
    refund_id: str = ""


class RefundAccepted(RefundFact, frozen=True, kw_only=True):
    name = "refund_accepted"


class RefundDone(RefundFact, frozen=True, kw_only=True):
    """done_at: when the channel paid it out, None if it did not say."""

    name = "refund_done"
    done_at: datetime | None = None


class RefundAbnormal(RefundFact, frozen=True, kw_only=True):
    name = "refund_abnormal"


class RefundClosed(RefundFact, frozen=True, kw_only=True):
    name = "refund_closed"


class RefundWaits(RefundFact, frozen=True, kw_only=True):
    """The channel does not accept the refund now.  why: NOT_ENOUGH (the merchant's balance), REFUSED, or BACK (refused,
    and money went back without us)."""

    name = "refund_waits"
    why: str


class RefundStillOpen(RefundFact, frozen=True, kw_only=True):
    """The channel could not be asked: ask again later."""

    name = "refund_still_open"


class ReturnedOutside(Fact, frozen=True, kw_only=True):
    """All the money of a trade went back by refunds that we did not make.  back_at: None if nobody said when."""

    name = "returned_outside"
    amount: Fen
    transaction_id: str
    paid_at: datetime
    back_at: datetime | None = None


class PartReturned(Fact, frozen=True, kw_only=True):
    """A finished refund on the channel's own page, from its bill: of a part of the money, or of all.

    refund_no: the channel's number of the refund; amount: what it returned; back_at: when.
    """

    name = "part_returned"
    refund_no: str
    amount: Fen
    back_at: datetime
