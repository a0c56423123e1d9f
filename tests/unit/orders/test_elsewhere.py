"""Where else in a branch an enrolment collects: every state of an order there, where the task warns and blocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.orders.claims.branch import InBranch, branch_key, look_elsewhere
from chalicelib.orders.model import Head, State, Student
from chalicelib.shared.crypto import Keys
from chalicelib.tasks.model import FormField, Task
from tests.worlds.orders import HOUR, T0, a_task, an_order

FREED = (State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED)
STANDING = sorted(set(State) - {*FREED, State.EXPIRED})
WARNS, BLOCKS = a_task(elsewhere="WARN"), a_task(elsewhere="BLOCK")
LIST = InBranch(key="k", order_ids=frozenset({"X" * 22}), rev=4)


def elsewhere(state: State, number: int = 0) -> Head:
    head = an_order(state).head
    return replace(head, order_id=f"{number:022}", task_id="another", opened_at=T0 + number * HOUR)


@pytest.mark.parametrize("state", STANDING)
def test_what_is_live_or_finished_elsewhere_warns_or_blocks(state: State) -> None:
    head = elsewhere(state)
    for task in (WARNS, BLOCKS):
        found = look_elsewhere(LIST, [head], task)
        assert (found.since, found.stay, found.dropped) == (T0, frozenset({head.order_id}), ())
        assert found.blocked(task) == (task is BLOCKS)
        assert found.with_order("N") == InBranch(key="k", order_ids=frozenset({head.order_id, "N"}), rev=5)


@pytest.mark.parametrize("state", FREED)
def test_what_gave_up_elsewhere_is_forgotten(state: State) -> None:
    for task in (WARNS, BLOCKS):
        found = look_elsewhere(LIST, [elsewhere(state)], task)
        assert (found.since, found.stay, found.dropped, found.blocked(task)) == (None, frozenset(), (), False)
        assert found.with_order("N").order_ids == {"N"}


def test_an_expired_order_elsewhere_may_come_back_unless_the_task_blocks() -> None:
    head = elsewhere(State.EXPIRED)
    warned, blocked = (look_elsewhere(LIST, [head], task) for task in (WARNS, BLOCKS))
    assert (warned.since, warned.stay, warned.dropped) == (None, frozenset({head.order_id}), ())
    assert (blocked.since, blocked.stay, blocked.dropped) == (None, frozenset(), (head,))
    assert not blocked.blocked(BLOCKS)


@pytest.mark.parametrize("state", State)
def test_the_same_task_is_the_claims_affair(state: State) -> None:
    found = look_elsewhere(LIST, [an_order(state).head], BLOCKS)
    assert (found.since, found.stay, found.dropped) == (None, frozenset(), ())


def test_the_oldest_says_since_when() -> None:
    heads = [elsewhere(State.DRAFT, 3), elsewhere(State.EXPIRED, 1), elsewhere(State.DONE, 2)]
    assert look_elsewhere(LIST, heads, WARNS).since == T0 + 2 * HOUR


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
