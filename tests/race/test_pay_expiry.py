"""Money against the clock: it arrives while the order expires, or after."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import EnrolmentInUsePaid
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState
from sandbox.wechat_pay.books import CannotPay
from tests.worlds.pay import World
from tests.worlds.pay_making import student


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_a_notice_that_arrives_while_the_order_expires_pays_for_it(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = world.started(task, who)
        world.time_over(order_id)
        notice = world.paid(number)
        world.race(lambda: world.deliver(notice), lambda: world.settle(order_id))
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.order.head.late) == (State.IN_REVIEW, False)
        assert ended.events.count("paid") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_a_payment_made_while_the_order_expires_is_kept_or_impossible(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[State]()

    def one_round(who: Who) -> None:
        order_id, number = world.started(task, who)
        world.time_over(order_id)

        def pay() -> None:
            try:
                notice = world.paid(number)
            except CannotPay:  # closed a moment ago
                return
            world.deliver(notice)

        world.race(pay, lambda: world.settle(order_id))
        ended = world.conserved(order_id, task)
        assert ended.state is (State.EXPIRED if world.trade_state(number) == "CLOSED" else State.IN_REVIEW)
        seen[ended.state] += 1

    world.repeat(one_round, rounds, both=seen)
    assert set(seen) == {State.EXPIRED, State.IN_REVIEW}


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_late_money_revives_an_order_once(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id, number = world.abandoned(task, who)
        notice = world.paid(number)
        world.race(
            lambda: world.deliver(notice), lambda: world.deliver(notice), lambda: world.settle(order_id, "PAY#01")
        )
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.order.head.late) == (State.IN_REVIEW, True)
        assert ended.events.count("paid") == 1

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("CLAIM#*", "BRANCH#*", seldom=True)
def test_late_money_against_somebody_elses_new_order(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        form, other = world.form(), student()
        order_id, number = world.abandoned(task, who, form)
        notice = world.paid(number)
        _, opened = world.race(lambda: world.deliver(notice), lambda: world.open(task, other, form))
        ended = world.conserved(order_id, task)
        if isinstance(opened, Order):
            assert (ended.state, ended.attempts) == (State.EXPIRED, [AttemptState.RETURNED])
            assert world.store.owns_claim(opened.head)
        else:
            assert isinstance(opened, EnrolmentInUsePaid)
            assert ended.state is State.IN_REVIEW
        seen[type(opened).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_money_after_the_tasks_grace_goes_back_once(world: World, rounds: int) -> None:
    task = world.task(grace_hours=0)

    def one_round(who: Who) -> None:
        order_id, number = world.abandoned(task, who)
        world.clock.to(task.closes_at + timedelta(seconds=1))
        notice = world.paid(number)
        world.race(
            lambda: world.deliver(notice), lambda: world.deliver(notice), lambda: world.settle(order_id, "PAY#01")
        )
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.attempts) == (State.EXPIRED, [AttemptState.RETURNED])
        assert len(world.box.pay.refunds.of(number)) == 1

    world.repeat(one_round, rounds)
