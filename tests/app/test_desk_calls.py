"""How often the desk's lists ask the database: once for all orders of a page, and once for all of their tasks."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.store.index_keys import RefundGroup
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.db_calls import ORDER, TASK, calls
from tests.worlds.home import Branch
from tests.worlds.messages import reached_at
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, moved

SEVERAL = 6


def alone_and_together(counted: Counter[str]) -> tuple[int, int]:
    """Requests for an order or a task alone, and requests for many items at once."""
    return counted[ORDER] + counted[TASK], counted["BatchGetItem"]


def test_orders_of_a_task(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, task = colleague(world.box.console_url, StaffRole.MANAGER), world.plain_task(price=0)
    for _ in range(SEVERAL):
        made_order(world, task, State.IN_REVIEW)
    world.settle()
    with calls(monkeypatch) as counted:
        page = manager.call("GET", f"/api/staff/tasks/{task.task_id}/orders", state="IN_REVIEW")
    assert len(page["orders"]) == SEVERAL
    assert not any(one["photos"] for one in page["orders"])  # an order's own page has them
    assert alone_and_together(counted) == (1, 1)  # the task's own page


def test_orders_that_wait_for_a_decision(branch: Branch, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who = branch.who(StaffRole.MANAGER)
    for _ in range(SEVERAL):
        made_order(world, branch.task, State.CORRECTION)
    world.settle()
    with calls(monkeypatch) as counted:
        waiting, _ = wire().desk.decisions.waiting(who)
    assert len(waiting) == SEVERAL
    assert alone_and_together(counted) == (0, 2)


def test_refunds(branch: Branch, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who = branch.who(StaffRole.FINANCE)
    for _ in range(SEVERAL):
        branch.stuck_refund()
    world.settle()
    with calls(monkeypatch) as counted:
        refunds, _ = wire().desk.finance.refunds(who, RefundGroup.STUCK, None)
    assert len(refunds) == SEVERAL
    assert alone_and_together(counted) == (0, 4)  # payments and refunds too, and invoices


def test_orders_of_an_account(branch: Branch, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who, (student, phone) = branch.who(StaffRole.MANAGER), world.phoned()
    for _ in range(SEVERAL):
        made_order(world, branch.task, State.IN_REVIEW, person_id=world.person(student))
    stranger = made_order(world, world.plain_task(branch="elsewhere"), State.IN_REVIEW, person_id=world.person(student))
    world.settle()
    with calls(monkeypatch) as counted:
        found = wire().desk.search.by_phone(who, phone)
    assert len(found.orders) == SEVERAL
    assert stranger not in {order.head.order_id for order, _ in found.orders}
    assert alone_and_together(counted) == (0, 2)


def test_orders_of_a_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as are shown are read, whatever else the branch holds."""
    manager, task = colleague(world.box.console_url, StaffRole.MANAGER), world.plain_task(price=0)
    ids = [made_order(world, task, State.IN_REVIEW) for _ in range(SEVERAL)]
    name = f"同名{random_id(6)}"
    for order_id in ids:
        moved(order_id, student=reached_at("13800000000", name))
        wire().stores.names.note(order_id)
    world.settle()
    with calls(monkeypatch) as counted:
        found = manager.call("POST", "/api/staff/find", {"name": name})
    assert {one["order_id"] for one in found["orders"]} == set(ids)
    assert alone_and_together(counted) == (0, 2)
