"""Everything that can happen to an order.  A *fact* comes from a payment channel and is never refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chalicelib.orders.model import CHANNEL, CLOCK, Actor, Reason, Student
from chalicelib.shared.money import Fen

EVENTS: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all: who caused it."""

    name: ClassVar[str] = ""
    fact: ClassVar[bool] = False
    actor: Actor

    def __init_subclass__(cls) -> None:
        if "name" in cls.__dict__:
            EVENTS[cls.name] = cls


# -- the student ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Submit(Event):
    name = "submit"
    photo_no: int


@dataclass(frozen=True, kw_only=True)
class Start(Event):
    """Start a payment attempt; client_key makes a repeated tap the same attempt."""

    name = "start"
    channel: str
    kind: str
    mchid: str
    appid: str
    client_key: str


@dataclass(frozen=True, kw_only=True)
class Reopen(Event):
    name = "reopen"


@dataclass(frozen=True, kw_only=True)
class Cancel(Event):
    name = "cancel"


@dataclass(frozen=True, kw_only=True)
class Withdraw(Event):
    name = "withdraw"


@dataclass(frozen=True, kw_only=True)
class Resubmit(Event):
    name = "resubmit"
    photo_no: int


# -- the clock -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Abandoned(Event):
    name = "abandoned"
    actor: Actor = CLOCK


@dataclass(frozen=True, kw_only=True)
class Expire(Event):
    name = "expire"
    actor: Actor = CLOCK


@dataclass(frozen=True, kw_only=True)
class Overdue(Event):
    name = "overdue"
    actor: Actor = CLOCK


# -- facts from a channel ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Fact(Event):
    """About one attempt."""

    fact = True
    actor: Actor = CHANNEL
    attempt_no: int


@dataclass(frozen=True, kw_only=True)
class Paid(Fact):
    name = "paid"
    amount: Fen
    currency: str
    mchid: str
    appid: str
    transaction_id: str
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """The channel says the attempt can no longer be paid."""

    name = "closed"


@dataclass(frozen=True, kw_only=True)
class Unknown(Fact):
    """The channel did not say; the attempt stays watched."""

    name = "unknown"


@dataclass(frozen=True, kw_only=True)
class StillOpen(Fact):
    """Asked, not paid, not closed: ask again later."""

    name = "still_open"


@dataclass(frozen=True, kw_only=True)
class RefundFact(Fact):
    """About one refund of the attempt."""

    try_no: int
    amount: Fen
    refund_id: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundAccepted(RefundFact):
    name = "refund_accepted"


@dataclass(frozen=True, kw_only=True)
class RefundDone(RefundFact):
    name = "refund_done"


@dataclass(frozen=True, kw_only=True)
class RefundAbnormal(RefundFact):
    name = "refund_abnormal"


@dataclass(frozen=True, kw_only=True)
class RefundClosed(RefundFact):
    name = "refund_closed"


@dataclass(frozen=True, kw_only=True)
class ReturnedOutside(Fact):
    """A query or bill shows a refund we did not make."""

    name = "returned_outside"


# -- staff ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FourEyes(Event):
    """Needs a second person where the table says so."""

    second: str | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Take(Event):
    name = "take"
    until: datetime


@dataclass(frozen=True, kw_only=True)
class LetGo(Event):
    name = "let_go"


@dataclass(frozen=True, kw_only=True)
class Approve(Event):
    name = "approve"
    photo_no: int


@dataclass(frozen=True, kw_only=True)
class Reject(Event):
    name = "reject"
    photo_no: int
    reasons: tuple[Reason, ...]
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Grant(FourEyes):
    name = "grant"
    days: int
    tries: int


@dataclass(frozen=True, kw_only=True)
class Close(FourEyes):
    name = "close"


@dataclass(frozen=True, kw_only=True)
class Recall(FourEyes):
    name = "recall"


@dataclass(frozen=True, kw_only=True)
class Deliver(Event):
    name = "deliver"
    package: str


@dataclass(frozen=True, kw_only=True)
class Post(Event):
    name = "post"
    courier: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Confirm(Event):
    name = "confirm"


@dataclass(frozen=True, kw_only=True)
class Correct(FourEyes):
    name = "correct"


@dataclass(frozen=True, kw_only=True)
class AskRefund(FourEyes):
    """By the student (within the task's window) or by finance."""

    name = "refund"


@dataclass(frozen=True, kw_only=True)
class Resolve(FourEyes):
    """Finance on a SUSPECT attempt; held: what the channel, asked now, holds for it (None: nothing)."""

    name = "resolve"
    attempt_no: int
    verdict: str  # accept | refund | dismiss
    held: Fen | None


@dataclass(frozen=True, kw_only=True)
class RefundRetry(FourEyes):
    name = "refund_retry"
    attempt_no: int


@dataclass(frozen=True, kw_only=True)
class ReturnedByHand(FourEyes):
    name = "returned_by_hand"
    attempt_no: int
    reference: str


@dataclass(frozen=True, kw_only=True)
class Transfer(FourEyes):
    name = "transfer"
    owner: str


@dataclass(frozen=True, kw_only=True)
class Edit(FourEyes):
    name = "edit"
    student: Student


@dataclass(frozen=True, kw_only=True)
class Release(FourEyes):
    name = "release"
