"""Reviewers raced against each other, themselves and the student: one holds a picture, and holds no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib.desk.order_errors import LeaseLost
from chalicelib.desk.review import Taken
from chalicelib.identity.model import Who
from chalicelib.orders.errors import InReviewNow, NotInThisState
from chalicelib.orders.model import Order, State
from chalicelib.staff.model import Staff
from sandbox.box import Sandbox
from tests.worlds.branch_races import Branch, branch_of, outcome


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[Branch]:
    with branch_of(box) as racing:
        yield racing


def test_two_reviewers_take_one_picture_and_one_gets_it(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, review = world.in_review(task, who), world.branch.review
        pair = [world.staff() for _ in range(2)]
        answers = world.race(*[partial(review.take, one, order_id) for one in pair])
        assert sorted(map(outcome, answers)) == ["Taken", "review_leased"]
        decided = world.race(*[partial(review.approve, one, order_id, 1) for one in pair])
        assert sorted(map(outcome, decided)) in (
            ["APPROVED", "review_lease_lost"],
            ["APPROVED", "order_not_in_this_state"],
        )
        holder = next(one for one, answer in zip(pair, answers, strict=True) if isinstance(answer, Taken))
        (approval,) = [one for one in world.store.history(order_id) if one.event == "approve"]
        assert approval.actor.id == holder.staff_id

    world.repeat(one_round, rounds)


def holds(world: Branch, reviewer: Staff, ids: list[str]) -> list[str]:
    """Those of these orders whose picture she looks at now."""
    heads, now = [world.load(order_id).head for order_id in ids], world.clock()
    leases = [(head.order_id, head.lease) for head in heads]
    return [one for one, lease in leases if lease and lease.owner == reviewer.staff_id and lease.until > now]


def test_whoever_asks_in_several_windows_at_once_gets_one_picture(world: Branch, few_rounds: int) -> None:
    def one_round(who: Who) -> None:
        task, reviewer, review = world.task(), world.staff(), world.branch.review
        ids = [world.in_review(task, who) for _ in range(3)]
        shown = world.race(*[partial(review.next, reviewer, task.task_id)] * 3)
        (one,) = holds(world, reviewer, ids)
        assert [taken.order.head.order_id for taken in shown] == [one] * 3

    world.repeat(one_round, few_rounds)


def test_whoever_takes_several_pictures_at_once_holds_one(world: Branch, rounds: int) -> None:
    tasks = [world.task() for _ in range(3)]

    def one_round(who: Who) -> None:
        reviewer, review = world.staff(), world.branch.review
        ids = [world.in_review(task, who) for task in tasks]
        review.take(reviewer, ids[0])
        answers = world.race(*[partial(review.take, reviewer, one) for one in ids], partial(review.next, reviewer))
        assert set(map(outcome, answers)) == {"Taken"}
        (one,) = holds(world, reviewer, ids)
        taken = review.next(reviewer)
        assert taken is not None
        assert taken.order.head.order_id == one

    world.repeat(one_round, rounds)


def test_a_decision_against_taking_another_picture(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        (first, reviewer), second = world.taken(task, who), world.in_review(task, who)
        review = world.branch.review
        answers = world.race(partial(review.approve, reviewer, first, 1), partial(review.take, reviewer, second))
        state = world.load(first).head.state
        seen[state.value] += 1
        assert outcome(answers[0]) == ("APPROVED" if state is State.APPROVED else "review_lease_lost")
        assert holds(world, reviewer, [first, second]) == [second]

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"APPROVED", "IN_REVIEW"}, seen


def test_one_reviewer_approves_while_she_rejects_elsewhere(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, reviewer = world.taken(task, who)
        review = world.branch.review
        answers = world.race(
            lambda: review.approve(reviewer, order_id, 1),
            lambda: review.reject(reviewer, order_id, 1, ["blurred"], None),
        )
        assert sum(isinstance(answer, Order) for answer in answers) == 1, answers
        events = [one.event for one in world.store.history(order_id)]
        assert events.count("approve") + events.count("reject") == 1

    world.repeat(one_round, rounds)


def test_a_reviewer_against_the_students_withdrawal(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id, reviewer, review = world.in_review(task, who), world.staff(), world.branch.review

        def approve() -> Order:
            review.take(reviewer, order_id)
            return review.approve(reviewer, order_id, 1)

        answers = world.race(approve, lambda: world.orders.withdraw(who, order_id))
        state = world.load(order_id).head.state
        seen[state.value] += 1
        if state is State.WITHDRAWN:
            assert isinstance(answers[0], NotInThisState | LeaseLost), answers
        else:
            assert state is State.APPROVED
            assert isinstance(answers[1], InReviewNow | NotInThisState), answers
        assert world.load(order_id).head.lease is None

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"WITHDRAWN", "APPROVED"}, seen
