"""Pictures that wait for their review, made in a few milliseconds, with a portrait that can be seen."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.orders.store.items import head_item, photo_item
from chalicelib.shared.db import Put, transact
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from drawings.portrait import draw
from tests.worlds.app import World, jpeg
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.staff_orders import order_parts

WARNING = {
    "code": "off_centre", "severity": "warn", "measured": 12.0, "allowed": [None, 10.0], "unit": "%",
    "box": [0.3, 0.2, 0.4, 0.4], "message": "人像不居中，左侧空间不足", "cure": "请把人像移到画面中央",
}  # fmt: skip


@cache
def standard() -> bytes:
    """A standard photo that can be seen."""
    return jpeg(draw(480, 640))


def review_task(world: World, **changes: Any) -> Task:
    """A free task of the branch the clerks work for."""
    return world.plain_task(**{"price": 0, "branch": BRANCH} | changes)


def waiting(
    world: World, task: Task, name: str = "张三", findings: Sequence[dict[str, Any]] = (), **changes: Any
) -> str:
    """The id of an order in review; findings: of its photo's report."""
    assert wire().stores.orders  # knows the table's name from now on
    portrait = standard()
    named = {"name": name}
    head, photo = order_parts(task, State.IN_REVIEW, secrets.randbelow(10**9), portrait, named, **changes)
    whole = {"source": {"w": 600, "h": 800}, "crop": {"x": 0, "y": 0, "w": 600, "h": 800, "roll": 0}}
    photo = replace(photo, report=dict(photo.report or {}) | whole | {"findings": list(findings)})
    world.put(f"standard/{head.order_id}/1/{photo.standard_sha256}.jpg", portrait)
    transact([Put(item=head_item(head, {}), new=True), Put(item=photo_item(head.order_id, photo), new=True)])
    return head.order_id


def state_of(order_id: str) -> str:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order.head.state.value


def shown(clerk: Clerk, ids: Collection[str]) -> str:
    """Waits until a picture may be decided on, which is one of these; its order's id."""
    expect(clerk.button("通过")).to_be_enabled()
    number = clerk.page.locator("h2 .mono").inner_text()
    orders = [wire().stores.orders.load(one) for one in ids]
    (found,) = [one.head.order_id for one in orders if one and one.head.student.student_no == number]
    return found
