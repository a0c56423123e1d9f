"""One enrolment in two tasks of a branch that blocks: at most one of its orders is live, whoever is faster."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.claims.ownership import PHOTO_LIFE, TYPED_LIFE
from chalicelib.orders.errors import ClaimTaken, CollectedElsewhere
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import LIVE, Actor, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store import branch_lists
from chalicelib.shared.ids import random_id
from chalicelib.tasks.model import Task
from tests.worlds.pay import World
from tests.worlds.pay_making import student


def two_tasks(world: World, elsewhere: str = "BLOCK") -> tuple[Task, Task]:
    """Of one branch that no other test has."""
    branch = random_id(8)
    return world.task(branch=branch, elsewhere=elsewhere), world.task(branch=branch, elsewhere=elsewhere)


def live(world: World, *order_ids: str) -> list[str]:
    return [order_id for order_id in order_ids if world.load(order_id).head.state in LIVE]


@pytest.mark.guarded_by("BRANCH#*", seldom=True)
def test_both_tasks_are_opened_at_once(world: World, rounds: int) -> None:
    one, other = two_tasks(world)

    def one_round(who: Who) -> None:
        form, friend = world.form(), student()
        answers = world.race(
            lambda: world.open(one, who, form),
            lambda: world.open(other, friend, form),
            lambda: world.open(other, who, form),
        )
        opened = {answer.head.order_id: answer.head for answer in answers if isinstance(answer, Order)}
        assert len(opened) == 1, answers
        (head,) = opened.values()
        assert branch_lists.load(head.branch_key).order_ids == set(opened)

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("BRANCH#*")
def test_a_branch_that_warns_opens_both_and_knows_of_both(world: World, rounds: int) -> None:
    one, other = two_tasks(world, "WARN")

    def one_round(who: Who) -> None:
        form = world.form()
        answers = world.race(lambda: world.open(one, who, form), lambda: world.open(other, student(), form))
        orders = {answer.head.order_id for answer in answers}
        assert branch_lists.load(answers[0].head.branch_key).order_ids == orders
        marks = [world.store.history(order_id)[0].data["elsewhere"] for order_id in orders]
        assert sorted(marks) == [False, True]

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("BRANCH#*", "CLAIM#*", seldom=True)
def test_reopen_against_an_open_in_the_other_task(world: World, rounds: int) -> None:
    one, other = two_tasks(world)
    seen = Counter[str]()

    def one_round(who: Who) -> None:
        form = world.form()
        order_id = world.awaiting(one, who, form).head.order_id
        world.time_over(order_id)
        world.settle(order_id)
        back, opened = world.race(
            lambda: world.orders.reopen(who, order_id), lambda: world.open(other, student(), form)
        )
        if isinstance(opened, Order):
            assert isinstance(back, ClaimTaken)
            assert live(world, order_id, opened.head.order_id) == [opened.head.order_id]
            assert not world.store.owns_claim(world.load(order_id).head)
        else:
            assert isinstance(opened, CollectedElsewhere)
            assert back.head.state is State.AWAITING_PAYMENT
        seen[type(opened).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


@pytest.mark.guarded_by("BRANCH#*", seldom=True)
def test_late_money_against_an_open_in_the_other_task(world: World, rounds: int) -> None:
    """Whoever loses: the money pays for a live order, or goes back."""
    one, other = two_tasks(world)
    seen = Counter[str]()

    def one_round(who: Who) -> None:
        form = world.form()
        order_id, number = world.abandoned(one, who, form)
        notice = world.paid(number)
        _, opened = world.race(lambda: world.deliver(notice), lambda: world.open(other, student(), form))
        state, (attempt,) = world.load(order_id).head.state, world.attempts(order_id)
        if isinstance(opened, Order):
            assert (state, attempt) == (State.EXPIRED, AttemptState.ORPHAN)
        else:
            assert isinstance(opened, CollectedElsewhere)
            assert (state, attempt) == (State.IN_REVIEW, AttemptState.OK)
        world.conserved(order_id, one)
        seen[type(opened).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


def test_the_place_is_free_again_when_the_order_is_given_up(world: World) -> None:
    one, other = two_tasks(world)
    who, form = student(), world.form()
    first = world.open(one, who, form)
    with pytest.raises(CollectedElsewhere):
        world.open(other, who, form)
    world.orders.cancel(who, first.head.order_id)
    second = world.open(other, who, form)
    with pytest.raises(CollectedElsewhere):
        world.open(one, who, form)
    assert branch_lists.load(second.head.branch_key).order_ids == {second.head.order_id}


def test_an_expired_order_that_lost_its_place_does_not_bar_its_owner(world: World) -> None:
    """It cannot be paid again, so it must not be what she is led to for ever."""
    one, other = two_tasks(world)
    who, form = student(), world.form()
    expired = world.awaiting(one, who, form).head.order_id
    world.time_over(expired)
    world.settle(expired)
    second = world.open(other, who, form)
    with pytest.raises(CollectedElsewhere):
        world.open(one, who, form)
    world.orders.cancel(who, second.head.order_id)
    with pytest.raises(ClaimTaken):
        world.orders.reopen(who, expired)
    fresh = world.open(one, who, form)
    assert (fresh.head.state, fresh.head.round) == (State.DRAFT, 2)
    assert world.open(one, who, form).head.order_id == fresh.head.order_id
    assert branch_lists.load(fresh.head.branch_key).order_ids == {fresh.head.order_id}


def test_a_number_that_somebody_typed_elsewhere_gives_way_after_its_time(world: World) -> None:
    """Or whoever types it in one task keeps its student out of all."""
    one, other = two_tasks(world)
    form, squatter, owner = world.form(), world.begin(), student()
    held = world.open(one, squatter, form).head
    with pytest.raises(CollectedElsewhere):
        world.open(other, owner, form)
    world.clock.to(held.opened_at + TYPED_LIFE)
    with pytest.raises(CollectedElsewhere):  # one's own is for oneself to cancel
        world.open(other, squatter, form)
    mine = world.open(other, owner, form).head
    assert live(world, held.order_id, mine.order_id) == [mine.order_id]
    assert branch_lists.load(mine.branch_key).order_ids == {mine.order_id}
    assert world.store.history(held.order_id)[-1].actor == Actor(kind="takeover", id=owner.person_id)
    with pytest.raises(CollectedElsewhere):
        world.open(one, squatter, form)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_an_open_against_handing_in_in_the_other_task(world: World, rounds: int) -> None:
    """What gives way is handed in at that moment, and twice somebody asks for its number."""
    one, other = two_tasks(world)
    seen = Counter[str]()

    def one_round(who: Who) -> None:
        form = world.form()
        held = world.draft(one, who, form).head.order_id
        world.clock.ahead += PHOTO_LIFE
        handed_in, *opened = world.race(
            lambda: world.orders.submit(who, held, 1), *[lambda: world.open(other, student(), form)] * 2
        )
        orders = {order.head.order_id for order in opened if isinstance(order, Order)}
        assert len(live(world, held, *orders)) == 1, opened
        assert len(orders) == (0 if isinstance(handed_in, Loaded) else 1)
        seen[type(handed_in).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


def test_another_branch_knows_nothing_of_it(world: World) -> None:
    one, _ = two_tasks(world)
    foreign, _ = two_tasks(world)
    who, form = student(), world.form()
    heads = [world.open(task, who, form).head for task in (one, foreign)]
    assert len({head.branch_key for head in heads}) == 2


def test_a_takeover_takes_the_place_too(world: World) -> None:
    one, other = two_tasks(world)
    form = world.form(id_tail="123X")
    world.open(one, student(), form)
    taken = world.open(one, student(), form, id_tail="123X")
    assert branch_lists.load(taken.head.branch_key).order_ids == {taken.head.order_id}
    with pytest.raises(CollectedElsewhere):
        world.open(replace(other, elsewhere="BLOCK"), student(), form)
