"""Whose is an enrolment: every state of the order that has the claim, asked by its owner and by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.orders.claims import (
    PHOTO_LIFE,
    TYPED_LIFE,
    Claim,
    InUse,
    NewOrder,
    OwnOrder,
    decide_open,
    holder_of,
)
from chalicelib.orders.model import PAID_STATES, PhotoState, State
from tests.worlds.orders import ME, OTHER, T0, a_photo, an_order

CLAIM = Claim(order_id="O" * 22, round=3)
NEXT = NewOrder(round=4)
FREED = (State.CANCELLED, State.CLOSED, State.REFUNDED)
UNPAID = (State.DRAFT, State.AWAITING_PAYMENT)
KEPT = (*sorted(PAID_STATES), State.REFUNDING)


def test_nobody_has_it() -> None:
    assert decide_open(None, None, ME.id) == NewOrder(round=1)


def test_its_order_is_gone() -> None:
    assert decide_open(CLAIM, None, ME.id) == NEXT


@pytest.mark.parametrize("person", [ME.id, OTHER.id])
@pytest.mark.parametrize("state", FREED)
def test_freed_for_everybody(state: State, person: str) -> None:
    assert decide_open(CLAIM, an_order(state), person) == NEXT


@pytest.mark.parametrize("state", [*UNPAID, *KEPT, State.EXPIRED])
def test_own_order_is_opened_again(state: State) -> None:
    assert decide_open(CLAIM, an_order(state), ME.id) == OwnOrder()


def test_expired_of_another_is_free() -> None:
    assert decide_open(CLAIM, an_order(State.EXPIRED), OTHER.id) == NEXT


@pytest.mark.parametrize("state", UNPAID)
def test_unpaid_of_another_may_be_taken_over(state: State) -> None:
    assert decide_open(CLAIM, an_order(state), OTHER.id) == InUse(takeover=True)


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
    assert decide_open(CLAIM, draft, OTHER.id) == InUse(takeover=True, until=T0 + held)
    assert decide_open(CLAIM, draft, ME.id) == OwnOrder()


@pytest.mark.parametrize("state", [State.AWAITING_PAYMENT, *KEPT])
def test_what_was_handed_in_holds_a_typed_number(state: State) -> None:
    decision = decide_open(CLAIM, an_order(state, source="form"), OTHER.id)
    assert decision == InUse(takeover=state in UNPAID, until=None)


@pytest.mark.parametrize("state", KEPT)
def test_paid_of_another_may_not(state: State) -> None:
    assert decide_open(CLAIM, an_order(state), OTHER.id) == InUse(takeover=False)


def test_every_state_is_decided() -> None:
    assert {*FREED, *UNPAID, *KEPT, State.EXPIRED} == set(State)


@pytest.mark.parametrize("state", State)
def test_holder(state: State) -> None:
    holder = holder_of(an_order(state).head)
    if state in FREED:
        assert holder is None
        return
    assert holder is not None
    assert (holder.person_id, holder.state, holder.since) == (ME.id, state, T0)
    assert holder.paid == (state in KEPT)
    assert holder.provable


def test_without_the_ids_end_nobody_can_prove_anything() -> None:
    known = an_order(State.DRAFT).head
    holder = holder_of(replace(known, student=replace(known.student, id_tail=None)))
    assert holder is not None
    assert not holder.provable
