"""An import that was wrong is taken back: its rows go, and only they; done twice or died in the middle, it ends so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest

from chalicelib.imports.model import Import
from chalicelib.imports.store import ImportStore
from chalicelib.shared.db import Conflict
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster_store import RosterItem
from chalicelib.wire import wire
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import run, table
from tests.worlds.staff import Colleague, colleague
from tools.suite.patience import wait_for

REASON = {"reason": "导错了文件"}


@pytest.fixture
def store(world: World) -> ImportStore:
    return ImportStore(world.box.env["TASKS_TABLE"])


def undo(manager: Colleague, import_id: str) -> dict[str, Any]:
    path = f"/api/staff/imports/{import_id}"
    assert manager.call("POST", f"{path}/undo", REASON)["state"] in ("UNDOING", "UNDONE")
    return dict(wait_for(lambda: manager.call("GET", path), "the undoing", lambda job: job["state"] == "UNDONE"))


def captured(task: Task) -> list[str]:
    """What is kept of everybody photographed on site."""
    items = RosterItem.query(f"CAPTURED#{task.task_id}", consistent_read=True)
    return [item.sk for item in items]


def test_who_was_listed_by_mistake_orders_after_the_undo(world: World, manager: Colleague) -> None:
    task, numbers = world.plain_task(price=0), [student_no() for _ in range(3)]
    wrong = run(manager, "CAPTURED", table([["学号"], *([one] for one in numbers)]), task.task_id)
    right = run(manager, "CAPTURED", table([["学号"], [numbers[0]]]), task.task_id)
    student = world.student()
    for one in numbers:
        refused(partial(student.open, task.task_id, **world.form(student_no=one)), 409, "collected_on_site")
    undone = undo(manager, wrong["import_id"])
    assert (undone["state"], undone["rows"], undone["done"]) == ("UNDONE", 3, 0)
    assert student.open(task.task_id, **world.form(student_no=numbers[1]))["state"] == "DRAFT"
    refused(
        lambda: student.open(task.task_id, **world.form(student_no=numbers[0])), 409, "collected_on_site"
    )  # the other import says so
    assert undo(manager, wrong["import_id"])["state"] == "UNDONE"
    assert undo(manager, right["import_id"])["state"] == "UNDONE"
    assert captured(task) == []
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert [row["action"] for row in rows] == ["undo_import", "undo_import", "import", "import"]
    assert (rows[0]["reason"], rows[0]["data"]["import_id"]) == (REASON["reason"], right["import_id"])


def test_a_roster_that_is_taken_back_lets_nobody_in(world: World, manager: Colleague) -> None:
    task, number = world.plain_task(price=0, roster="STUDENT_NOS"), student_no()
    job = run(manager, "ROSTER", table([["学号"], [number]]), task.task_id)
    undo(manager, job["import_id"])
    refused(
        lambda: world.student().open(task.task_id, **world.form(student_no=number)),
        422,
        "student_not_on_roster",
        "student_no",
    )


def test_only_what_wrote_people_and_is_over_is_taken_back(world: World, manager: Colleague, store: ImportStore) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    empty = run(manager, "ROSTER", table([["姓名"], ["张三"]]), task.task_id)["import_id"]
    path = f"/api/staff/imports/{empty}/undo"
    job = cast("Import", store.get(empty))
    store.save(replace(job, kind="WAYBILLS", state="DONE"))
    refused(lambda: manager.call("POST", path, REASON), 422, "import_undo_kind")
    store.save(replace(job, state="RUNNING"))
    refused(lambda: manager.call("POST", path, REASON), 409, "import_goes_on")
    store.save(replace(job, state="RUNNING", moved_at=job.created_at - timedelta(hours=2)))
    assert undo(manager, empty)["state"] == "UNDONE"


def test_what_was_taken_back_is_never_written_again(
    world: World, manager: Colleague, store: ImportStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(price=0)
    import_id = run(manager, "CAPTURED", table([["学号"], [student_no()]]), task.task_id)["import_id"]
    done = cast("Import", store.get(import_id))
    undo(manager, import_id)
    with pytest.raises(Conflict):
        store.save(done)
    running, reads = wire().delivery.import_runner, iter([replace(done, state="RUNNING")])
    monkeypatch.setattr(running, "_store", _Stale(store, reads))
    assert running.run(import_id, lambda: 300.0) == "UNDONE"  # a dead letter, read before it was taken back
    assert captured(task) == []


def test_an_undo_that_died_goes_on(
    world: World, manager: Colleague, store: ImportStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(price=0)
    import_id = run(manager, "CAPTURED", table([["学号"], [student_no()]]), task.task_id)["import_id"]
    store.save(replace(cast("Import", store.get(import_id)), state="UNDOING"))
    assert captured(task)
    running = wire().delivery.import_runner
    with monkeypatch.context() as patch:
        patch.setattr(running, "_take_back", _dies)
        with pytest.raises(TimeoutError):
            running.run(import_id, lambda: 300.0)
    assert manager.call("GET", f"/api/staff/imports/{import_id}")["state"] == "UNDOING"
    assert undo(manager, import_id)["state"] == "UNDONE"
    assert captured(task) == []


def test_of_many_undos_at_once_one_is_told_of(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0)
    import_id = run(manager, "CAPTURED", table([["学号"], [student_no()]]), task.task_id)["import_id"]
    others = [colleague(world.box.console_url, StaffRole.MANAGER) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        states = list(pool.map(lambda one: undo(one, import_id)["state"], others))
    assert states == ["UNDONE"] * 4
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert [row["action"] for row in rows] == ["undo_import", "import"]


def _dies(job: Import) -> None:
    raise TimeoutError


class _Stale:
    """A store whose first answer is an old one."""

    def __init__(self, store: ImportStore, reads: Any) -> None:
        self._store, self._reads = store, reads

    def get(self, import_id: str) -> Import | None:
        return next(self._reads, None) or self._store.get(import_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
