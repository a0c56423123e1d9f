"""A photo that waits too long is told of: by day, once a branch and day, whatever runs how often."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.clock import at
from tests.worlds.staff_orders import made_order

HOUR = timedelta(hours=1)
ALARM = "a photo waits longer for its review than promised"


@pytest.fixture
def now(clock: SandboxClock) -> datetime:
    """15:01 of a day to come."""
    now = at(15, 1)
    clock.to(now, schedules=False)
    return now


def own_branch(world: World) -> Task:
    return world.plain_task(branch=f"分社{secrets.token_hex(4)}", price=0)


def waiting(world: World, task: Task, since: datetime, **changes: Any) -> str:
    return made_order(world, task, queued_at=since, state_at=since, **changes)


def told() -> list[str]:
    return wire().followups.late_reviews.run()


def test_an_old_photo_is_told_of_once_a_day(
    world: World, clock: SandboxClock, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    task = own_branch(world)
    waiting(world, task, now - 5 * HOUR)
    waiting(world, task, now - 31.5 * HOUR, priority=True)  # of any band
    assert [task.branch in told() for _ in range(3)] == [True, False, False]
    (line,) = [line for line in capsys.readouterr().out.splitlines() if ALARM in line and task.branch in line]
    assert '"level": "alarm"' in line
    assert '"due": 24, "count": 31' in line
    clock.to(now + 18 * HOUR, schedules=False)  # 09:01
    assert [task.branch in told() for _ in range(2)] == [True, False]


def test_nobody_is_told_of_what_is_in_time(world: World, now: datetime) -> None:
    fresh, empty = own_branch(world), own_branch(world)
    waiting(world, fresh, now - 23.9 * HOUR)
    made_order(world, empty, State.APPROVED, state_at=now - 99 * HOUR)
    assert {fresh.branch, empty.branch}.isdisjoint(told())


def test_at_night_it_waits_for_the_day(world: World, clock: SandboxClock, now: datetime) -> None:
    task = own_branch(world)
    waiting(world, task, now - 40 * HOUR)
    clock.to(now + 8 * HOUR, schedules=False)  # 23:01
    assert told() == []
    clock.to(now + 18 * HOUR, schedules=False)
    assert task.branch in told()


def test_a_run_that_began_it_a_moment_ago_tells_it_alone(world: World, now: datetime) -> None:
    task = own_branch(world)
    waiting(world, task, now - 40 * HOUR)
    inbox, day = wire().stores.inbox, (now + 8 * HOUR).date().isoformat()
    assert inbox.seize(f"NOTICE#late review#{task.branch}#{day}", now=now, until=now + HOUR, body="")
    assert task.branch not in told()


def test_the_hourly_step_looks(world: World, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    task = own_branch(world)
    waiting(world, task, now - 40 * HOUR)
    world.box.run_step("remind")
    assert any(ALARM in line and task.branch in line for line in capsys.readouterr().out.splitlines())
