"""Pictures that wait for their review, made in a few milliseconds, with a portrait that can be seen."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from playwright.sync_api import Locator, expect

from chalicelib.orders.model import State
from chalicelib.orders.store.items import head_item, photo_item
from chalicelib.shared.db import Put, transact
from chalicelib.storage import keys
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from drawings.portrait import draw
from tests.worlds.app import World, jpeg
from tests.worlds.clerk import BRANCH
from tests.worlds.staff_orders import order_parts
from tests.worlds.visitor import Guest

WARNING = {
    "code": "off_centre", "severity": "warn", "measured": 12.0, "allowed": [None, 10.0], "unit": "%",
    "box": [0.3, 0.2, 0.4, 0.4], "message": "人像不居中，左侧空间不足", "cure": "请把人像移到画面中央",
}  # fmt: skip

REPORT = {
    "spec": "chsi", "source": {"w": 600, "h": 800}, "crop": {"x": 0, "y": 0, "w": 600, "h": 800, "roll": 0},
    "measures": {"crown_at": 92.0, "eyes_at": 258.0, "head_width": 267.5, "off_centre": 2.0, "worn_around_eye": 0.0},
}  # fmt: skip


@cache
def standard() -> bytes:
    """A standard photo that can be seen."""
    return jpeg(draw(480, 640))


def review_task(world: World, **changes: Any) -> Task:
    """A free task of the branch the clerks work for."""
    return world.plain_task(**{"price": 0, "branch": BRANCH} | changes)


def waiting(
    world: World,
    task: Task,
    name: str = "张三",
    findings: Sequence[dict[str, Any]] = (),
    portrait: bytes | None = None,
    **changes: Any,
) -> str:
    """The id of an order in review, of low risk; findings: of its photo's report; portrait: the finished one; changes:
    of its head."""
    assert wire().stores.orders  # knows the table's name from now on
    portrait = portrait or standard()
    named = {"name": name}
    head, photo = order_parts(task, State.IN_REVIEW, secrets.randbelow(10**9), portrait, named, **changes)
    finished = {"w": 480, "h": 640, "bytes": len(portrait), "sha256": photo.standard_sha256}
    photo = replace(photo, report={"verdict": "PASSED", "findings": list(findings), "standard": finished} | REPORT)
    assert photo.standard_sha256
    assert photo.source_sha256
    world.put(keys.standard(head.order_id, 1, photo.standard_sha256), portrait)
    world.put(keys.original(head.order_id, 1, photo.source_sha256), portrait)
    transact([Put(item=head_item(head, {}), new=True), Put(item=photo_item(head.order_id, photo), new=True)])
    return head.order_id


def state_of(order_id: str) -> str:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order.head.state.value


def many(world: World, task: Task, count: int, **changes: Any) -> set[str]:
    return {waiting(world, task, **changes) for _ in range(count)}


def big_button(clerk: Guest) -> Locator:
    """What Enter does."""
    return clerk.page.locator(".work-foot").get_by_role("button", name=re.compile("^(通过|驳回|细看)"))


def cells_of(clerk: Guest, *, pulled: bool | None = None) -> Locator:
    """Of the grid; pulled: only those that are kept for a closer look."""
    return clerk.page.get_by_role("listbox").get_by_role("option", selected=pulled)


def page_of(clerk: Guest, count: int | None = None) -> list[str]:
    """Waits until a page of the grid, of so many pictures, may be decided on; the ids of their orders."""
    cells = cells_of(clerk)
    if count is not None:
        expect(cells).to_have_count(count)
    expect(cells.first).to_be_visible()
    expect(big_button(clerk)).to_be_enabled()
    return [str(one).removeprefix("cell-") for one in cells.evaluate_all("cells => cells.map((cell) => cell.id)")]


def shown(clerk: Guest, ids: Collection[str] = ()) -> str:
    """Waits until a picture that stands alone may be decided on, which is one of these; its order's id."""
    one = clerk.page.locator(".onework")
    expect(one).to_be_visible()
    expect(big_button(clerk)).to_be_enabled()
    order_id = str(one.get_attribute("id")).removeprefix("one-")
    assert not ids or order_id in ids
    return order_id


def nothing_scrolls(clerk: Guest) -> None:
    """Neither the window nor the desk in it, in any direction."""
    over = "[one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    boxes = "[document.documentElement, document.querySelector('main')]"
    assert clerk.page.evaluate(f"{boxes}.map((one) => {over})") == [[0, 0], [0, 0]], clerk.page.viewport_size


def states(ids: Collection[str]) -> dict[str, int]:
    """How many of these orders are in each state."""
    return dict(Counter(state_of(one) for one in ids))
