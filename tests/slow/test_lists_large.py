"""Every list that staff page through costs with 50,000 orders what it costs with 5,000: as many requests, as many rows
read, on its first page, on one in the middle, and with filters that keep all, a few, or none."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from chalicelib.orders.screen import cursor
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.db_calls import cost
from tests.worlds.large_lists import NAME, Large, large
from tests.worlds.postings import posting_task
from tests.worlds.staff import Colleague, colleague

FEW, MANY = 5_000, 50_000  # orders; half of FEW are more than any page looks through, or counts for a number
MOST_COPYING = 60  # requests, with MANY
ROWS = 50  # that a page may read more with MANY: a page of them
Asking = Mapping[str, Callable[[], object]]


def near(place: int) -> range:
    """The numbers of the orders that pages about this place may read."""
    return range(place - 200, place + 200)


def lists(staff: Colleague, made: Large, phone: str, orders: int) -> Asking:
    """What is asked for, by the list and its page."""
    middle = made.listed(orders // 2)
    task, order_id, at = made.task.task_id, middle.head.order_id, middle.instant
    key = {"opened_at": {"S": at}, "pk": {"S": order_id}}
    day = {"first": made.began.date().isoformat(), "last": made.began.date().isoformat()}
    get = partial(staff.call, "GET")

    def find(**body: str) -> Callable[[], object]:
        return partial(staff.call, "POST", "/api/staff/find", body)

    paths = {
        "payments": ("/api/staff/payments", {}, f"{at}#{order_id}#01"),
        "payments of a task": ("/api/staff/payments", {"task_id": task}, f"{at}#{order_id}#01"),
        "payments, by day": ("/api/staff/payments", day | {"channel": "wechat"}, f"{at}#{order_id}#01"),
        "payments, a rare amount": ("/api/staff/payments", {"amount": "1"}, f"{at}#{order_id}#01"),
        "refunds": ("/api/staff/refunds", {"group": "STUCK"}, f"{at}#{order_id}#1#1"),
        "refunds, by day": ("/api/staff/refunds", day | {"group": "STUCK"}, f"{at}#{order_id}#1#1"),
        "refunds, a rare amount": ("/api/staff/refunds", {"group": "STUCK", "amount": "1"}, f"{at}#{order_id}#1#1"),
        "invoices that wait": ("/api/staff/invoices", {}, f"{at}#{order_id}"),
        "invoices of a month": ("/api/staff/invoices", {"month": made.month}, f"{at}#{order_id}"),
        "what waits for a decision": ("/api/staff/decisions", {}, f"{at}#{order_id}"),
        "postings": (f"/api/staff/tasks/{task}/postings", {}, order_id),
        "a manifest": (f"/api/staff/packages/{made.package.package_id}/manifest", {}, order_id),
        "CHSI's refusals": ("/api/staff/chsi/refused", {}, f"{at}#{order_id}|CHSI#{order_id}|1"),
        "CHSI's refusals of a task": (
            "/api/staff/chsi/refused", {"task_id": task}, f"{at}|CHSI#{order_id}|1",
        ),
        "CHSI's refusals, a rare code": (
            "/api/staff/chsi/refused", {"code": "eyes_closed"}, f"{at}#{order_id}|CHSI#{order_id}|1",
        ),
        "a task's orders": (f"/api/staff/tasks/{task}/orders", {"state": "IN_PRODUCTION"}, f"{at}#{order_id}"),
        "who has not begun": (f"/api/staff/tasks/{task}/not-begun", {}, middle.head.enrolment),
        "who of a class has not begun": (
            f"/api/staff/tasks/{task}/not-begun", {"college": "学院1", "class_name": "班1"}, "",
        ),
        "imports": ("/api/staff/imports", {}, f"{at}#~"),
    }  # fmt: skip
    asking: dict[str, Callable[[], object]] = {}
    for name, (path, wanted, deep) in paths.items():
        asking[name] = partial(get, path, **wanted)
        if deep:
            asking[f"{name}, deep"] = partial(get, path, **wanted, cursor=deep)
    filters = {
        "audit": {}, "audit, by person": {"staff_id": made.staff_id}, "audit, a rare action": {"action": "erase"},
        "audit, a rare text": {"text": "没有这样的字"},
    }  # fmt: skip
    for name, wanted in filters.items():
        asking[name] = partial(get, "/api/staff/audit", **day | wanted)
        asking[f"{name}, deep"] = partial(get, "/api/staff/audit", **day | wanted, before=f"{at}#zzzzzzzz")
    return asking | {
        "deletions": partial(get, "/api/staff/privacy/deletions"),
        "deletions, deep": partial(get, "/api/staff/privacy/deletions", before=f"{at}#zzzzzzzz"),
        "what goes next": partial(get, "/api/staff/privacy/next"),
        "exports": partial(get, "/api/staff/exports"),
        "tasks": partial(get, "/api/staff/task-search"),
        "tasks to choose from": partial(get, "/api/staff/tasks"),
        "schools": partial(get, "/api/staff/schools"),
        "schools, by name": partial(get, "/api/staff/schools", words="湖南"),
        "the first page": partial(get, "/api/staff/home"),
        "by name": find(name=NAME),
        "by name, deep": find(name=NAME, cursor=f"{at}#{order_id}"),
        "by phone": find(phone=phone),
        "by phone, deep": find(phone=phone, cursor=cursor.text(key)),
        "by number": find(number=middle.head.order_id),
        "by student number": find(student_no=middle.head.student.student_no),
    }


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
