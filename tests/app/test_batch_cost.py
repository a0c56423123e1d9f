"""What a batch of the stream costs the database: each order its own part, and all of them together the figures they
share."""

from __future__ import annotations

import pytest

from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.db_costs import Meter

OWN_REQUESTS, OWN_ITEMS = 1, 2  # the order is read; its mark, and how far its student is
REQUESTS = 2  # the task is read, once, and all is counted at once
OF_LISTS = ("NAMES#", "NAMED#")  # lists of orders by name: no part of what is counted


@pytest.mark.parametrize(("orders", "paid", "shared"), [(2, True, 10), (10, False, 3)])
def test_an_order_costs_its_own_part_and_the_figures_are_written_once(
    world: World, box: Sandbox, orders: int, paid: bool, shared: int
) -> None:
    """Of one class, each from its opening on: as far as its payment, or no further."""
    task, make = world.plain_task(), world.paid if paid else world.draft
    box.stream.drain()
    meter = Meter(box)
    with meter.counting():
        for _ in range(orders):
            make(world.student(), task)
        meter.calls.clear()
        meter.deliver()
    asked = [line for call in meter.calls for line in call.asked if not any(name in line for name in OF_LISTS)]
    items = sum(line.count(", ") + 1 for line in asked if line.startswith("TransactWriteItems "))
    print(f"{orders} orders: {len(asked)} requests, {items} items")
    assert not any(line.startswith(("PutItem", "UpdateItem")) for line in asked), meter.table()
    assert len(asked) <= REQUESTS + orders * OWN_REQUESTS, meter.table()
    assert items <= shared + orders * OWN_ITEMS, meter.table()
