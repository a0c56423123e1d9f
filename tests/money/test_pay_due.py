"""What the clock does to an order, and what messages that come twice, late or for nothing do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders import facts
from chalicelib.orders.errors import NotInThisState, PaymentUnderWay
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.model import TradeState
from chalicelib.shared.errors import OutsideBusy
from tests.worlds.pay import World
from tests.worlds.pay_notice import Notice


def test_a_draft_nobody_submits_is_cancelled_after_a_week(world: World) -> None:
    task = world.task()
    order_id = world.draft(task, world.who).head.order_id
    world.clock.ahead = timedelta(days=6, hours=23)
    world.settle(order_id)
    assert world.load(order_id).head.state is State.DRAFT
    assert world.conserved(order_id, task).state is State.CANCELLED
    assert world.clock.ahead >= timedelta(days=6, hours=23, minutes=59)


def test_an_overdue_resubmission_is_paid_back_where_the_task_says_so(world: World) -> None:
    task = world.task(overdue="REFUND")
    order_id, number = world.started(task, world.who)
    world.deliver(world.paid(number))
    world.orders.withdraw(world.who, order_id)
    ended = world.conserved(order_id, task)
    assert ended.state is State.REFUNDED
    assert ended.events[-4:] == ["withdraw", "overdue", "refund_accepted", "refund_done"]


def test_an_overdue_resubmission_is_kept_where_the_task_says_so(world: World) -> None:
    task = world.task(overdue="KEEP")
    order_id, number = world.started(task, world.who)
    world.deliver(world.paid(number))
    world.orders.withdraw(world.who, order_id)
    ended = world.conserved(order_id, task)
    assert (ended.state, ended.order.head.undecided) == (State.WITHDRAWN, True)


def test_a_payment_that_begins_while_the_clock_looks_is_left_for_its_next_look(world: World) -> None:
    """Between closing what is pending and expiring, somebody's start was faster: nothing happens, the slot stays."""
    task = world.task()
    order_id, _ = world.started(task, world.who)
    world.time_over(order_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.pay, "close_pending", lambda order, seconds: None)
        world.settle(order_id)
    assert world.load(order_id).head.state is State.AWAITING_PAYMENT
    assert world.conserved(order_id, task).state is State.EXPIRED


@pytest.mark.parametrize("answer", [OutsideBusy(), TradeState.NOTPAY])
def test_paid_says_the_channel_but_not_what(world: World, answer: OutsideBusy | TradeState) -> None:
    """Neither cancelling nor expiring passes money by that the channel confirmed."""
    task = world.task()
    order_id, number = world.started(task, world.who)
    world.paid(number)

    def query(number: str, *, seconds: float) -> TradeState:
        if isinstance(answer, OutsideBusy):
            raise answer
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.channel, "query", query)
        with pytest.raises(PaymentUnderWay):
            world.orders.cancel(world.who, order_id)
        world.time_over(order_id)
        world.settle(order_id)
    assert world.attempts(order_id) == [AttemptState.PENDING]
    with pytest.raises(NotInThisState):
        world.orders.cancel(world.who, order_id)
    assert world.conserved(order_id, task).state is State.IN_REVIEW


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(minutes=20)])
def test_a_slot_moves_on_while_its_channel_is_away(world: World, ahead: timedelta) -> None:
    """Or thousands of one channel's would stand before the other's."""
    order_id, _ = world.started(world.task(), world.who)
    world.clock.ahead = ahead
    world.box.faults.set("pay_5xx", times=2)
    with pytest.raises(OutsideBusy):
        world.settle(order_id, "PAY#01")
    (attempt,) = world.load(order_id).attempts
    assert attempt.state is AttemptState.PENDING
    assert attempt.due_at is not None
    assert timedelta() < attempt.due_at - world.clock() <= timedelta(hours=1)


def test_the_closing_of_an_attempt_that_is_paid_meanwhile_changes_nothing(world: World) -> None:
    task = world.task()
    order_id, number = world.started(task, world.who)
    world.deliver(world.paid(number))
    before = world.load(order_id)
    for fact in (facts.Closed(attempt_no=1), facts.Unknown(attempt_no=1), facts.StillOpen(attempt_no=1)):
        change = world.orders.apply(order_id, fact)
        assert change is not None
        assert change.record is None
    assert world.load(order_id) == before


def test_an_event_of_the_channel_that_we_do_not_use_is_taken_and_forgotten(world: World) -> None:
    order_id, _ = world.started(world.task(), world.who)
    before = world.load(order_id)
    world.deliver(Notice.of(world.box, {"mchid": world.box.keys.mchid}, world.clock(), "MERCHANT.ANYTHING"))
    assert world.load(order_id) == before
