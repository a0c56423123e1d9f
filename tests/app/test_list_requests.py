"""A page of a list makes a few requests, however many rows it has."""

from __future__ import annotations

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.db_calls import cost
from tests.worlds.large_lists import large
from tests.worlds.list_pages import lists, too_dear
from tests.worlds.postings import posting_task
from tests.worlds.staff import colleague

ROWS = range(24)  # with a request each, any page would make more than it may


def test_no_list_makes_a_request_for_each_row(world: World) -> None:
    branch = f"b-{random_id(8)}"
    owner, phone = world.phoned()
    staff = colleague(world.box.console_url, *StaffRole, branch=branch)
    task = posting_task(world, branch=branch, roster="STUDENT_NOS")
    made = large(task, staff.account.staff_id, world.person(owner), ROWS)
    made.fill(ROWS)
    made.imports(ROWS)
    world.settle()
    costs = {name: cost(work, 1) for name, work in lists(staff, made, phone, len(ROWS)).items()}
    assert not too_dear(costs)
    for name in (
        "payments",
        "invoices that wait",
        "CHSI's refusals",
        "imports",
        "by name",
        "what waits for a decision",
    ):
        assert costs[name]["items"] > len(ROWS), name  # the rows were read
