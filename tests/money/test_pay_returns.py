"""Refunds through the service with the simulated channel behind it: refused, forgotten, made by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.pay.model import ChannelRefund, RefundStatus
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.worlds.pay import World, start


def test_money_that_came_and_went_back_without_us_pays_for_nothing(
    world: World, order_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start(world, order_id)
    number = out_trade_no(order_id, 1)
    world.paid(number)
    world.box.pay.refunds.outside(number)
    world.settle(order_id, "PAY#01")
    assert world.load(order_id).head.state is State.AWAITING_PAYMENT
    assert world.attempts(order_id) == [AttemptState.SUSPECT]  # how much went, the bill will say
    assert '"alarm"' in capsys.readouterr().out


def test_a_refund_the_channel_refuses_stays_asked_for_and_a_person_hears_of_it(
    world: World, order_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start(world, order_id)
    world.deliver(world.paid(out_trade_no(order_id, 1)))
    world.orders.refund(world.who, order_id)
    asked = world.load(order_id).refunds[0]
    world.box.faults.set("pay_not_enough", times=2)
    for _ in range(2):
        world.settle(order_id, "REFUND#01#1")
        assert "top up the merchant account" in capsys.readouterr().out
    waiting = world.load(order_id).refunds[0]
    assert (waiting.state, waiting.try_no) == (RefundState.REQUESTED, asked.try_no)
    assert asked.due_at is not None
    assert waiting.due_at is not None
    assert waiting.due_at >= asked.due_at + timedelta(minutes=2)
    assert world.rest(order_id).head.state is State.REFUNDED


def test_a_refund_the_channel_forgot_is_asked_for_again(world: World, order_id: str) -> None:
    start(world, order_id)
    number = out_trade_no(order_id, 1)
    world.deliver(world.paid(number))
    world.orders.refund(world.who, order_id)
    told = ChannelRefund(out_refund_no=f"{number}R1", status=RefundStatus.PROCESSING, amount=fen(3000), refund_id="1")
    world.pay.refunds.apply(told)
    assert world.load(order_id).refunds[0].state is RefundState.PROCESSING
    assert world.rest(order_id).head.state is State.REFUNDED
    assert len(world.box.pay.refunds.of(number)) == 1


def test_a_refund_with_a_foreign_number_is_told_to_a_person(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = ChannelRefund(out_refund_no="platform1", status=RefundStatus.SUCCESS, amount=fen(1), refund_id="1")
    assert world.pay.refunds.apply(foreign) is None
    assert '"alarm"' in capsys.readouterr().out


@pytest.mark.parametrize("fault", ["pay_5xx", "pay_not_enough"])
def test_an_orphans_refund_that_cannot_be_asked_for_now_waits_for_its_slot(world: World, fault: str) -> None:
    task = world.task()
    order_id, first, _ = world.paid_with_another_open(task, world.who)
    notice = world.paid(first)
    world.box.faults.set(fault, times=2)
    world.deliver(notice)
    world.box.faults.set(fault, times=0)
    assert world.load(order_id).refunds[0].state is RefundState.REQUESTED
    assert world.conserved(order_id, task).state is State.IN_REVIEW
