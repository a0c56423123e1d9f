"""Reminders that staff requests for all students of a task: counted, once a day, by day, only where still needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.shared.clock import shanghai
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.clock import at
from tests.worlds.messages import reached_at, texts
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, moved, order_of
from tests.worlds.staff_scene import settled

TO_REPLACE = "待重新提交"
MANAGER = StaffRole.MANAGER


def ask(who: Colleague, task: Task, kind: str) -> int:
    return int(who.call("POST", f"/api/staff/tasks/{task.task_id}/reminders", {"kind": kind})["orders"])


def waiting(world: World, task: Task, state: State, **changes: Any) -> tuple[str, str]:
    """An order that waits for its student for four days more, and the phone that is told."""
    (student, phone), now = world.phoned(), wire().clock()
    ends = now + timedelta(days=4)
    order_id = made_order(
        world,
        task,
        state,
        person_id=world.person(student),
        student=reached_at(phone),
        price=None if state is State.DRAFT else 0,
        **{"state_at": now, "due_at": ends, "expires_at": ends, "deadline": ends} | changes,
    )
    return order_id, phone


def said(world: World, phone: str) -> list[str]:
    """What the reminders to a phone say, without the codes of its login."""
    return [one[2] for one in texts(world, phone) if len(one) == 3]


def jobs_of(task: Task) -> list[dict[str, str]]:
    """The jobs that a run queues for the task, without queueing them."""
    seen: list[dict[str, str]] = []

    def take(jobs: Iterable[Any]) -> int:
        batch = list(jobs)
        seen.extend(job for job in batch if order_of(job["order_id"]).head.task_id == task.task_id)
        return len(batch)

    replace(wire().followups.bulk_reminders, send=take).run(lambda: 60.0)
    return seen


def tell(job: dict[str, str]) -> bool:
    return wire().followups.by_hand.tell(job["order_id"], job["by_hand"], job["only"])


def test_all_of_one_kind_are_counted_and_told_once(world: World, clock: SandboxClock) -> None:
    clock.to(at(10, 1), schedules=False)
    manager, task = colleague(world.box.console_url, MANAGER), world.plain_task(price=0)
    (_, first), (_, second) = (waiting(world, task, State.REJECTED) for _ in range(2))
    _, unpaid = waiting(world, task, State.AWAITING_PAYMENT)
    assert ask(manager, task, "RESUBMIT") == 2
    assert said(world, first) == []
    world.box.run_step("remind")
    settled(lambda: bool(said(world, first) and said(world, second)))
    world.box.run_step("remind")
    assert (said(world, first), said(world, second), said(world, unpaid)) == ([TO_REPLACE], [TO_REPLACE], [])
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert [row["data"] for row in rows if row["action"] == "remind_task"] == [{"reminded": "RESUBMIT", "orders": 2}]


def test_once_a_day_for_each_kind(world: World, clock: SandboxClock) -> None:
    now = at(22, 1)
    clock.to(now, schedules=False)
    manager, task = colleague(world.box.console_url, MANAGER), world.plain_task(price=0)
    for state in (State.REJECTED, State.AWAITING_PAYMENT, State.DRAFT):
        waiting(world, task, state)
    first = partial(ask, manager, task)
    assert [first(kind) for kind in ("RESUBMIT", "PAY", "SUBMIT")] == [1, 1, 1]
    problem = refused(partial(first, "PAY"), 409, "already_reminded")
    assert shanghai(now)[:-1] in problem["message"]
    assert "明天可以再催" in problem["action"]
    clock.move(minutes=121, schedules=False)  # past midnight
    manager = colleague(world.box.console_url, MANAGER)
    assert ask(manager, task, "PAY") == 1


def test_what_is_asked_for_at_night_is_queued_in_the_morning(world: World, clock: SandboxClock) -> None:
    clock.to(at(22, 1), schedules=False)
    manager, task = colleague(world.box.console_url, MANAGER), world.plain_task(price=0)
    order_id, _ = waiting(world, task, State.REJECTED)
    ask(manager, task, "RESUBMIT")
    assert jobs_of(task) == []
    waiting(world, task, State.REJECTED, state_at=wire().clock() + timedelta(minutes=1))  # nobody counted it
    clock.to(at(9, 1), schedules=False)
    assert [job["order_id"] for job in jobs_of(task)] == [order_id]
    assert jobs_of(task) == []


def test_a_request_stays_until_the_queue_has_all_of_it(world: World, clock: SandboxClock) -> None:
    clock.to(at(10, 1), schedules=False)
    manager, task = colleague(world.box.console_url, MANAGER), world.plain_task(price=0)
    order_id, _ = waiting(world, task, State.REJECTED)
    ask(manager, task, "RESUBMIT")
    bulk = wire().followups.bulk_reminders
    assert replace(bulk, send=lambda jobs: 0).run(lambda: 60.0) == 0  # the queue refuses every job
    replace(bulk, send=lambda jobs: len(list(jobs))).run(lambda: 1.0)  # the time ended, perhaps before the last job
    assert [job["order_id"] for job in jobs_of(task)] == [order_id]


@pytest.mark.parametrize("change", ["handed in", "next step", "on site", "out of tries", "told by hand", None])
def test_nothing_is_sent_to_whom_it_does_not_apply_now(world: World, clock: SandboxClock, change: str | None) -> None:
    clock.to(at(12, 1), schedules=False)
    manager, task = colleague(world.box.console_url, MANAGER), world.plain_task(price=0)
    kind, state = ("PAY", State.AWAITING_PAYMENT) if change == "on site" else ("RESUBMIT", State.REJECTED)
    order_id, phone = waiting(world, task, state)
    ask(manager, task, kind)
    (job,) = jobs_of(task)
    if change == "handed in":
        moved(order_id, state=State.IN_REVIEW, deadline=None)
    elif change == "next step":  # another reminder applies, of which nobody asked
        moved(order_id, state=State.AWAITING_PAYMENT)
    elif change == "on site":
        enrolment = order_of(order_id).head.enrolment
        wire().student.tasks.put_roster(task.task_id, "import", [RosterRow(digest=enrolment)], captured=True)
    elif change == "out of tries":
        moved(order_id, rejections=99)
    elif change == "told by hand":
        assert wire().followups.by_hand.tell(order_id, f"hand#{order_id}#1")
    assert tell(job) is (change is None)
    assert not tell(job)
    assert said(world, phone) == ([TO_REPLACE] if change in ("told by hand", None) else [])


def test_who_may_and_what_is_refused(world: World, clock: SandboxClock) -> None:
    now = at(10, 1)
    clock.to(now, schedules=False)
    url, task = world.box.console_url, world.plain_task(price=0)
    over = world.plain_task(price=0, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    waiting(world, task, State.REJECTED)
    waiting(world, over, State.REJECTED)
    manager = colleague(url, MANAGER)
    for role in (StaffRole.REVIEWER, StaffRole.ADMIN):
        refused(partial(ask, colleague(url, role), task, "RESUBMIT"), 403, "forbidden")
    refused(partial(ask, colleague(url, MANAGER, branch="guangdong"), task, "RESUBMIT"), 404, "task_unknown")
    refused(partial(ask, manager, task, "EVERYBODY"), 422, "invalid", "kind")
    refused(partial(ask, manager, task, "PAY"), 409, "nobody_to_remind")
    refused(partial(ask, manager, over, "SUBMIT"), 409, "remind_when_open")
    assert ask(manager, over, "RESUBMIT") == 1  # its students may still replace the photo
    assert ask(colleague(url, StaffRole.FINANCE), task, "RESUBMIT") == 1
