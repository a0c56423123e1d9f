"""Retention: when the days of a task are over its pictures and people go, money stays, and a record says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.orders.model import State
from chalicelib.rights.purge import SPARE
from chalicelib.shared.db import Conflict
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.app.test_staff_delivery import approved, deliver
from tests.app.test_staff_imports import run, table
from tests.app_world import World, refused, student_no
from tests.staff_orders import made_order
from tests.staff_world import colleague

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
DAYS = 30
Later = Callable[[float], datetime]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later(days)`: as many days from now, for everything that purging asks the time."""
    now = wire().clock()
    made = wire().rights

    def move(days: float) -> datetime:
        then = now + timedelta(days=days)
        for service in (made.purge, wire().orders, wire().branch.audit):
            monkeypatch.setattr(service, "_clock", lambda: then)
        return then

    return move


def purge(left: float = 300) -> Counter[str]:
    return wire().rights.purge.run(lambda: left)


def over(world: World, **changes: object) -> Task:
    """A task that keeps things for DAYS after it closes in nine days."""
    return world.plain_task(price=0, retention_days=DAYS, **changes)


def of_order(world: World, order_id: str) -> set[str]:
    """What the tables still have of it."""
    return {key.split()[-1].partition("#")[0] for key in world.tables() if order_id in key}


def kept(world: World, order_id: str) -> bool:
    return bool(world.objects(f"standard/{order_id}/"))


def test_nothing_goes_before_its_time(world: World, later: Later) -> None:
    task = over(world)
    order_id = made_order(world, task, State.DONE)
    later(9 + DAYS - 1)
    purge()
    assert kept(world, order_id)
    assert "PHOTO" in of_order(world, order_id)


def test_what_is_over_goes_in_two_steps_and_says_so(world: World, later: Later) -> None:
    task = over(world)
    ids = [made_order(world, task, state) for state in (State.DONE, State.IN_PRODUCTION, State.CANCELLED)]
    stands = made_order(world, task, State.IN_REVIEW)
    later(9 + DAYS + 1)
    assert purge()["orders"] >= 3
    assert not any(kept(world, order_id) for order_id in ids)
    assert all(of_order(world, order_id) == {"HEAD", "EVT"} for order_id in ids)
    assert kept(world, stands)  # somebody must decide first
    purge()
    assert all("HEAD" in of_order(world, order_id) for order_id in ids)  # an upload may still be on its way
    then = later(9 + DAYS + 3)
    assert purge()["traces"] >= 3
    assert not any(of_order(world, order_id) for order_id in ids)
    assert purge()["traces"] == 0
    boss = colleague(world.box.api_url, ADMIN)
    rows = boss.call("GET", "/api/staff/audit", None, subject=f"task {task.task_id}")["rows"]
    assert {row["name"] for row in rows} == {"到期清理"}
    assert rows[-1]["data"]["orders"] == 3
    assert rows[0]["data"]["traces"] == 3
    assert rows[0]["at"][:10] == then.isoformat()[:10]


def test_a_picture_that_came_late_goes_the_next_time(world: World, later: Later) -> None:
    order_id = made_order(world, over(world), State.DONE)
    later(9 + DAYS + 1)
    purge()
    world.put(f"original/{order_id}/1/{'a' * 64}", b"late")
    purge()
    assert not world.objects(f"original/{order_id}/")


def test_money_and_its_history_stay_for_good(world: World, later: Later) -> None:
    student, task = world.student(), world.plain_task(retention_days=DAYS)
    order_id = world.paid(student, task)
    student.act(order_id, "refund")
    world.box.run_step("reconcile")
    student.wait_for(order_id, "REFUNDED")
    later(9 + DAYS + 1)
    purge()
    later(9 + DAYS + 3)
    purge()
    mine = {part for part in of_order(world, order_id) if not part.startswith(order_id)}  # the ledger's have its number
    assert mine == {"HEAD", "EVT", "PAY", "REFUND"}
    assert purge()["traces"] == 0
    assert student.order(order_id)["student"]["name"] == "（已删除）"


def test_delivery_moves_the_end(world: World, later: Later) -> None:
    task, delivered = over(world), wire().clock() + timedelta(days=60)
    order_id = made_order(world, task, State.DONE, state_at=delivered)
    later(9 + DAYS + 1)
    purge()
    assert kept(world, order_id)
    later(60 + DAYS + 1)
    purge()
    assert not kept(world, order_id)


def test_packages_and_lists_go_too(world: World, later: Later) -> None:
    task = over(world, roster="STUDENT_NOS")
    manager, number = colleague(world.box.api_url, MANAGER), student_no()
    assert run(manager, "ROSTER", table([["学号"], [number]]), task.task_id)["state"] == "DONE"
    approved(world, colleague(world.box.api_url, REVIEWER), task, student_no=number)
    package_id = deliver(manager, task.task_id)["package_id"]
    world.box.stream.drain()
    tasks = world.box.env["TASKS_TABLE"]
    lists = (f"{tasks} ROSTER#{task.task_id}", f"{tasks} PROGRESS#{task.task_id}")
    assert world.objects(f"packages/{package_id}/")
    later(9 + DAYS + 1)
    assert purge()["packages"] >= 1
    assert not world.objects(f"packages/{package_id}/")
    assert not [key for key in world.tables() if key.startswith(lists) or f"MEMBER#{package_id}" in key]
    assert not wire().branch.package_store.members(package_id)
    assert manager.call("GET", f"/api/staff/packages/{package_id}")["state"] == "PURGED"
    again = f"/api/staff/packages/{package_id}/again"
    refused(lambda: manager.call("POST", again, {}), 409, "package_purged")


def test_a_run_stops_in_time_and_one_bad_order_does_not_keep_the_others(
    world: World, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = over(world)
    ids = [made_order(world, task, State.CLOSED) for _ in range(3)]
    later(9 + DAYS + 1)
    assert not purge(left=SPARE - 1)
    sweep = wire().rights.erasing.sweep

    def fails(order: object) -> int:
        if order.head.order_id == ids[1]:  # type: ignore[attr-defined]
            raise Conflict
        return sweep(order)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(wire().rights.erasing, "sweep", fails)
        assert purge()["orders"] >= 2
    assert [kept(world, order_id) for order_id in ids] == [False, True, False]
    purge()
    assert not kept(world, ids[1])
