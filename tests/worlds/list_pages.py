"""The pages that staff ask for of a branch whose every list is long, and how many requests one may make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from chalicelib.orders.screen import cursor
from tests.worlds.large_lists import NAME, Large
from tests.worlds.staff import Colleague

Asking = Mapping[str, Callable[[], object]]
MOST = 13  # requests of a page: of 30 to 100 rows, so that none may cost a request each
MOST_OF = {"who has not begun": 16, "the first page": 32}  # eleven counts that are kept in pieces


def too_dear(costs: Mapping[str, Counter[str]]) -> dict[str, int]:
    """The pages that make more requests than they may."""
    asked = {name: cost["requests"] for name, cost in costs.items()}
    return {name: requests for name, requests in asked.items() if requests > MOST_OF.get(name, MOST)}


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
