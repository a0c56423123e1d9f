"""What lists show of people is no more than a role needs, and whoever looks leaves a row in the trail, one an hour."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.orders.model import State
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from sandbox.clock import SandboxClock
from tests.worlds.app import World, student_no
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


def test_whoever_has_to_do_with_payments_alone_reads_no_name_and_no_number(world: World) -> None:
    student, number = world.student(), student_no()
    branch = f"b-{random_id(8)}"
    task = world.plain_task(branch=branch)
    order_id = student.open(task.task_id, **world.form(name="欧阳若水", student_no=number))["order_id"]
    world.settle()
    paths = [f"/api/staff/orders/{order_id}{rest}" for rest in ("", "/student-view", "/money")]

    def seen(*roles: StaffRole) -> str:
        who = colleague(world.box.console_url, *roles, branch=branch)
        pages = [who.call("GET", f"/api/staff/tasks/{task.task_id}/orders", state="DRAFT")]
        pages.append(who.call("POST", "/api/staff/find", {"number": order_id}))
        assert all(page["orders"][0]["order_id"] == order_id for page in pages)
        return str([*pages, *(who.call("GET", path) for path in paths)])

    money, desk = seen(StaffRole.FINANCE), seen(StaffRole.FINANCE, StaffRole.MANAGER)
    assert "若" not in money + desk
    assert (number in money, number in desk) == (False, True)
    assert number[:4] in money
