"""Retention goes by what is due: looks at tasks, which are added by whoever changes a date and outlive any run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import repeat

import pytest

from chalicelib.orders.model import State
from chalicelib.privacy import looks as looks_module
from chalicelib.privacy.erasure import Erasure
from chalicelib.privacy.look_store import LookStore
from chalicelib.privacy.looks import MOST_ADDED, SETTLED, Looks
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.db_calls import counted
from tests.worlds.proven import proven
from tests.worlds.staff_orders import made_order

DAYS = 30
HOUR = timedelta(hours=1)
To = Callable[[datetime], object]


@pytest.fixture
def to(clock: SandboxClock) -> To:
    return lambda at: clock.to(at, schedules=False)


def purge(left: float = 300) -> Counter[str]:
    return wire().privacy.purge.run(lambda: left)


def over(world: World, **changes: object) -> Task:
    return world.plain_task(price=0, retention_days=DAYS, **changes)


def kept(world: World, order_id: str) -> bool:
    return bool(world.objects(f"standard/{order_id}/"))


def looks_of(task: Task) -> list[datetime]:
    """When a task is looked at, whenever that is."""
    never = wire().clock() + timedelta(days=36_500)
    return [look.at for look in wire().stores.looks.due(never) if look.task_id == task.task_id]


def forget_looks(tasks: list[Task]) -> None:
    """As of an earlier version, or of a table that was put back."""
    for task in tasks:
        for look in wire().stores.looks.due(wire().clock() + timedelta(days=36_500)):
            if look.task_id == task.task_id:
                wire().stores.looks.done(look)
        assert not looks_of(task)


def test_a_task_that_is_extended_keeps_its_orders_for_as_much_longer(world: World, to: To) -> None:
    task = over(world)
    order_id = made_order(world, task, State.DONE)
    longer = world.change(task, closes_at=task.closes_at + timedelta(days=20))
    to(task.kept_until + HOUR)
    purge()
    assert kept(world, order_id)
    to(longer.kept_until + HOUR)
    assert purge()["orders"] >= 1
    assert not kept(world, order_id)


def test_a_shorter_retention_counts_at_once(world: World, to: To) -> None:
    task = over(world)
    order_id = made_order(world, task, State.DONE)
    shorter = world.change(task, retention_days=DAYS // 2)
    assert shorter.kept_until < task.kept_until
    to(shorter.kept_until + HOUR)
    purge()
    assert not kept(world, order_id)


def test_an_order_that_moved_after_the_closing_goes_in_the_hour_in_which_it_is_due(world: World, to: To) -> None:
    task = over(world)
    moved = task.closes_at + timedelta(days=5)
    order_id = made_order(world, task, State.CLOSED, state_at=moved)
    to(task.kept_until + HOUR)
    purge()
    assert kept(world, order_id)
    to(moved + timedelta(days=DAYS))
    purge()
    assert not kept(world, order_id)


def test_what_is_decided_long_after_the_closing_goes_in_time(world: World, to: To) -> None:
    """Nobody adds a look for it: those of a task whose time is over never end."""
    task = over(world)
    to(task.kept_until + HOUR)
    purge()
    moved = wire().clock() + timedelta(days=40)
    to(moved)
    order_id = made_order(world, task, State.CLOSED, state_at=moved)
    for days in range(5, DAYS, 5):
        purge()
        to(moved + timedelta(days=days))
    purge()
    assert kept(world, order_id)
    to(moved + timedelta(days=DAYS))
    purge()
    assert not kept(world, order_id)


@pytest.mark.parametrize(("where", "call"), [(Looks, "go_on"), (LookStore, "done"), (Erasure, "sweep")])
def test_wherever_a_run_is_killed_the_next_one_goes_on(
    world: World, to: To, monkeypatch: pytest.MonkeyPatch, where: type, call: str
) -> None:
    task = over(world)
    ids = [made_order(world, task, State.DONE) for _ in range(2)]
    to(task.kept_until + HOUR)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(where, call, killed)
        with pytest.raises(SystemExit):
            purge()
    assert looks_of(task)
    purge()
    assert not any(kept(world, order_id) for order_id in ids)
    assert looks_of(task)


def test_two_runs_at_once_delete_all_once_and_leave_a_look(world: World, to: To) -> None:
    task = over(world)
    ids = [made_order(world, task, State.DONE) for _ in range(6)]
    to(task.kept_until + HOUR)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(purge, repeat(300, 2)))
    assert not any(kept(world, order_id) for order_id in ids)
    to(wire().clock() + timedelta(days=1, hours=1))
    assert purge()["traces"] >= len(ids)
    assert looks_of(task)


def test_what_is_not_due_costs_a_run_nothing(world: World, to: To) -> None:
    def requests() -> int:
        with counted() as seen:
            purge()
        return seen["requests"]

    purge()  # the day's first looks for tasks without a look
    purge()  # and what is due here anyway may go
    few = requests()
    for _ in range(30):
        over(world)
    assert requests() <= few


def test_once_a_day_tasks_without_a_look_get_one_some_at_a_time(
    world: World, to: To, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [over(world) for _ in range(5)]
    order_id = made_order(world, tasks[0], State.DONE)
    to(tasks[0].kept_until + HOUR)
    purge()
    assert not kept(world, order_id)
    forget_looks(tasks)
    purge()
    assert not any(map(looks_of, tasks))  # until the next day
    to(wire().clock() + timedelta(days=1))
    monkeypatch.setattr(looks_module, "MOST_ADDED", 2)
    have = []
    for _ in range(4):
        purge()
        have.append(sum(bool(looks_of(task)) for task in tasks))
    assert have == [2, 4, 5, 5]
    assert MOST_ADDED > 100


def test_a_wish_is_looked_after_though_the_index_shows_it_late(
    world: World, to: To, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion died right after its transaction; a run that comes at once does not see the order yet."""
    task = over(world)
    student = world.student()
    order_id = made_order(world, task, State.CANCELLED, person_id=world.person(student))
    to(wire().clock() + 2 * SETTLED)  # what was read of the task is old by now

    def dies(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(Erasure, "sweep", dies)
        refused(lambda: proven(student).call("POST", "/api/me/deletion", {"confirmed": True}), 500, "broken")
    assert kept(world, order_id)
    lists = wire().stores.lists
    with monkeypatch.context() as patched:
        patched.setattr(lists, "erased", lambda *_: iter(()))
        patched.setattr(lists, "next_erased", lambda _: None)
        purge()
    assert kept(world, order_id)
    purge()
    assert not kept(world, order_id)


def test_a_look_that_is_written_again_meanwhile_stays(world: World) -> None:
    task, store = over(world), wire().stores.looks
    at = wire().clock() - 2 * SETTLED
    store.add(at, [task.task_id])
    (read,) = (look for look in store.due(at) if look.task_id == task.task_id)
    store.add(at, [task.task_id])
    store.done(read)
    assert at in looks_of(task)
    (again,) = (look for look in store.due(at) if look.task_id == task.task_id)
    store.done(again)
    store.done(again)
    assert looks_of(task) == [task.kept_until]
