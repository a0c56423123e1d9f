"""How often a student's steps ask the database.  What is read once is not read again."""

from __future__ import annotations

import pytest

from clients.student import Student
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.db_calls import HISTORY, ON_SITE, ORDER, calls


@pytest.fixture
def student(world: World, clock: SandboxClock) -> Student:
    clock.move(seconds=1, schedules=False, hold=True)  # nothing that is remembered becomes too old
    world.settle()  # nothing else asks meanwhile
    return world.student()


def test_opening(world: World, student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    """The task is remembered: what has changed meanwhile is seen at the latest when the student submits."""
    task, form = world.plain_task(), world.form()
    student.open(task.task_id, **world.form())  # the schools are known now
    once = {"BatchGetItem": 1}
    with calls(monkeypatch) as counted:
        student.open(task.task_id, **form)
    assert counted == {**once, "TransactWriteItems": 1}
    with calls(monkeypatch) as counted:
        student.open(task.task_id, **form)
    assert counted == {**once, ORDER: 1, ON_SITE: 1, HISTORY: 1, "UpdateItem": 1}


def test_submitting(world: World, student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order comes with its history; its student, the task and whether its lists have changed come together.  It is
    remembered that nobody was photographed on site as long as the lists are the same."""
    task = world.plain_task()
    world.submitted(student, task)
    order_id = world.photographed(student, task)
    world.settle()
    with calls(monkeypatch) as counted:
        student.act(order_id, "submit", photo_no=1)
    assert counted == {HISTORY: 1, "BatchGetItem": 1, "TransactWriteItems": 1}


def test_starting_a_payment(world: World, student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is looked at again once the channel has answered, which may have taken seconds."""
    order_id = world.submitted(student)
    world.settle()
    with calls(monkeypatch) as counted:
        student.pay(order_id)
    once = {"BatchGetItem": 1, "TransactWriteItems": 1, "PutItem": 1}
    assert counted == {HISTORY: 1, ORDER: 1, **once}


def test_reopening(world: World, student: Student, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = world.submitted(student)
    clock.move(days=1)
    student.wait_for(order_id, "EXPIRED")
    world.settle()
    with calls(monkeypatch) as counted:
        student.act(order_id, "reopen")
    once = {ON_SITE: 1, "BatchGetItem": 1, "TransactWriteItems": 1}
    assert counted == {HISTORY: 1, **once, "GetItem": 3}
