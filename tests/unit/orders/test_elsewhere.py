"""Where else in a branch an enrolment collects: every state of an order there, where the task warns and blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.orders.claims.branch import Elsewhere, InBranch, branch_key, look_elsewhere
from chalicelib.orders.claims.ownership import TYPED_LIFE
from chalicelib.orders.model import Order, State, Student
from chalicelib.shared.crypto import Keys
from chalicelib.tasks.model import FormField, Task
from tests.worlds.orders import HOUR, T0, a_task, an_order

FREED = (State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED)
STANDING = sorted(set(State) - {*FREED, State.EXPIRED})
WARNS, BLOCKS = a_task(elsewhere="WARN"), a_task(elsewhere="BLOCK")
LIST = InBranch(key="k", order_ids=frozenset({"X" * 22}), rev=4)


def elsewhere(state: State, number: int = 0, **changes: Any) -> Order:
    order = an_order(state)
    there: dict[str, Any] = {"order_id": f"{number:022}", "task_id": "another"} | changes
    return replace(order, head=replace(order.head, opened_at=T0 + number * HOUR, **there))


def look(order: Order, task: Task, person_id: str = "", now: datetime = T0) -> Elsewhere:
    """As the order's owner, if nobody else is named."""
    return look_elsewhere(LIST, [order], task, person_id or order.head.person_id, now)


@pytest.mark.parametrize("state", STANDING)
def test_what_is_live_or_finished_elsewhere_warns_or_blocks(state: State) -> None:
    order = elsewhere(state)
    there = order.head.order_id
    for task in (WARNS, BLOCKS):
        found = look(order, task)
        assert (found.since, found.stay, found.dropped, found.ending) == (T0, frozenset({there}), (), ())
        assert found.blocked(task) == (task is BLOCKS)
        assert found.with_order("N") == InBranch(key="k", order_ids=frozenset({there, "N"}), rev=5)


def test_what_somebody_else_typed_elsewhere_gives_way_after_its_time_where_the_task_blocks() -> None:
    order = replace(elsewhere(State.DRAFT, source="form"), photos=())
    for now, blocked in ((T0 + TYPED_LIFE - timedelta(seconds=1), True), (T0 + TYPED_LIFE, False)):
        found = look(order, BLOCKS, "somebody", now)
        assert found.blocked(BLOCKS) == blocked
        assert (found.ending, found.stay) == (((), {order.head.order_id}) if blocked else ((order,), frozenset()))
    assert look(order, BLOCKS, now=T0 + TYPED_LIFE).blocked(BLOCKS), "one's own"
    warned = look(order, WARNS, "somebody", T0 + TYPED_LIFE)
    assert (warned.since, warned.stay, warned.ending) == (T0, frozenset({order.head.order_id}), ())


@pytest.mark.parametrize("state", sorted(set(STANDING) - {State.DRAFT}))
def test_what_was_handed_in_elsewhere_gives_way_to_nobody(state: State) -> None:
    assert look(elsewhere(state, source="form"), BLOCKS, "somebody", T0 + 99 * HOUR).blocked(BLOCKS)


@pytest.mark.parametrize("state", FREED)
def test_what_gave_up_elsewhere_is_forgotten(state: State) -> None:
    for task in (WARNS, BLOCKS):
        found = look(elsewhere(state), task)
        assert (found.since, found.stay, found.dropped, found.blocked(task)) == (None, frozenset(), (), False)
        assert found.with_order("N").order_ids == {"N"}


def test_an_expired_order_elsewhere_may_come_back_unless_the_task_blocks() -> None:
    order = elsewhere(State.EXPIRED)
    head = order.head
    warned, blocked = (look(order, task) for task in (WARNS, BLOCKS))
    assert (warned.since, warned.stay, warned.dropped) == (None, frozenset({head.order_id}), ())
    assert (blocked.since, blocked.stay, blocked.dropped) == (None, frozenset(), (head,))
    assert not blocked.blocked(BLOCKS)


@pytest.mark.parametrize("state", State)
def test_the_same_task_is_the_claims_affair(state: State) -> None:
    found = look(an_order(state), BLOCKS)
    assert (found.since, found.stay, found.dropped) == (None, frozenset(), ())


def test_the_oldest_says_since_when() -> None:
    orders = [elsewhere(State.DRAFT, 3), elsewhere(State.EXPIRED, 1), elsewhere(State.DONE, 2)]
    assert look_elsewhere(LIST, orders, WARNS, orders[0].head.person_id, T0).since == T0 + 2 * HOUR


def test_who_it_is_about() -> None:
    keys, student = Keys(bytes(32)), an_order(State.DRAFT).head.student
    student = replace(student, school_code="10532", student_no="2022551001")
    other = replace(student, school_code="10530")
    coded = a_task()
    typed = a_task(collect_mode="PLAIN", form_fields=(FormField("name"), FormField("student_no")))

    def key(task: Task, enrolment: str = "e", who: Student = student) -> str:
        return branch_key(keys, task, enrolment, who)

    assert key(replace(coded, task_id="another")) == key(coded)
    assert key(coded, who=other) == key(coded), "what a code tells beside the enrolment may change"
    assert key(typed, "f") == key(typed), "a typed enrolment is another one in every task"
    different = [
        key(coded),
        key(coded, "f"),
        key(replace(coded, branch="other")),
        key(typed),
        key(typed, who=other),
    ]
    assert len(set(different)) == len(different)
