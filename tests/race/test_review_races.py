"""Reviewers raced against each other, themselves and the student: one holds a picture, and decides it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib.desk.order_errors import LeaseLost
from chalicelib.desk.review.batches import Answer, Decision
from chalicelib.desk.review.check import alias_of
from chalicelib.identity.model import Who
from chalicelib.orders.errors import InReviewNow, NotInThisState
from chalicelib.orders.model import Order, State
from chalicelib.orders.photos import samples
from chalicelib.orders.store.bands import Band
from sandbox.box import Sandbox
from tests.worlds.branch_races import Branch, branch_of, outcome


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[Branch]:
    with branch_of(box) as racing:
        yield racing


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_reviewers_take_one_picture_and_one_gets_it(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, review = world.in_review(task, who), world.review.orders
        pair = [world.staff() for _ in range(2)]
        answers = world.race(*[partial(review.take, one, order_id) for one in pair])
        assert sorted(map(outcome, answers)) == ["IN_REVIEW", "review_leased"]
        decided = world.race(*[partial(review.approve, one, order_id, 1) for one in pair])
        assert sorted(map(outcome, decided)) in (
            ["APPROVED", "review_lease_lost"],
            ["APPROVED", "order_not_in_this_state"],
        )
        holder = next(one for one, answer in zip(pair, answers, strict=True) if isinstance(answer, Order))
        (approval,) = [one for one in world.store.history(order_id) if one.event == "approve"]
        assert approval.actor.id == holder.staff_id

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_reviewers_take_one_batch_and_share_it(world: Branch, rounds: int) -> None:
    """One of them in two windows: no picture is given twice, and none is left."""
    task = world.task()

    def one_round(who: Who) -> None:
        ids, batches = {world.in_review(task, who) for _ in range(3)}, world.review.batches
        one, other = world.staff(), world.staff()
        asked = [partial(batches.take, each, Band.LOW, 2, task.task_id) for each in (one, one, other)]
        shown = [order.head for batch in world.race(*asked) for order in batch]
        assert len(shown) == len({head.order_id for head in shown}), "a picture was given twice"
        shown += [order.head for order in batches.take(other, Band.LOW, 3, task.task_id)]
        assert sorted(head.order_id for head in shown) == sorted(ids)
        assert {head.lease.owner for head in shown if head.lease} <= {one.staff_id, other.staff_id}
        decisions = [Decision(order_id=head.order_id, photo_no=1, approve=True) for head in shown]
        decided = world.race(*[partial(batches.decide, each, decisions) for each in (one, one, other)])
        assert all(answer.order or answer.refusal for answers in decided for answer in answers)
        for head in shown:
            assert head.lease
            (approval,) = [each for each in world.store.history(head.order_id) if each.event == "approve"]
            assert approval.actor.id == head.lease.owner

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_one_reviewer_approves_while_she_rejects_elsewhere(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, reviewer = world.taken(task, who)
        review = world.review.orders
        answers = world.race(
            lambda: review.approve(reviewer, order_id, 1),
            lambda: review.reject(reviewer, order_id, 1, ["blurred"], None),
        )
        assert sum(isinstance(answer, Order) for answer in answers) == 1, answers
        events = [one.event for one in world.store.history(order_id)]
        assert events.count("approve") + events.count("reject") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_a_reviewer_against_the_students_withdrawal(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id, reviewer, review = world.in_review(task, who), world.staff(), world.review.orders

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


@pytest.mark.guarded_by("*/CHECK#*")
def test_one_check_is_given_once_and_made_once(world: Branch, rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "LOOKED", 1.0)
    task = world.task()

    def one_round(who: Who) -> None:
        (order_id, approver), desk, checks = world.taken(task, who), world.review.desk, world.review.checks
        checks.draw(approver, world.review.orders.approve(approver, order_id, 1), 1, approved=True)
        pair = [world.staff() for _ in range(2)]
        shown = world.race(*[partial(checks.take, one, Band.LOW) for one in pair])
        (check,) = [each for each in shown if each]
        assert check.order_id == order_id
        says = [
            Decision(order_id=alias_of(order_id), photo_no=1, approve=yes, reasons=("blurred",))
            for yes in (True, False)
        ]
        told = world.race(*[partial(desk.decide, one, [each]) for one in pair for each in says])
        made = [answer for answers in told for answer in answers if answer.order]
        assert len(made) == 1, "one of them holds it, and says one thing"
        kept = world.review.checks.disagreements(pair[0], 1000)
        assert [each.order_id for each in kept if each.order_id == order_id] == [order_id] * (not kept_right(made[0]))
        assert world.load(order_id).head.state is State.APPROVED

    world.repeat(one_round, rounds)


def kept_right(answer: Answer) -> bool:
    """Whether the second look agrees with the approval."""
    return answer.order is not None and answer.order.head.state is State.APPROVED
