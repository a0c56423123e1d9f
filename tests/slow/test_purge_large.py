"""Retention at a hundred and at a thousand orders that are over: what one costs does not grow with their number."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from botocore.client import BaseClient

from chalicelib.orders.model import State
from chalicelib.orders.store.items import OrderItem, head_item, photo_item
from chalicelib.privacy.model import REST
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff_orders import order_parts
from tools.cost.capacity import ERASED_MS

pytestmark = pytest.mark.slow

FEW, MANY, DAYS = 100, 1_000, 30
MOST = 31  # requests for an order's two looks: it is erased, and a day later its traces go
NOISE = 3  # this machine does other things, too
LONG = 3_600.0


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """Requests of this process to the tables and the bucket, from whichever thread."""
    seen: Counter[str] = Counter()
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def count(client: Any, operation: str, told: dict[str, Any]) -> Any:
        seen[operation] += 1
        return ask(client, operation, told)

    with mock.patch.object(BaseClient, "_make_api_call", count):
        yield seen


def fill(world: World, task: Task, count: int) -> None:
    assert wire().stores.orders  # knows the table's name from now on
    with OrderItem.batch_write() as batch:
        for number in range(count):
            head, photo = order_parts(task, State.DONE, number, secrets.token_bytes(64))
            batch.save(head_item(head, {}))
            batch.save(photo_item(head.order_id, photo))


def test_an_order_costs_the_same_among_many(box: Sandbox, clock: SandboxClock) -> None:
    costs = []
    for count in (FEW, MANY):
        box.forget("OrdersTable", "TasksTable")
        world = World(box)
        task = world.plain_task(price=0, retention_days=DAYS)
        fill(world, task, count)
        clock.to(task.kept_until + timedelta(days=1), schedules=False)
        with asked() as seen:
            began = time.process_time()
            first = wire().privacy.purge.run(lambda: LONG)
            clock.to(wire().clock() + REST + timedelta(minutes=1), schedules=False)
            second = wire().privacy.purge.run(lambda: LONG)
            spent = (time.process_time() - began) * 1000 / count
        assert (first["orders"], second["traces"]) == (count, count)
        costs.append(seen.total() / count)
        print(f"{count} orders: {seen.total() / count:.1f} requests, {spent:.0f} ms of a processor each; {seen}")
        clock.back()
        assert spent <= NOISE * ERASED_MS
    few, many = costs
    assert many <= few <= MOST
