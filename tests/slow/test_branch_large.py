"""What the next picture, a list and the counters cost in one task does not grow with its orders.

Counted are requests and the items they return, which is what DynamoDB's time and price follow.  The emulator's own time
is no measure: it walks the whole table for every query of an index.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import batched
from unittest import mock

import pytest
from pynamodb.exceptions import PutError

from chalicelib.orders.model import State
from chalicelib.orders.store import OrderItem, head_item, photo_item
from chalicelib.shared.db import connection
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.app_world import World
from tests.staff_orders import order_parts

FEW, MANY = 300, 3_000
WITH_PHOTO = 600  # of the front of the queue: what the reviewers of this test can reach
CLAIMS = 15
MOST_ITEMS = 60  # of one claim


def staff(task: Task) -> Staff:
    return Staff(staff_id=random_id(12), branch=task.branch, name="审核员", roles=frozenset(StaffRole))


def fill(task: Task, numbers: range) -> None:
    """Orders in review, the oldest first in the queue."""
    now, jpeg = wire().clock(), secrets.token_bytes(64)

    def items(number: int) -> list[OrderItem]:
        queued = now - timedelta(days=1) + timedelta(milliseconds=number)
        head, photo = order_parts(task, State.IN_REVIEW, number, jpeg, queued_at=queued, state_at=queued)
        photos = [photo_item(head.order_id, photo)] if number < WITH_PHOTO else []
        return [head_item(head), *photos]

    for some in batched(numbers, 100):
        made = [item for number in some for item in items(number)]
        for patience in reversed(range(20)):  # the emulator needs a moment now and then
            try:
                with OrderItem.batch_write() as batch:
                    for item in made:
                        batch.save(item)
                break
            except PutError:
                if not patience:
                    raise
                time.sleep(1)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Requests, and items they returned."""
    client, seen = connection().client, Counter[str]()
    call = client._make_api_call

    def count(operation: str, asked: object) -> object:
        answer = call(operation, asked)
        seen["requests"] += 1
        seen["items"] += len(answer.get("Items", ())) + ("Item" in answer)
        return answer

    with mock.patch.object(client, "_make_api_call", count):
        yield seen


def cost(work: Callable[[], object], times: int) -> Counter[str]:
    """The dearest of some calls."""
    worst: Counter[str] = Counter()
    for _ in range(times):
        with counted() as seen:
            work()
        worst |= seen
    return worst


@pytest.mark.slow
def test_the_work_of_the_desk_does_not_grow_with_the_task(box: Sandbox) -> None:
    task, figures = World(box).plain_task(price=0), {}
    assert wire().order_store  # names the table
    desk, counters, review = wire().branch.desk, wire().branch.counters, wire().branch.review
    for size, begin in ((FEW, 0), (MANY, FEW)):
        fill(task, range(begin, size))
        figures[size] = {
            "claim": cost(lambda: review.next(staff(task), task.task_id), CLAIMS),
            "list": cost(lambda: desk.in_state(task.task_id, State.IN_REVIEW, limit=20), 2),
            "counters": cost(lambda: counters.of_task(task.task_id, "STATE"), 2),
        }
        print(size, "orders:", {name: dict(row) for name, row in figures[size].items()})
    assert figures[MANY] == figures[FEW]
    assert figures[MANY]["claim"]["items"] <= MOST_ITEMS
