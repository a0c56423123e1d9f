"""One enrolment, several people: who opens first, who takes over, who pays, who comes back."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import (
    ClaimTaken,
    EnrolmentInUsePaid,
    EnrolmentInUseUnpaid,
    NotInThisState,
    PaymentUnderWay,
)
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.pay.service import Begun
from sandbox.wechat_pay.books import CannotPay
from tests.worlds.pay import World
from tests.worlds.pay_making import student


@pytest.mark.guarded_by("CLAIM#*", "BRANCH#*", "*/HEAD", "*/EVT#*")
def test_two_people_open_one_enrolment_at_once(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        form, other = world.form(), student()
        answers = world.race(
            lambda: world.open(task, who, form),
            lambda: world.open(task, other, form),
            lambda: world.open(task, who, form),
        )
        opened = [answer for answer in answers if isinstance(answer, Order)]
        assert len({order.head.order_id for order in opened}) == 1
        assert len({order.head.person_id for order in opened}) == 1
        assert all(isinstance(answer, Order | EnrolmentInUseUnpaid) for answer in answers), answers
        assert len(opened) == (2 if opened[0].head.person_id == who.person_id else 1)
        assert world.store.owns_claim(opened[0].head)
        assert [one.event for one in world.store.history(opened[0].head.order_id)] == ["open"]

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_takeover_against_the_holders_payment(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        form, other = world.form(id_tail="123X"), student()
        order_id, number = world.started(task, who, form)

        def pay() -> None:
            try:
                notice = world.paid(number)
            except CannotPay:  # closed by the takeover
                return
            world.deliver(notice)

        _, taken = world.race(pay, lambda: world.open(task, other, form, "123x"))
        ended = world.conserved(order_id, task)
        if isinstance(taken, Order):
            assert ended.state is State.CANCELLED
            assert world.store.owns_claim(taken.head)
            assert taken.photos == ()
        else:
            assert isinstance(taken, EnrolmentInUsePaid)
            assert ended.state is State.IN_REVIEW
            assert world.store.owns_claim(ended.order.head)
        seen[type(taken).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_takeover_against_a_payment_that_is_being_started(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        form, other = world.form(id_tail="1234"), student()
        order_id = world.awaiting(task, who, form).head.order_id
        begun, taken = world.race(
            lambda: world.pay.start(who, order_id, "WECHAT_NATIVE", "some-key"),
            lambda: world.open(task, other, form, "1234"),
        )
        assert isinstance(begun, Begun | NotInThisState | PaymentUnderWay), begun
        if isinstance(taken, Order):
            assert world.load(order_id).head.state is State.CANCELLED
            assert world.store.owns_claim(taken.head)
        else:  # the payment began while the takeover was deciding: it has to try again
            assert isinstance(taken, PaymentUnderWay)
            assert world.attempts(order_id) == [AttemptState.PENDING]
        assert world.conserved(order_id, task).state in (State.CANCELLED, State.EXPIRED)
        seen[type(taken).__name__] += 1

    world.repeat(one_round, rounds)
    assert seen[Order.__name__], seen


@pytest.mark.guarded_by("CLAIM#*", "BRANCH#*", seldom=True)
def test_reopen_against_somebody_elses_open(world: World, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        form, other = world.form(), student()
        order_id = world.awaiting(task, who, form).head.order_id
        world.time_over(order_id)
        world.settle(order_id)
        back, opened = world.race(lambda: world.orders.reopen(who, order_id), lambda: world.open(task, other, form))
        if isinstance(opened, Order):
            assert isinstance(back, ClaimTaken)
            assert world.store.owns_claim(opened.head)
        else:
            assert isinstance(opened, EnrolmentInUseUnpaid)
            assert back.head.state is State.AWAITING_PAYMENT
            assert world.store.owns_claim(back.head)
        assert world.conserved(order_id, task).state is State.EXPIRED
        seen[type(opened).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


def test_a_place_given_back_is_free_while_its_money_is_still_on_its_way(world: World, rounds: int) -> None:
    """The refund ends as it would have, at whichever moment somebody else opens the enrolment."""
    task, seen = world.task(), Counter[State]()

    def one_round(who: Who) -> None:
        form, other = world.form(), student()
        order_id, number = world.started(task, who, form)
        world.deliver(world.paid(number))
        world.orders.refund(who, order_id)
        _, opened = world.race(
            lambda: world.settle(order_id, "REFUND#01#1"),
            lambda: world.open(task, other, form),
        )
        assert isinstance(opened, Order)
        assert world.store.owns_claim(opened.head)
        assert opened.head.order_id != order_id
        seen[world.load(order_id).head.state] += 1
        ended = world.conserved(order_id, task)
        assert (ended.state, ended.order.refunds[0].state) == (State.REFUNDED, RefundState.DONE)
        assert len(world.box.pay.refunds.of(number)) == 1

    world.repeat(one_round, rounds)
    assert seen[State.REFUNDING], "the money had always arrived before"


def test_whoever_took_her_money_back_may_start_again_at_once(world: World, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        form = world.form()
        order_id, number = world.started(task, who, form)
        world.deliver(world.paid(number))
        _, opened = world.race(lambda: world.orders.refund(who, order_id), lambda: world.open(task, who, form))
        fresh = world.open(task, who, form)
        assert world.load(order_id).head.state is State.REFUNDING
        assert fresh.head.order_id != order_id
        assert opened.head.order_id in (order_id, fresh.head.order_id)
        assert world.store.owns_claim(fresh.head)
        assert world.conserved(order_id, task).state is State.REFUNDED

    world.repeat(one_round, rounds)
