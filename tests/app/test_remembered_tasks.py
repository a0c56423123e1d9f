"""A step remembers a task for a minute, but what is handed in or paid goes by the task as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.shared.ids import random_id
from chalicelib.shared.money import Fen
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import SHOWN_SECONDS, Tasks
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.staff_orders import order_of


def changed_elsewhere(task: Task, **changes: Any) -> None:
    """As another process does it, of which this one does not hear."""
    wire().stores.tasks.replace(replace(task, rev=task.rev + 1, **changes), task.rev)


def photographed_elsewhere(task: Task, enrolment: str) -> None:
    wire().stores.rosters.put(task.task_id, random_id(), [RosterRow(digest=enrolment)], captured=True)


def test_what_is_handed_in_costs_what_the_task_says_now(world: World) -> None:
    task = world.plain_task(price=3000)
    student = world.student()
    order_id = world.photographed(student, task)
    assert wire().student.tasks.lately(task.task_id).price == 3000
    changed_elsewhere(task, price=2500)
    assert wire().student.tasks.lately(task.task_id).price == 3000
    assert student.act(order_id, "submit", photo_no=1)["price"] == 2500


def test_a_task_that_was_closed_a_moment_ago_takes_no_photo(world: World) -> None:
    task = world.plain_task()
    student = world.student()
    order_id = world.photographed(student, task)
    changed_elsewhere(task, state="CLOSED")
    refused(lambda: student.act(order_id, "submit", photo_no=1), 409, "task_not_open")


def test_who_was_photographed_on_site_a_moment_ago_hands_nothing_in_and_pays_nothing(world: World) -> None:
    task = world.plain_task()
    student = world.student()
    waits, submitted = world.photographed(student, task), world.submitted(student, task)
    for order_id in (waits, submitted):
        photographed_elsewhere(task, enrolment_of(order_id))
    refused(lambda: student.act(waits, "submit", photo_no=1), 409, "collected_on_site")
    refused(lambda: student.pay(submitted), 409, "collected_on_site")


def enrolment_of(order_id: str) -> str:
    order = order_of(order_id)
    return order.head.enrolment


def test_a_step_hears_of_its_own_changes_at_once_and_of_others_after_a_minute(world: World) -> None:
    task, now = world.plain_task(), wire().clock()
    times = [now]
    tasks = Tasks(wire().stores.tasks, wire().stores.rosters, wire().student.tasks._guesses, lambda: times[-1])
    assert (tasks.lately(task.task_id), tasks.is_captured_lately(task.task_id, "e")) == (task, False)
    changed_elsewhere(task, price=1)
    photographed_elsewhere(task, "e")
    assert (tasks.lately(task.task_id), tasks.is_captured_lately(task.task_id, "e")) == (task, False)
    times.append(now + timedelta(seconds=SHOWN_SECONDS))
    assert (tasks.lately(task.task_id).price, tasks.is_captured_lately(task.task_id, "e")) == (1, True)
    tasks.replace(replace(task, price=Fen(2)), task.rev + 1)
    assert tasks.lately(task.task_id).price == 2
