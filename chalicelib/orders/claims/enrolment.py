"""Whose is an enrolment?  The rules of opening an order, pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from chalicelib.orders.model import Head, Order, PhotoState, State

# Held no more.  What is being refunded ends as refunded and no other way: its money goes back whoever has the claim.
FREED = frozenset({State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED})
UNPAID = frozenset({State.DRAFT, State.AWAITING_PAYMENT})
NOT_PAID = UNPAID | {State.EXPIRED}  # what expired may be opened again and paid
UNSEEN = frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED})  # handed in, and nobody has approved it
MOST_PLACES = 60  # of one account: a monitor does forty classmates', and nobody keeps a school from its places
# How long a draft holds a student number that anybody can type, counted from its newest photo: until one passed, and
# once one did, to hand it in.
TYPED_LIFE, PHOTO_LIFE = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An enrolment's hold on a task."""

    order_id: str
    round: int


@dataclass(frozen=True, kw_only=True)
class NewRound:
    """Open under this round.  ends: the unpaid order somebody else has of it gives way."""

    round: int
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnOrder:
    """The caller's order is there already: open is that order."""


class WayPast(Enum):
    """How an order of somebody else is got past.  PROOF: by the end of the ID number that it knows, which no collection
    code may tell; DESK: the branch decides whose the code is; NONE: it is handed in and paid."""

    PROOF = "PROOF"
    DESK = "DESK"
    NONE = "NONE"


@dataclass(frozen=True, kw_only=True)
class InUse:
    """Somebody else's.  until: of PROOF, after that it gives way."""

    way: WayPast
    until: datetime | None = None


Opens = NewRound | OwnOrder | InUse


def decide_open(claim: Claim | None, holder: Order | None, person_id: str, now: datetime) -> Opens:
    """What opening means, given the claim and the order that has it."""
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
        return InUse(way=WayPast.PROOF, until=until)
    return NewRound(round=claim.round + 1, ends=True)


def held_at_desk(order: Order) -> bool:
    """Whether a collection code opened it and a photo of it passed.  Who else has the code can show as much of it, so
    nothing but the branch tells the two apart; without a photo nobody loses more than a form."""
    return order.head.source != "form" and any(one.state is PhotoState.PASSED for one in order.photos)


def contested(head: Head) -> bool:
    """Whether the branch is to decide whose it is."""
    return head.contest is not None and head.state not in FREED and head.state is not State.EXPIRED


def held_until(holder: Order) -> datetime | None:
    """Until when somebody who types the same number has to wait; None where a collection code was shown, or something
    was handed in."""
    head = holder.head
    if head.source != "form" or head.state is not State.DRAFT:
        return None
    moves = [head.opened_at + TYPED_LIFE]
    moves += [one.asked_at + (PHOTO_LIFE if one.state is PhotoState.PASSED else TYPED_LIFE) for one in holder.photos]
    return max(moves)


def takes_place(head: Head) -> bool:
    """Whether it is one of its account's MOST_PLACES: nobody has paid for it, or had to, and no reviewer has said that
    it is the student's."""
    free = head.source == "form" and head.price == 0 and head.state in UNSEEN
    return head.state in UNPAID or free
