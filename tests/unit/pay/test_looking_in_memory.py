"""Payments asked about and closed at their channel, with everything around it in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.model import CloseResult, TradeState
from tests.unit.pay.pay_desk import ID, TROUBLE, A, Desk, desk_of, events
from tests.worlds.orders import HOUR, T0

END = T0 + 24 * HOUR
WATCHED = END + HOUR / 6
SECOND = timedelta(seconds=1)


# -- closing -------------------------------------------------------------------------------------------------------


def test_only_what_is_pending_is_closed() -> None:
    desk = desk_of(A.ABANDONED, A.PENDING, A.CLOSED, A.SUSPECT)
    desk.pay.close_pending(desk.store.order, seconds=7)
    assert desk.talk.asked == [("close", f"{ID}_02", 7)]
    assert desk.attempts == [A.ABANDONED, A.CLOSED, A.CLOSED, A.SUSPECT]


def test_an_unclear_answer_makes_it_abandoned() -> None:
    desk = desk_of(A.PENDING)
    desk.talk.closing = CloseResult.UNKNOWN
    desk.pay.close_pending(desk.store.order, seconds=3)
    assert (desk.attempts, desk.talk.asked) == ([A.ABANDONED], [("close", f"{ID}_01", 3)])


def test_found_paid_it_is_asked_what_was_paid() -> None:
    desk = desk_of(A.PENDING)
    desk.talk.closing, desk.talk.state = CloseResult.PAID, desk.paid()
    desk.pay.close_pending(desk.store.order, seconds=3)
    assert (desk.attempts, desk.store.order.head.state) == ([A.OK], State.IN_REVIEW)
    assert desk.talk.asked == [("close", f"{ID}_01", 3), ("query", f"{ID}_01")]


@pytest.mark.parametrize("said", [*TROUBLE, TradeState.NOTPAY])
def test_paid_and_nobody_can_say_what_leaves_it_pending(said: Any) -> None:
    desk = desk_of(A.PENDING)
    desk.talk.closing, desk.talk.state = CloseResult.PAID, said
    desk.pay.close_pending(desk.store.order, seconds=3)
    assert (desk.attempts, events(desk)) == ([A.PENDING], 0)


# -- asking --------------------------------------------------------------------------------------------------------


def test_what_is_not_there_not_open_or_not_due_is_not_looked_at() -> None:
    for desk in (desk_of(A.OK, due_at=T0), desk_of(A.CLOSED), desk_of(A.SUSPECT, due_at=T0)):
        desk.pay.settling.look(ID, 1)
        desk.pay.settling.look(ID, 2)
        desk.pay.settling.look("X" * 22, 1)
        assert desk.talk.asked == []


@pytest.mark.parametrize("state", [A.PENDING, A.ABANDONED])
def test_a_slot_that_is_due_is_asked_about(state: AttemptState) -> None:
    desk = desk_of(state)
    desk.talk.state = desk.paid()
    desk.pay.settling.look(ID, 1)
    assert (desk.talk.asked, desk.attempts) == ([("query", f"{ID}_01")], [A.OK])


def asked(
    said: TradeState,
    after: Any,
    *,
    state: AttemptState = A.PENDING,
    order: State = State.AWAITING_PAYMENT,
    closing: CloseResult = CloseResult.CLOSED,
) -> Desk:
    desk = desk_of(state, order=order)
    desk.now, desk.talk.state, desk.talk.closing = after, said, closing
    desk.pay.settling.ask(desk.store.order, desk.store.order.attempts[0])
    return desk


CLOSES = [("query", f"{ID}_01"), ("close", f"{ID}_01", 10)]


def test_closed_there_it_is_closed_here() -> None:
    desk = asked(TradeState.CLOSED, T0 + HOUR)
    assert (desk.attempts, desk.talk.asked) == ([A.CLOSED], CLOSES[:1])


@pytest.mark.parametrize("after", [WATCHED, WATCHED + HOUR])
def test_never_heard_of_and_its_time_long_over_it_is_closed(after: Any) -> None:
    desk = asked(TradeState.ABSENT, after)
    assert (desk.attempts, desk.talk.asked) == ([A.CLOSED], CLOSES[:1])


@pytest.mark.parametrize(("said", "after"), [
    (TradeState.ABSENT, WATCHED - SECOND), (TradeState.ABSENT, END), (TradeState.NOTPAY, END),
    (TradeState.NOTPAY, END + SECOND), (TradeState.NOTPAY, WATCHED), (TradeState.NOTPAY, WATCHED + HOUR),
])  # fmt: skip
def test_past_its_end_it_is_closed_at_the_channel(said: TradeState, after: Any) -> None:
    desk = asked(said, after)
    assert (desk.attempts, desk.talk.asked) == ([A.CLOSED], CLOSES)


@pytest.mark.parametrize("order", [State.APPROVED, State.IN_REVIEW])
def test_of_an_order_that_needs_no_money_it_is_closed_at_the_channel(order: State) -> None:
    desk = asked(TradeState.NOTPAY, T0 + HOUR, order=order)
    assert (desk.attempts, desk.talk.asked) == ([A.CLOSED], CLOSES)


@pytest.mark.parametrize("said", [TradeState.NOTPAY, TradeState.ABSENT])
@pytest.mark.parametrize(("after", "moves"), [
    (T0 + HOUR - SECOND, 0), (T0 + HOUR, 1), (T0 + 2 * HOUR, 1), (END - HOUR / 12, 1),
])  # fmt: skip
def test_before_its_end_only_a_slot_that_is_due_moves_on(said: TradeState, after: Any, moves: int) -> None:
    desk = asked(said, after)
    assert (desk.attempts, desk.talk.asked, events(desk)) == ([A.PENDING], CLOSES[:1], moves)


def test_without_a_slot_nothing_moves() -> None:
    desk = desk_of(A.PENDING, due_at=None)
    desk.now = T0 + 2 * HOUR
    desk.pay.settling.ask(desk.store.order, desk.store.order.attempts[0])
    assert events(desk) == 0


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize(("now", "due"), [(T0 + HOUR, T0 + 1.5 * HOUR), (END + HOUR, END + 2 * HOUR)])
def test_a_slot_moves_on_while_the_channel_is_away(trouble: Exception, now: datetime, due: datetime) -> None:
    desk = desk_of(A.PENDING, due_at=T0)
    desk.now, desk.talk.state = now, trouble
    with pytest.raises(type(trouble)):
        desk.pay.settling.look(ID, 1)
    assert (desk.attempts, desk.store.order.attempts[0].due_at) == ([A.PENDING], due)
    desk.pay.settling.look(ID, 1)  # told again: the next slot will do
    assert (len(desk.talk.asked), events(desk)) == (2, 1)
    desk.talk.state = desk.paid()
    desk.pay.settling.look(ID, 1)
    assert desk.attempts == [A.OK]


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_slot_that_moved_while_the_channel_was_asked_is_no_trouble(trouble: Exception) -> None:
    desk = desk_of(A.PENDING, due_at=T0)
    desk.talk.state, desk.talk.meanwhile = trouble, lambda: desk.pay.settling.paid(desk.paid())
    desk.pay.settling.look(ID, 1)
    assert desk.attempts == [A.OK]


def test_what_nobody_can_close_is_looked_at_again() -> None:
    desk = asked(TradeState.NOTPAY, END, state=A.ABANDONED, closing=CloseResult.UNKNOWN)
    assert (desk.attempts, events(desk)) == ([A.ABANDONED], 1)
    assert desk.store.order.attempts[0].due_at == WATCHED


def test_just_abandoned_it_has_its_slot_already() -> None:
    desk = asked(TradeState.NOTPAY, END, closing=CloseResult.UNKNOWN)
    assert (desk.attempts, events(desk)) == ([A.ABANDONED], 1)
