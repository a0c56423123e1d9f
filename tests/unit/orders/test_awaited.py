"""Which messages an order may still bring: those of what may happen to it next, by the table and the words."""

from __future__ import annotations

import pytest

from chalicelib.notify.notices import NOTICES
from chalicelib.orders import events as ev
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.model import State
from chalicelib.orders.screen.awaited_messages import AWAITED, awaited_notices
from tests.worlds.orders import T0, an_order


def next_kinds(state: State) -> set[str]:
    """Of the events that the table has for it."""
    events = {row.event.name for row in ROWS if state in row.sources}
    return {told.template for told in NOTICES if told.event in events}


@pytest.mark.parametrize("state", AWAITED)
def test_what_may_come_next_is_among_what_is_asked_for(state: State) -> None:
    usual = next_kinds(state) - {"state"} if state in (State.DRAFT, State.AWAITING_PAYMENT) else next_kinds(state)
    assert usual <= set(awaited_notices(an_order(state).head))


def test_a_review_is_told_by_result_alone() -> None:
    assert {row.sources for row in ROWS if row.event in (ev.Approve, ev.Reject)} == {(State.IN_REVIEW,)}
    assert "result" in awaited_notices(an_order(State.IN_REVIEW).head)


@pytest.mark.parametrize("state", [State.CANCELLED, State.CLOSED, State.REFUNDED, State.EXPIRED])
def test_an_order_that_is_over_brings_nothing(state: State) -> None:
    assert awaited_notices(an_order(state).head) == []


def test_an_order_whose_data_went_brings_nothing() -> None:
    assert awaited_notices(an_order(State.DONE, erased_at=T0).head) == []
