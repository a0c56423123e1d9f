"""An order's money: attempts to pay for it, and their refunds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.shared.money import Fen


class AttemptState(StrEnum):
    """A payment attempt; PENDING, CLOSED and ABANDONED are *open*: money may still arrive."""

    PENDING = "PENDING"
    OK = "OK"
    CLOSED = "CLOSED"
    ABANDONED = "ABANDONED"
    SUSPECT = "SUSPECT"
    ORPHAN = "ORPHAN"
    RETURNED = "RETURNED"
    RETURNED_OUTSIDE = "RETURNED_OUTSIDE"


OPEN_ATTEMPT = frozenset({AttemptState.PENDING, AttemptState.CLOSED, AttemptState.ABANDONED})


class RefundState(StrEnum):
    """REQUESTED → PROCESSING → DONE | ABNORMAL | CLOSED; ABNORMAL/CLOSED → REQUESTED; CLOSED → BY_HAND."""

    REQUESTED = "REQUESTED"
    PROCESSING = "PROCESSING"
    DONE = "DONE"
    ABNORMAL = "ABNORMAL"
    CLOSED = "CLOSED"
    BY_HAND = "BY_HAND"


UNSENT_REFUND = frozenset({RefundState.REQUESTED, RefundState.ABNORMAL})  # the channel may not have accepted it
OPEN_REFUND = UNSENT_REFUND | {RefundState.PROCESSING}
ENDED_REFUND = frozenset({RefundState.DONE, RefundState.BY_HAND})
STUCK_REFUND = frozenset({RefundState.ABNORMAL, RefundState.CLOSED})
RETURNED = frozenset({AttemptState.RETURNED, AttemptState.RETURNED_OUTSIDE})

# What a refund waits for, or why.
NOT_ENOUGH = "NOT_ENOUGH"  # money in the merchant's account
REFUSED = "REFUSED"  # a person must look; it is not for want of money
BACK = "BACK"  # refused, and some or all of the money went back without us: the bills will say how much
AMOUNT = "AMOUNT"  # the channel ended it with another amount: a person must look


@dataclass(frozen=True, kw_only=True)
class OutsideRefund:
    """Money of an attempt that went back by a refund on the channel's own page.

    number: the channel's number of that refund, from the bill; empty for what only a query or finance told of, until
    the bill gives the number; at: when it went back, or when we heard of it.
    """

    number: str
    amount: Fen
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try to pay, with a price and a deadline of its own; recorded before the channel hears of it.

    paid_amount: what the channel took, once that is known; it differs from amount only where finance looked at it.
    outside: what went back by refunds on the channel's own page, at most one of them without a number.
    """

    attempt_no: int
    state: AttemptState
    channel: str
    kind: str
    amount: Fen
    mchid: str
    appid: str
    client_key: str
    started_at: datetime
    time_expire: datetime
    currency: str = "CNY"
    due_at: datetime | None = None
    transaction_id: str = ""
    paid_at: datetime | None = None
    paid_amount: Fen | None = None
    outside: tuple[OutsideRefund, ...] = ()

    @property
    def taken(self) -> Fen:
        """What the channel took; until that is known, what was asked for."""
        return self.amount if self.paid_amount is None else self.paid_amount

    @property
    def gone_outside(self) -> Fen:
        """Fen of all refunds on the channel's own page."""
        return Fen(sum(refund.amount for refund in self.outside))


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money on its way back for one attempt; `try_no` is part of the number that the channel knows.

    reason: what caused it; by: the kind of actor; branch: whose it is; waits: why the channel does not accept it now,
    or did something other than asked, or empty; refused_since: the start of refusals in a row that were not for too
    little money, not counting the time the channel was away; done_at: when the channel paid it out, None while it has
    not, as of one that was only paid back by hand; part: the branch returns a part of the money, and the order goes on.
    """

    attempt_no: int
    try_no: int
    state: RefundState
    amount: Fen
    reason: str
    requested_at: datetime
    due_at: datetime | None = None
    refund_id: str = ""
    by: str = ""
    branch: str = ""
    waits: str = ""
    refused_since: datetime | None = None
    done_at: datetime | None = None
    part: bool = False


def parts_of(refunds: Iterable[Refund], attempt_no: int) -> tuple[Refund, ...]:
    """The refunds of a part of an attempt's money that went through or still may."""
    own = (refund for refund in refunds if refund.attempt_no == attempt_no and refund.part)
    return tuple(refund for refund in own if refund.state is not RefundState.CLOSED)


def left_of(attempt: Attempt, refunds: Iterable[Refund]) -> Fen:
    """Fen that an attempt's channel took, less what went back on its page and the refunds of a part.  refunds: of its
    order."""
    parts = parts_of(refunds, attempt.attempt_no)
    return Fen(attempt.taken - attempt.gone_outside - sum(part.amount for part in parts))


def is_part_open(refunds: Iterable[Refund]) -> bool:
    """Whether a refund of a part is under way."""
    return any(refund.part and refund.state in OPEN_REFUND for refund in refunds)
