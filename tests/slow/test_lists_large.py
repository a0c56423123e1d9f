"""Every list that staff page through costs with 50,000 orders what it costs with 5,000: as many requests, as many rows
read, on its first page, on one in the middle, and with filters that keep all, a few, or none; and few requests."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.db_calls import cost
from tests.worlds.large_lists import large
from tests.worlds.list_pages import lists, too_dear
from tests.worlds.postings import posting_task
from tests.worlds.staff import colleague

FEW, MANY = 5_000, 50_000  # orders; half of FEW are more than any page looks through, or counts for a number
MOST_COPYING = 60  # requests, with MANY
ROWS = 50  # that a page may read more with MANY: a page of them


def near(place: int) -> range:
    """The numbers of the orders that pages about this place may read."""
    return range(place - 200, place + 200)


@pytest.mark.slow
def test_every_list_costs_with_many_orders_what_it_costs_with_few(box: Sandbox) -> None:
    world, branch = World(box), f"b-{random_id(8)}"
    owner, phone = world.phoned()
    staff = colleague(box.console_url, *StaffRole, branch=branch)
    task = posting_task(world, branch=branch, roster="STUDENT_NOS")
    read = {number for size in (FEW, MANY) for place in (0, size // 2, size) for number in near(place)}
    made = large(task, staff.account.staff_id, world.person(owner), read)
    costs: dict[int, dict[str, Counter[str]]] = {}
    for size, begin in ((FEW, 0), (MANY, FEW)):
        began = time.monotonic()
        made.fill(range(begin, size))
        made.imports(range(begin, size))
        world.settle()
        print(f"{size} orders, {time.monotonic() - began:.0f} s to fill")
        asking = lists(staff, made, phone, size)
        copying = cost(asking["who has not begun"], 1)  # the first look after an import
        print(f"a roster of {size} is put in its order: {copying}")
        assert copying["requests"] <= MOST_COPYING
        costs[size] = {name: cost(work, 2) for name, work in asking.items()}
    for name, few in costs[FEW].items():
        many = costs[MANY][name]
        print(f"{name:32} requests {few['requests']:5} → {many['requests']:5}  rows {few['rows']:6} → {many['rows']:6}")
    grown = {
        name: (few, costs[MANY][name])
        for name, few in costs[FEW].items()
        if costs[MANY][name]["requests"] > few["requests"] or costs[MANY][name]["rows"] > few["rows"] + ROWS
    }
    assert not grown
    assert not too_dear(costs[MANY])
