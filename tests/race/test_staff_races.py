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

from chalicelib.delivery.errors import StillCollecting
from chalicelib.delivery.model import Package, PackageState
from chalicelib.desk.model import Params
from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders.errors import NotInThisState
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.items import photo_item
from chalicelib.shared.db import Put, keep_trying, transact
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from sandbox.box import Sandbox
from sandbox.seed_staff import BRANCH
from tests.worlds.branch_races import Branch, branch_of
from tests.worlds.staff import known

MARGINS = (0.003, 0.05, 0.5)  # seconds before a deadline


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[Branch]:
    with branch_of(box) as racing:
        yield racing


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_a_reviewer_against_finances_refund(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        order_id, reviewer = world.taken(task, who)
        finance = world.staff()
        answers = world.race(
            lambda: world.review.orders.approve(reviewer, order_id, 1),
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
        order = world.review.orders.reject(reviewer, order_id, 1, ["blurred"], None)
        photo_no = world.another_photo(order_id)
        assert order.head.deadline is not None
        world.clock.to(order.head.deadline - timedelta(seconds=random.choice(MARGINS)))
        resubmitted, _ = world.race(
            lambda: world.orders.resubmit(who, order_id, photo_no), lambda: _overdue(world, order_id)
        )
        state = world.load(order_id).head.state
        if state is State.REJECTED:
            _overdue(world, order_id)
        ended, events = world.rest(order_id), [one.event for one in world.store.history(order_id)]
        seen[ended.head.state.value] += 1
        assert events.count("overdue") + events.count("resubmit") == 1
        assert isinstance(resubmitted, DomainError) == ("overdue" in events)
        assert (ended.head.state is State.REFUNDED) == ("overdue" in events)
        assert world.held(ended) == ({} if ended.head.state is State.REFUNDED else {1: task.price})

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {"REFUNDED", "IN_REVIEW"}, seen


def _overdue(world: Branch, order_id: str) -> None:
    try:
        world.orders.apply(order_id, ev.Overdue())
    except NotAllowed:
        return


@pytest.mark.guarded_by("COLLECTING#*")
def test_two_packages_of_one_task_at_once(world: Branch, rounds: int) -> None:
    def one_round(who: Who) -> None:
        task = world.task()
        world.approved(task, who)
        made: list[str] = []

        def create() -> None:
            try:
                made.append(packages.create(world.staff(), task.task_id, file_name=None, part_mb=None).package_id)
            except StillCollecting:
                return

        packages: Any = world.delivery.packages
        world.race(create, create, create)
        assert made == [world.stores.packages.collecting(task.task_id)]
        assert len(world.stores.packages.of_task(task.task_id)) == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_delivery_against_a_recall(world: Branch, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()
    package = Package(
        package_id=random_id(16),
        task_id=task.task_id,
        branch=BRANCH,
        state=PackageState.COLLECTING,
        created_at=world.clock(),
        created_by="x",
        file_name="{order_id}.jpg",
    )
    world.stores.packages.create(package, ())

    def one_round(who: Who) -> None:
        order_id, manager = world.approved(task, who), world.staff()
        photo = replace(world.load(order_id).photos[0], report={"standard": {"bytes": 35_000}})
        transact([Put(item=photo_item(order_id, photo))])
        building: Any = world.delivery.packer
        world.race(
            lambda: keep_trying(lambda: building._add_order(package, task, order_id)),
            lambda: keep_trying(lambda: building._add_order(package, task, order_id)),
            lambda: world.review.orders.recall(manager, order_id, "重新审核"),
        )
        order, members = (
            world.load(order_id),
            {one.order_id for one in world.stores.packages.members(package.package_id)},
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


@pytest.mark.guarded_by("PROPOSAL#*")
def test_a_proposal_confirmed_twice_at_once_takes_effect_once(world: Branch, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, asking, decisions = world.approved(task, who), known(world.staff()), world.branch.decisions
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
