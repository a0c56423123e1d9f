"""The branch's staff raced against each other, the student, the clock and delivery: one outcome, money conserved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.branch_wire import BranchWire
from chalicelib.delivery.model import Package, PackageState
from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders.errors import InReviewNow, NotInThisState
from chalicelib.orders.item_store import photo_item
from chalicelib.orders.machine import NotAllowed
from chalicelib.orders.model import Order, Photo, State
from chalicelib.orders.staff_errors import LeaseLost
from chalicelib.review.service import Taken
from chalicelib.shared.db import Put, keep_trying, transact
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.shared.settings import settings
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.support.model import Params
from chalicelib.tasks.model import Task
from chalicelib.wire import Wire
from sandbox.box import Sandbox
from sandbox.seed_staff import BRANCH
from tests.worlds.pay import World, world_of

MARGINS = (0.003, 0.05, 0.5)  # seconds before a deadline


class Branch(World):
    """The pay world with the branch's services over the same tasks and clock."""

    def __init__(self, box: Sandbox) -> None:
        super().__init__(box)
        made = Wire(settings())
        made.clock = self.clock
        made.tasks = self.tasks  # type: ignore[assignment]
        self.branch: BranchWire = made.branch

    def staff(self) -> Staff:
        """Somebody new who may do everything."""
        return Staff(staff_id=random_id(12), branch=BRANCH, name="员工", roles=frozenset(StaffRole))

    def in_review(self, task: Task, who: Who) -> str:
        order_id, number = self.started(task, who)
        self.deliver(self.paid(number))
        return order_id

    def taken(self, task: Task, who: Who) -> tuple[str, Staff]:
        order_id, reviewer = self.in_review(task, who), self.staff()
        self.branch.review.take(reviewer, order_id)
        return order_id, reviewer

    def approved(self, task: Task, who: Who) -> str:
        order_id, reviewer = self.taken(task, who)
        self.branch.review.approve(reviewer, order_id, 1)
        return order_id

    def another_photo(self, order_id: str) -> int:
        """A second photo that passed, as if it had been uploaded and judged."""
        first = self.load(order_id).photos[0]
        fresh: Photo = replace(first, photo_no=2, source_sha256=random_id(), report={"standard": {"bytes": 35_000}})
        transact([Put(item=photo_item(order_id, fresh))])
        return 2


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[Branch]:
    with world_of(box) as plain:
        plain.close()
        racing = Branch(box)
        try:
            yield racing
        finally:
            racing.close()


def outcome(answer: Any) -> str:
    """A word for what came of it."""
    if isinstance(answer, DomainError):
        return answer.code
    return answer.head.state.value if isinstance(answer, Order) else type(answer).__name__


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


def test_a_reviewer_against_finances_refund(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id, reviewer = world.taken(task, who)
        finance = world.staff()
        answers = world.race(
            lambda: world.branch.review.approve(reviewer, order_id, 1),
            lambda: world.branch.decisions.ask(finance, order_id, "refund", Params(), "学生要求退款"),
        )
        ended = world.conserved(order_id, task)
        seen[ended.state.value] += 1
        if ended.state is State.REFUNDED:
            assert isinstance(answers[0], NotInThisState) or ended.events.count("approve") == 0
        else:  # approved first: one person may not refund any more, it waits for the second
            assert ended.state is State.APPROVED
            assert answers[1].proposal is not None

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"REFUNDED", "APPROVED"}, seen


def test_a_resubmission_against_the_clock(world: Branch, rounds: int) -> None:
    task, seen = world.task(overdue="REFUND"), Counter[str]()

    def one_round(who: Who) -> None:
        order_id, reviewer = world.taken(task, who)
        order = world.branch.review.reject(reviewer, order_id, 1, ["blurred"], None)
        photo_no = world.another_photo(order_id)
        assert order.head.deadline is not None
        world.clock.to(order.head.deadline - timedelta(seconds=random.choice(MARGINS)))
        world.race(lambda: world.orders.resubmit(who, order_id, photo_no), lambda: _overdue(world, order_id))
        state = world.load(order_id).head.state
        if state is State.REJECTED:
            _overdue(world, order_id)
        ended, events = world.rest(order_id), [one.event for one in world.store.history(order_id)]
        seen[ended.head.state.value] += 1
        assert events.count("overdue") + events.count("resubmit") == 1
        assert (ended.head.state is State.REFUNDED) == ("overdue" in events)
        assert world.held(ended) == ({} if ended.head.state is State.REFUNDED else {1: task.price})

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"REFUNDED", "IN_REVIEW"}, seen


def _overdue(world: Branch, order_id: str) -> None:
    try:
        world.orders.apply(order_id, ev.Overdue())
    except NotAllowed:
        return


def test_delivery_against_a_recall(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()
    package = Package(
        package_id=random_id(16), task_id=task.task_id, branch=BRANCH, state=PackageState.COLLECTING,
        created_at=world.clock(), created_by="x", file_name="{order_id}.jpg",
    )  # fmt: skip
    world.branch.package_store.create(package, ())

    def one_round(who: Who) -> None:
        order_id, manager = world.approved(task, who), world.staff()
        photo = replace(world.load(order_id).photos[0], report={"standard": {"bytes": 35_000}})
        transact([Put(item=photo_item(order_id, photo))])
        building: Any = world.branch.building
        world.race(
            lambda: keep_trying(lambda: building._take_in(package, task, order_id)),
            lambda: keep_trying(lambda: building._take_in(package, task, order_id)),
            lambda: world.branch.review.recall(manager, order_id, "重新审核"),
        )
        order, members = (
            world.load(order_id),
            {one.order_id for one in world.branch.package_store.members(package.package_id)},
        )
        seen[order.head.state.value] += 1
        if order.head.state is State.IN_PRODUCTION:
            assert order.head.package == package.package_id
            assert order_id in members
        else:
            assert order.head.state is State.IN_REVIEW
            assert order_id not in members
        events = [one.event for one in world.store.history(order_id)]
        assert events.count("deliver") + events.count("recall") == 1

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"IN_PRODUCTION", "IN_REVIEW"}, seen


def test_a_proposal_confirmed_twice_at_once_takes_effect_once(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, asking, decisions = world.approved(task, who), world.staff(), world.branch.decisions
        proposal = decisions.ask(asking, order_id, "refund", Params(), "学生要求退款").proposal
        assert proposal is not None
        seconds = [world.staff() for _ in range(2)]
        works = [partial(decisions.confirm, one, proposal.proposal_id, "核对无误") for one in seconds]
        answers = world.race(*works, lambda: decisions.refuse(world.staff(), proposal.proposal_id, "不同意"))
        ended = world.conserved(order_id, task)
        assert ended.events.count("refund") == sum(isinstance(answer, Order) for answer in answers)
        assert sum(not isinstance(answer, DomainError) for answer in answers) == 1, answers
        assert ended.state in (State.REFUNDED, State.APPROVED)

    world.repeat(one_round, rounds)
