"""One task with 50,000 orders in review: the next picture, the lists and the counters stay as quick as with 1,000."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched

import pytest
from pynamodb.exceptions import PutError

from chalicelib.orders.model import State
from chalicelib.orders.store import OrderItem, head_item, photo_item
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.app_world import World
from tests.staff_orders import order_parts

FEW, MANY = 1_000, 50_000
WITH_PHOTO = 1_200  # of the front of the queue: what the reviewers of this test can reach
P95 = 0.3  # seconds
REVIEWERS, EACH = 4, 40


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


def p95(work: Callable[[], object], times: int) -> float:
    """Seconds that 95 of 100 calls stay below."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.quantiles(took, n=20)[-1]


def claims(task: Task) -> float:
    """p95 of a claim while several reviewers work at once; each gets pictures of her own."""
    review, seen = wire().branch.review, list[str]()

    def one(_: int) -> float:
        who = staff(task)

        def claim() -> None:
            taken = review.next(who, task.task_id)
            assert taken is not None
            seen.append(taken.order.head.order_id)

        return p95(claim, EACH)

    with ThreadPoolExecutor(REVIEWERS) as pool:
        worst = max(pool.map(one, range(REVIEWERS)))
    assert len(seen) == len(set(seen)) == REVIEWERS * EACH
    return worst


@pytest.mark.slow
def test_fifty_thousand_orders_in_one_task(box: Sandbox) -> None:
    task, figures = World(box).plain_task(price=0), {}
    assert wire().order_store  # names the table
    desk, counters = wire().branch.desk, wire().branch.counters
    for size, begin in ((FEW, 0), (MANY, FEW)):
        fill(task, range(begin, size))
        figures[size] = {
            "claim": claims(task),
            "list": p95(lambda: desk.in_state(task.task_id, State.IN_REVIEW, limit=20), 40),
            "counters": p95(lambda: counters.of_task(task.task_id, "STATE"), 40),
        }
    for size, row in figures.items():
        print(f"{size:>6} orders: " + ", ".join(f"{name} p95 {took * 1000:.0f} ms" for name, took in row.items()))
    assert max(figures[MANY].values()) <= P95
    assert figures[MANY]["claim"] <= 2 * figures[FEW]["claim"] + 0.05  # flat
