"""What `tools.replay` reads: what is left to do, however many orders there are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.shared.outside import Refused
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.db_calls import calls
from tools.replay import orders_since, replay


def cancelled(world: World, task_id: str) -> str:
    student = world.student()
    order_id = str(student.open(task_id, **world.form())["order_id"])
    student.act(order_id, "cancel")
    return order_id


def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    with calls(monkeypatch) as seen:
        replay(timedelta(hours=1))
        return seen


def test_older_orders_cost_nothing(world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch) -> None:
    world.box.forget("OrdersTable")
    task, seen = world.plain_task(price=0), list[Counter[str]]()
    for orders in (1, 5):
        for _ in range(orders):
            cancelled(world, task.task_id)
        clock.move(minutes=24 * 60, schedules=False)  # at the same hour: as many of the ledger's days
        asked(monkeypatch)  # the list of tasks is kept for a minute
        seen.append(asked(monkeypatch))
    assert seen[0] == seen[1]
    assert seen[0]["Scan"] == 0


def test_an_order_that_nothing_moved_is_found_by_its_note(world: World, clock: SandboxClock) -> None:
    task = world.plain_task(price=0)
    order_id = cancelled(world, task.task_id)
    clock.move(minutes=180, schedules=False)
    recently = wire().clock() - timedelta(hours=1)
    assert order_id not in orders_since(recently)
    wire().followups.unfinished.add(order_id)
    wire().followups.unfinished.add(order_id)
    assert order_id in orders_since(recently)
    clock.move(minutes=180, schedules=False)
    assert order_id not in orders_since(wire().clock() - timedelta(hours=1))


def test_named_orders_are_fed_alone_and_a_refusal_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task = world.plain_task(price=0)
    world.box.stream.skip()
    first, second = (cancelled(world, task.task_id) for _ in range(2))
    assert replay(timedelta(days=30), [first, first]) == (2, 0)

    def refuse(_: object) -> None:
        raise Refused

    monkeypatch.setattr(wire().followups.notify, "handle", refuse)
    assert replay(timedelta(days=30), [second]) == (2, 2)
    said = capsys.readouterr().err
    assert (second in said, first in said, "cancel: Refused" in said) == (True, False, True)
