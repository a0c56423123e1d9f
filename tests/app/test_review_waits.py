"""How long photos waited for a decision: counted once, whenever it is told, and what a student then reads."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.desk.orders import staff_actor
from chalicelib.notify.counters import EventCounters
from chalicelib.notify.waited_store import WaitedItem
from chalicelib.orders import events as ev
from chalicelib.orders.model import Actor, EventRecord, Order, State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.histogram import BUCKETS, Histogram, bucket_of
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.staff_orders import made_order, order_of

HOUR = timedelta(hours=1)


def in_review(world: World, task: Task) -> Order:
    return order_of(made_order(world, task))


def decisions(order: Order, waits: Iterable[timedelta], at: datetime | None = None) -> list[EventRecord]:
    """Events as they come from the stream."""
    return [
        EventRecord(
            order_id=order.head.order_id,
            seq=1000 + number,
            at=at or wire().clock(),
            event=random.choice(("approve", "reject")),
            actor=Actor(kind="staff", id="s"),
            source=State.IN_REVIEW,
            to=State.IN_REVIEW,
            data={"group": ["", ""], "waited": int(waited.total_seconds())},
        )
        for number, waited in enumerate(waits)
    ]


def count(records: Iterable[EventRecord], order: Order, task: Task) -> None:
    stores = wire().stores
    counters = EventCounters(stores.counters, stores.waited, stores.orders.history, wire().clock)
    for record in records:
        counters.count(record, order, task)


def counted(task: Task, days_ago: int = 0) -> Histogram:
    day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=days_ago)
    return wire().stores.waited.between(task.branch, day, day).get(task.task_id, Histogram())


def own_branch(world: World, **changes: Any) -> Task:
    return world.plain_task(branch=f"分社{secrets.token_hex(4)}", price=0, **changes)


def test_events_that_come_twice_late_and_in_any_order_count_once(world: World) -> None:
    task = own_branch(world)
    order, waits = in_review(world, task), [number * HOUR for number in range(30)]
    records = decisions(order, waits) * 3
    random.shuffle(records)
    count(records, order, task)
    buckets = [bucket_of(waited) for waited in waits]
    assert counted(task).counts == tuple(buckets.count(number) for number in range(BUCKETS))


def test_a_decision_counts_on_its_own_day_when_it_is_heard_of_late(world: World) -> None:
    task = own_branch(world)
    order = in_review(world, task)
    count(decisions(order, [HOUR], wire().clock() - timedelta(days=2)), order, task)
    assert (counted(task).total, counted(task, days_ago=2).total) == (0, 1)


def test_an_order_that_moved_on_changes_nothing(world: World) -> None:
    """The counter loads the order as it is by then: decided, recalled, or in the queue once more."""
    task = own_branch(world)
    order = in_review(world, task)
    later = order.but(queued_at=wire().clock(), state=State.IN_REVIEW)
    count(decisions(order, [9 * HOUR]), later, task)
    assert counted(task).percentile(1) == 12 * HOUR


def test_a_reviewer_s_decision_is_counted_from_the_stream(world: World) -> None:
    world.box.stream.skip()
    task = world.plain_task(price=0)
    who = staff.who(staff.hire(StaffRole.REVIEWER))
    order_id = made_order(world, task, queued_at=wire().clock() - 5 * HOUR)
    until = wire().clock() + HOUR
    wire().desk.orders.act(who, order_id, ev.Take(actor=staff_actor(who), until=until), photo_no=1)
    wire().desk.orders.act(who, order_id, ev.Approve(actor=staff_actor(who), photo_no=1), photo_no=1)
    world.box.stream.drain()
    assert (counted(task).total, counted(task).percentile(1)) == (1, 6 * HOUR)


@pytest.mark.parametrize("enough", [True, False], ids=["its own", "the branch's"])
def test_a_student_reads_what_is_usual(world: World, enough: bool) -> None:
    task, other = own_branch(world), None
    if not enough:
        other = world.plain_task(branch=task.branch, price=0)
    busy = other or task
    order = in_review(world, busy)
    count(decisions(order, [6.5 * HOUR] * 20), order, busy)
    student = world.student()
    order_id = world.photographed(student, task)
    assert student.order(order_id)["task"]["delivery_text"].startswith("提交后通常 8 小时内审核，")
    shown = student.act(order_id, "submit", photo_no=1)
    assert shown["way_out"]["sentence"] == "照片正在等待人工审核，通常 8 小时内审核。"
    assert shown["ahead"][0] == {"title": "人工审核", "tells": "通常 8 小时内审核，结果会在订单中显示。"}


def test_a_new_branch_reads_the_task_s_promise(world: World) -> None:
    student, task = world.student(), own_branch(world)
    order_id = world.photographed(student, task)
    assert student.order(order_id)["task"]["delivery_text"] == task.delivery_text
    assert "预计" in student.act(order_id, "submit", photo_no=1)["way_out"]["sentence"]


def test_a_page_of_orders_asks_for_the_waits_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one branch, within five minutes, whatever is shown."""
    task, student = own_branch(world), world.student()
    asked: list[str] = []
    query = WaitedItem.query

    def counting(pk: str, *args: Any, **known: Any) -> Any:
        asked.append(pk)
        return query(pk, *args, **known)

    monkeypatch.setattr(WaitedItem, "query", counting)
    first = world.photographed(student, task)
    second = world.photographed(student, task)
    for _ in range(3):
        student.call("GET", "/api/orders")
        student.order(first)
        student.order(second)
    assert asked == [f"WAITED#{task.branch}"]
