"""Whose is an enrolment?  The rules of opening an order, pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.orders.model import Head, Order, PhotoState, State

FREED = frozenset({State.CANCELLED, State.CLOSED, State.REFUNDED})
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
class NewOrder:
    """Open under this round."""

    round: int


@dataclass(frozen=True, kw_only=True)
class OwnOrder:
    """The caller's order is there already: open is that order."""


@dataclass(frozen=True, kw_only=True)
class InUse:
    """Somebody else's; takeover: unpaid, so a proof by ID last 4 takes it; until: after that it needs none."""

    takeover: bool
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds an enrolment in a task, as far as a read may know."""

    order_id: str
    person_id: str
    state: State
    since: datetime
    paid: bool
    provable: bool  # it knows the ID's last four


def decide_open(claim: Claim | None, holder: Order | None, person_id: str) -> NewOrder | OwnOrder | InUse:
    """What opening means, given the claim and the order that has it."""
    if claim is None:
        return NewOrder(round=1)
    if holder is None or holder.head.state in FREED:
        return NewOrder(round=claim.round + 1)
    if holder.head.person_id == person_id:
        return OwnOrder()
    if holder.head.state is State.EXPIRED:
        return NewOrder(round=claim.round + 1)
    return InUse(takeover=holder.head.state in UNPAID, until=held_until(holder))


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


def holder_of(head: Head) -> Holder | None:
    """None when the head does not hold its claim any more."""
    if head.state in FREED:
        return None
    return Holder(
        order_id=head.order_id,
        person_id=head.person_id,
        state=head.state,
        since=head.opened_at,
        paid=head.state not in NOT_PAID,
        provable=head.student.id_tail is not None,
    )
