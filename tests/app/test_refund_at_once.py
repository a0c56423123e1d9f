"""A refund is asked of the channel as soon as it was requested; the clock is the second chance."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import RefundState
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff_orders import order_of
from tools.suite.patience import wait_for


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The sandbox of the tests leaves refunds to the clock."""
    queue = wire().outside.due_queue
    monkeypatch.setattr(
        wire().followups.notify, "_push", lambda order_id, part: queue.send(order_id=order_id, part=part)
    )


def asked(world: World) -> str:
    """A paid order whose student asked for the money back."""
    student, task = world.student(), world.plain_task(refund_until="REVIEW")
    order_id = world.paid(student, task)
    world.box.stream.drain()
    assert student.act(order_id, "refund")["state"] == "REFUNDING"
    return order_id


def test_the_channel_is_asked_without_the_clock(world: World) -> None:
    order_id = asked(world)
    world.box.stream.drain()
    wait_for(lambda: order_of(order_id).refunds[0].state is not RefundState.REQUESTED, "the channel asked")


def test_a_queue_that_takes_nothing_leaves_it_to_the_clock(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = asked(world)

    def away(**_: Any) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(wire().outside.due_queue, "send", away)
        world.box.stream.drain()
    assert order_of(order_id).refunds[0].state is RefundState.REQUESTED
    clock.move(minutes=6)
    wait_for(lambda: order_of(order_id).head.state is State.REFUNDED, "the refund")
