"""Whoever has an order's link pays at once with somebody else: it is paid once, and any other money goes back."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import NotInThisState, PaymentUnderWay
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.errors import LinkPaid, PayLinkOver
from chalicelib.pay.service import Begun
from chalicelib.shared.ids import out_trade_no
from sandbox.wechat_pay.books import CannotPay
from tests.worlds.pay import World


def pays(world: World, begun: Begun, order_id: str) -> bool:
    """Somebody scans the code she was given, if it still works, and the channel tells it."""
    try:
        world.deliver(world.paid(out_trade_no(order_id, begun.attempt.attempt_no)))
    except CannotPay:  # closed: another start took its place
        return False
    return True


def by_link(world: World, token: str, order_id: str, key: str) -> bool:
    begun = world.money.links.start(token, "10.0.0.2", "WECHAT_NATIVE", key)
    return pays(world, begun, order_id)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_payers_at_once_pay_once(world: World, rounds: int) -> None:
    task, paid = world.task(), Counter[int]()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        token = world.money.links.make(who, order_id).token
        done = world.race(
            lambda: by_link(world, token, order_id, "mother-key"), lambda: by_link(world, token, order_id, "father-key")
        )
        assert all(isinstance(one, bool | PaymentUnderWay | LinkPaid) for one in done), done
        ended = world.conserved(order_id, task)
        taken = done.count(True)
        assert ended.state is (State.IN_REVIEW if taken else State.EXPIRED)
        assert ended.attempts.count(AttemptState.OK) == min(taken, 1)
        paid[taken] += 1

    world.repeat(one_round, rounds)
    assert paid[1], paid


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_a_payer_against_the_owner(world: World, rounds: int) -> None:
    task, paid = world.task(), Counter[int]()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        token = world.money.links.make(who, order_id).token

        def herself() -> bool:
            return pays(world, world.pay.start(who, order_id, "WECHAT_NATIVE", "owners-key"), order_id)

        done = world.race(lambda: by_link(world, token, order_id, "mother-key"), herself)
        assert all(isinstance(one, bool | PaymentUnderWay | LinkPaid | NotInThisState) for one in done), done
        ended, taken = world.conserved(order_id, task), done.count(True)
        assert ended.attempts.count(AttemptState.OK) == min(taken, 1)
        paid[taken] += 1

    world.repeat(one_round, rounds)
    assert paid[1], paid


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_a_payer_against_a_cancellation(world: World, rounds: int) -> None:
    """The money is kept by the order, or goes back."""
    task, seen = world.task(), Counter[State]()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        token = world.money.links.make(who, order_id).token
        payer, _ = world.race(
            lambda: by_link(world, token, order_id, "mother-key"), lambda: world.orders.cancel(who, order_id)
        )
        assert isinstance(payer, bool | PaymentUnderWay | LinkPaid | PayLinkOver), payer
        seen[world.conserved(order_id, task).state] += 1

    world.repeat(one_round, rounds)
    assert seen[State.CANCELLED], seen
