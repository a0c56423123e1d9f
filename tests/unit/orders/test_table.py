"""The table as a whole: total for facts, never ambiguous, and nothing in it is unused or unnamed."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.labels import EVENT_LABELS, LABELS, PHOTO_SAYS, QUIET_EVENTS
from chalicelib.orders.machine.decide import PRIVATE, TABLE, Change, NotAllowed, decide, decide_in, public
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.machine.situation import Known, Situation
from chalicelib.orders.model import PAID_STATES, PhotoState, State
from chalicelib.orders.money_model import Attempt, AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.every_event import ASKED, EVERY, FACTS, orders
from tests.unit.orders.order_case import rows_that_apply
from tests.worlds.orders import (
    BLURRED,
    HOUR,
    PRICE,
    STAFF,
    T0,
    a_lease,
    a_refund,
    a_task,
    an_attempt,
    an_order,
)

# What the log may hold for ever: numbers, amounts, codes and instants; package, second and courier name no student.
LOGGED = frozenset(
    {
        "attempt_no",
        "try_no",
        "photo_no",
        "taken",
        "amount",
        "currency",
        "mchid",
        "appid",
        "transaction_id",
        "refund_id",
        "refund_no",
        "done_at",
        "paid_at",
        "channel",
        "kind",
        "until",
        "second",
        "reasons",
        "days",
        "tries",
        "package",
        "courier",
        "verdict",
        "held",
        "why",
        "partly_back",
        "back_at",
        "channel_gone",
    }
)


def test_events_are_all_tried() -> None:
    assert {event.name for event in EVERY} == set(ev.EVENTS)
    assert all(event.fact for event in FACTS)
    assert not any(event.fact for event in ASKED)


@pytest.mark.parametrize("state", State)
def test_facts_are_total(state: State) -> None:
    """No fact of a channel is ever refused, whatever it is about."""
    for order, fact in itertools.product(orders((state,)), FACTS):
        change = decide(order, fact, T0 + HOUR, task=a_task(), owns_claim=False)
        assert change.record is not None or change.after == order


@pytest.mark.parametrize("state", State)
def test_pairs_without_a_row_are_refused(state: State) -> None:
    for event in ASKED:
        if (state, event.name) in TABLE:
            continue
        with pytest.raises(NotAllowed) as refusal:
            decide(an_order(state), event, T0, task=a_task(), owns_claim=True)
        assert refusal.value.guard is None
        assert str(refusal.value) == f"{event.name} in {state}"


def test_a_fact_without_a_row_changes_nothing() -> None:
    order = an_order(State.IN_REVIEW)
    change = decide(order, facts.Closed(attempt_no=1), T0, task=a_task(), owns_claim=True)
    assert (change.after, change.record, change.alarm) == (order, None, False)


@pytest.mark.parametrize("state", State)
def test_at_most_one_row_applies(state: State) -> None:
    for order, event in itertools.product(orders((state,)), EVERY):
        for owns in (True, False) if state is State.EXPIRED else (True,):
            around = Known(task=a_task(), owns_claim=owns)
            situation = Situation(order=order, event=event, now=T0 + 40 * HOUR, around=around)
            assert len(rows_that_apply(situation)) <= 1


ATTEMPTS = st.lists(st.sampled_from(list(AttemptState)), max_size=3).map(
    lambda states: tuple(an_attempt(number, state) for number, state in enumerate(states, start=1))
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Any order that holds together: money of its own only where a state has it, and no price then of 0."""
    attempts: tuple[Attempt, ...] = draw(ATTEMPTS)
    owned = sum(one.state is AttemptState.OK for one in attempts) == 1
    states = [*PAID_STATES, State.REFUNDING, State.CLOSED] if owned else list(State)
    refunds = draw(st.none() | st.sampled_from(list(RefundState)))
    order = an_order(
        draw(st.sampled_from(sorted(states))),
        attempts=attempts,
        refunds=(a_refund(state=refunds),) if refunds and attempts else (),
        price=PRICE if owned else draw(st.sampled_from([Fen(0), PRICE])),
        lease=draw(st.sampled_from([None, a_lease(), a_lease(STAFF), a_lease(until=T0)])),
        correcting=draw(st.booleans()),
        undecided=draw(st.booleans()),
        package=draw(st.sampled_from([None, "p1"])),
        rejections=draw(st.integers(0, 4)),
    )
    task = a_task(
        price=draw(st.sampled_from([Fen(0), PRICE])),
        overdue=draw(st.sampled_from(["KEEP", "REFUND"])),
        refund_until=draw(st.sampled_from(["NEVER", "REVIEW", "APPROVAL"])),
        task_type=draw(st.sampled_from(["GROUP", "INDIVIDUAL"])),
    )
    now = T0 + draw(st.sampled_from([-2, 0, 1, 23, 24, 39, 49, 80])) * HOUR
    around = Known(task=task, owns_claim=draw(st.booleans()))
    return Situation(order=order, event=draw(st.sampled_from(EVERY)), now=now, around=around)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_guards_exclude_each_other(situation: Situation) -> None:
    """In any situation at most one row applies, and `decide` takes it, or refuses what is no fact."""
    apply = rows_that_apply(situation)
    assert len(apply) <= 1
    try:
        change = decide_in(situation)
    except NotAllowed:
        assert not situation.event.fact
        assert not apply
        return
    step = 0 if change.record is None else 1
    assert change.after.head.seq == situation.order.head.seq + step
    assert apply or situation.event.fact


def test_every_event_has_a_row_and_every_guard_a_sentence_of_its_own() -> None:
    assert {row.event for row in ROWS} == set(ev.EVENTS.values())
    guards = {guard for row in ROWS for guard in row.guards}
    says = {guard.__doc__ for guard in guards}
    assert all(says)
    assert len(says) == len(guards)


def test_words_for_everything() -> None:
    assert set(LABELS) == set(State)
    assert set(PHOTO_SAYS) == set(PhotoState)
    assert set(EVENT_LABELS) == {"open", *ev.EVENTS}
    assert set(ev.EVENTS) >= QUIET_EVENTS


def test_a_change_is_made_by_names() -> None:
    """Two orders in a row are told apart by their names, or not at all."""
    order = an_order(State.IN_REVIEW)
    with pytest.raises(TypeError):
        Change(order, order, None)  # type: ignore[call-arg]


def test_only_facts_are_quiet() -> None:
    """A person's event that changes nothing is refused, never swallowed."""
    assert all(row.event.fact for row in ROWS if row.quiet)
    assert all(not row.effects and row.to is None for row in ROWS if row.quiet)


@pytest.mark.parametrize("name", sorted(ev.EVENTS))
def test_the_log_holds_nothing_personal(name: str) -> None:
    assert set(ev.EVENTS[name].__struct_fields__) <= LOGGED | PRIVATE
    assert LOGGED.isdisjoint(PRIVATE)


def test_secrets_stay_out_of_the_log() -> None:
    """Free text, waybill numbers, names: written into every event, found in none of the records."""
    for event in EVERY:
        secret: dict[str, Any] = {
            one: "张三" for one in event.__struct_fields__ if one in PRIVATE - {"actor", "student"}
        }
        data = msgspec.json.encode(public(msgspec.structs.replace(event, **secret))).decode()
        assert "张" not in data
        assert BLURRED.message not in data
    reject = next(event for event in ASKED if isinstance(event, ev.Reject))
    assert public(reject)["reasons"] == ["BLURRED"]
