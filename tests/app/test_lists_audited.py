"""Whoever looks at a list of people leaves a row in the trail: one an hour, however often she looks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order


def looks(admin: Colleague, task_id: str) -> list[Any]:
    rows = admin.call("GET", "/api/staff/audit", subject=f"task {task_id}", action="view_orders")["rows"]
    return [row["staff_id"] for row in rows]


def test_a_list_leaves_a_row_an_hour(world: World, clock: SandboxClock) -> None:
    task, admin = world.plain_task(price=0), colleague(world.box.console_url, StaffRole.ADMIN)
    made_order(world, task, State.IN_REVIEW)
    first, other = (colleague(world.box.console_url, StaffRole.FINANCE) for _ in range(2))
    path = f"/api/staff/tasks/{task.task_id}/orders"
    with ThreadPoolExecutor(8) as pool:  # page after page, and two windows
        pages = list(pool.map(lambda _: first.call("GET", path, state="IN_REVIEW"), range(8)))
    assert all(len(page["orders"]) == 1 for page in pages)
    assert looks(admin, task.task_id) == [first.account.staff_id]
    other.call("GET", path, state="IN_REVIEW")
    assert sorted(looks(admin, task.task_id)) == sorted([first.account.staff_id, other.account.staff_id])
    clock.move(minutes=60, schedules=False)
    first.call("GET", path, state="IN_REVIEW")
    assert looks(admin, task.task_id).count(first.account.staff_id) == 2
