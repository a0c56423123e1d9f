"""Who holds an enrolment?  The rules of opening an order, pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from chalicelib.orders.model import Head, Order, PhotoState, State

# States that hold no enrolment.  REFUNDING is one: the money goes back whoever has the claim, and nothing else follows.
FREED = frozenset({State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED})
UNPAID = frozenset({State.DRAFT, State.AWAITING_PAYMENT})
NOT_PAID = UNPAID | {State.EXPIRED}  # an expired order may be reopened and paid
UNSEEN = frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED})  # handed in, and not approved by anybody yet
MOST_PLACES = 60  # per account: enough for a monitor with forty classmates, too few to block a school
NEW_ORDERS, PACE = 60, 3600  # per account in so many seconds: one class an hour
# How long a draft holds a student number, which anybody can type: TYPED_LIFE from its opening and from a photo that did
# not pass, PHOTO_LIFE from one that did.
TYPED_LIFE, PHOTO_LIFE = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Which order holds an enrolment in a task, and in which round."""

    order_id: str
    round: int


@dataclass(frozen=True, kw_only=True)
class NewRound:
    """Open an order in this round.  ends: somebody else's unpaid order of the enrolment ends by that."""

    round: int
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnOrder:
    """The caller has the order already: opening returns it."""


class WayPast(Enum):
    """How to get past somebody else's order.  PROOF: by the last four of the ID number, if the order knows them, which
    no collection code tells; DESK: the branch decides whose code it is; NONE: not at all, it is handed in and paid."""

    PROOF = "PROOF"
    DESK = "DESK"
    NONE = "NONE"


@dataclass(frozen=True, kw_only=True)
class InUse:
    """Somebody else holds the enrolment.  until: for PROOF, when the order gives way by itself, or ends unpaid."""

    way: WayPast
    until: datetime | None = None


Opens = NewRound | OwnOrder | InUse


def decide_open(claim: Claim | None, holder: Order | None, person_id: str, now: datetime) -> Opens:
    """What opening means.  holder: the order that has the claim."""
    if claim is None:
        return NewRound(round=1)
    if holder is None or holder.head.state in FREED:
        return NewRound(round=claim.round + 1)
    if holder.head.person_id == person_id:
        return OwnOrder()
    if holder.head.state is State.EXPIRED:
        return NewRound(round=claim.round + 1)
    if holder.head.state not in UNPAID:
        return InUse(way=WayPast.NONE)
    if held_at_desk(holder):
        return InUse(way=WayPast.DESK)
    until = held_until(holder)
    typed = holder.head.source == "form"
    if typed and (until is None or now < until):
        return InUse(way=WayPast.PROOF, until=until or holder.head.expires_at)
    return NewRound(round=claim.round + 1, ends=True)


def gives_way(holder: Order, person_id: str, now: datetime) -> bool:
    """Whether somebody else's order ends when this person asks for its enrolment."""
    opens = decide_open(Claim(order_id=holder.head.order_id, round=holder.head.round), holder, person_id, now)
    return isinstance(opens, NewRound) and opens.ends


def held_at_desk(order: Order) -> bool:
    """Whether the order was opened by a collection code, and a photo of it passed or was handed in.

    Somebody else with the code can show just as much, so only the branch can tell the two apart; without a photo nobody
    loses more than a form.
    """
    passed = any(photo.state is PhotoState.PASSED for photo in order.photos)
    return order.head.source != "form" and (passed or order.head.photo_no is not None)


def is_contested(head: Head) -> bool:
    """Whether the branch must decide whose order it is."""
    return head.contest is not None and head.state not in FREED and head.state is not State.EXPIRED


def held_until(holder: Order) -> datetime | None:
    """Until when somebody else who types the same number must wait; None if a collection code was shown or a photo
    handed in."""
    head = holder.head
    if head.source != "form" or head.state is not State.DRAFT:
        return None
    moves = [head.opened_at + TYPED_LIFE]
    moves += [
        photo.asked_at + (PHOTO_LIFE if photo.state is PhotoState.PASSED else TYPED_LIFE) for photo in holder.photos
    ]
    return max(moves)


def takes_place(head: Head) -> bool:
    """Whether it counts towards its account's MOST_PLACES: nobody has paid for it, or it was free and no reviewer has
    approved it yet."""
    free = head.source == "form" and head.price == 0 and head.state in UNSEEN
    return head.state in UNPAID or free
