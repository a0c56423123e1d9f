"""Whose is an enrolment: every state of the order that has the claim, asked by its owner and by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.orders.claims.ownership import (
    PHOTO_LIFE,
    TYPED_LIFE,
    Claim,
    InUse,
    NewRound,
    Opens,
    OwnOrder,
    WayPast,
    decide_open,
    is_contested,
)
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.model import PAID_STATES, Actor, Contest, Order, PhotoState, State
from tests.worlds.orders import ME, OTHER, T0, a_photo, an_order

CLAIM = Claim(order_id="O" * 22, round=3)
NEXT = NewRound(round=4)
FREED = (State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED)
UNPAID = (State.DRAFT, State.AWAITING_PAYMENT)
KEPT = tuple(sorted(PAID_STATES))


def opens(holder: Order, who: Actor, now: datetime = T0) -> Opens:
    return decide_open(CLAIM, holder, who.id, now)


def test_nobody_has_it() -> None:
    assert decide_open(None, None, ME.id, T0) == NewRound(round=1)


def test_its_order_is_gone() -> None:
    assert decide_open(CLAIM, None, ME.id, T0) == NEXT


@pytest.mark.parametrize("person", [ME.id, OTHER.id])
@pytest.mark.parametrize("state", FREED)
def test_freed_for_everybody(state: State, person: str) -> None:
    assert decide_open(CLAIM, an_order(state), person, T0) == NEXT


def test_what_is_being_refunded_ends_as_refunded_and_no_other_way() -> None:
    """So nobody needs to wait for the money before the place is given to the next."""
    ends = {row.to for row in ROWS if State.REFUNDING in row.sources}
    assert ends == {None, State.REFUNDED}


@pytest.mark.parametrize("state", [*UNPAID, *KEPT, State.EXPIRED])
def test_own_order_is_opened_again(state: State) -> None:
    assert opens(an_order(state), ME) == OwnOrder()


def test_expired_of_another_is_free() -> None:
    assert opens(an_order(State.EXPIRED), OTHER) == NEXT


@pytest.mark.parametrize("photo", [None, PhotoState.WAITING, PhotoState.CHECKING, PhotoState.FAILED])
def test_a_code_without_a_passed_photo_gives_way_to_whoever_shows_it_later(photo: PhotoState | None) -> None:
    photos = () if photo is None else (a_photo(1, photo),)
    draft = an_order(State.DRAFT, photos=photos)
    assert opens(draft, OTHER) == NewRound(round=4, ends=True)
    assert opens(draft, ME) == OwnOrder()


@pytest.mark.parametrize("state", UNPAID)
def test_with_one_the_branch_decides(state: State) -> None:
    photos = (a_photo(1), a_photo(2, PhotoState.FAILED))
    assert opens(an_order(state, photos=photos), OTHER) == InUse(way=WayPast.DESK)


@pytest.mark.parametrize(
    ("photo", "held"),
    [
        (None, TYPED_LIFE), (PhotoState.CHECKING, TYPED_LIFE), (PhotoState.FAILED, TYPED_LIFE),
        (PhotoState.PASSED, PHOTO_LIFE),
    ],
)  # fmt: skip
def test_a_draft_holds_a_typed_number_for_a_while(photo: PhotoState | None, held: timedelta) -> None:
    photos = () if photo is None else (a_photo(1, photo),)
    draft = an_order(State.DRAFT, source="form", photos=photos)
    assert opens(draft, OTHER) == InUse(way=WayPast.PROOF, until=T0 + held)
    assert opens(draft, OTHER, T0 + held - timedelta(seconds=1)) == InUse(way=WayPast.PROOF, until=T0 + held)
    assert opens(draft, OTHER, T0 + held) == NewRound(round=4, ends=True)
    assert opens(draft, ME) == OwnOrder()


@pytest.mark.parametrize("state", [State.AWAITING_PAYMENT, *KEPT])
def test_what_was_handed_in_holds_a_typed_number(state: State) -> None:
    way = WayPast.PROOF if state in UNPAID else WayPast.NONE
    holder = an_order(state, source="form")
    until = holder.head.expires_at if state in UNPAID else None  # when it ends unpaid
    assert (until is None) is (state not in UNPAID)
    assert opens(holder, OTHER, T0 + 9 * PHOTO_LIFE) == InUse(way=way, until=until)


@pytest.mark.parametrize("state", KEPT)
def test_paid_of_another_may_not(state: State) -> None:
    assert opens(an_order(state), OTHER) == InUse(way=WayPast.NONE)


def test_every_state_is_decided() -> None:
    assert {*FREED, *UNPAID, *KEPT, State.EXPIRED} == set(State)


@pytest.mark.parametrize("state", State)
def test_what_is_over_is_contested_no_more(state: State) -> None:
    order = an_order(state, contest=Contest(person_id=OTHER.id, at=T0))
    assert is_contested(order.head) == (state not in (*FREED, State.EXPIRED))
    assert not is_contested(an_order(state).head)
