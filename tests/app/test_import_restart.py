"""An import whose every try died says so, and is started again where it was: by one of many, under one runner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.imports.model import Import
from chalicelib.imports.store import ImportStore
from chalicelib.shared.db import Conflict
from chalicelib.wire import wire
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import run, table
from tests.worlds.staff import Colleague
from tests.worlds.staff import who as staff_of
from tools.suite.patience import wait_for


def stopped(world: World, manager: Colleague, numbers: list[str]) -> tuple[str, Import]:
    """A task's id, and an import of its roster that died before its first row was written."""
    task = world.plain_task(roster="STUDENT_NOS", price=0)
    job = run(manager, "ROSTER", table([["学号"], *([one] for one in numbers)]), task.task_id)
    done = cast("Import", wire().stores.imports.get(job["import_id"]))
    assert done.moved_at is not None
    wire().student.tasks.take_back_roster(task.task_id, done.import_id)
    died = replace(done, state="RUNNING", done=0, at=0, moved_at=done.moved_at - timedelta(hours=2))
    wire().stores.imports.save(died)
    return task.task_id, died


def test_one_that_stopped_is_started_again_and_goes_on(world: World, manager: Colleague) -> None:
    number = student_no()
    task_id, died = stopped(world, manager, [number])
    refused(
        lambda: world.student().open(task_id, **world.form(student_no=number)),
        422,
        "student_not_on_roster",
        "student_no",
    )
    path = f"/api/staff/imports/{died.import_id}/restart"
    assert manager.call("POST", path, {})["state"] in ("RUNNING", "DONE")
    look = path.removesuffix("/restart")
    job = wait_for(lambda: manager.call("GET", look), "the import", lambda one: one["state"] != "RUNNING")
    assert (job["state"], job["done"]) == ("DONE", 1)
    assert world.student().open(task_id, **world.form(student_no=number))["state"] == "DRAFT"
    refused(lambda: manager.call("POST", path, {}), 409, "import_not_stopped")


def test_of_many_who_start_it_again_one_does(world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    task_id, died = stopped(world, manager, [student_no()])
    sent = list[str]()
    monkeypatch.setattr(wire().delivery.imports, "_send", sent.append)
    with ThreadPoolExecutor(4) as pool:
        who = staff_of(manager.account)
        states = {
            one.state for one in pool.map(lambda _: wire().delivery.imports.restart(who, died.import_id), range(4))
        }
    assert (states, sent) == ({"RUNNING"}, [died.import_id])
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task_id}")["rows"]
    assert [row["action"] for row in rows] == ["restart_import", "import"]


def test_a_step_that_still_ran_when_it_was_started_again_ends_there(world: World, manager: Colleague) -> None:
    _, died = stopped(world, manager, [student_no()])
    store = wire().stores.imports
    store.move(died, replace(died, moved_at=wire().clock()))
    with pytest.raises(Conflict):
        store.move(died, replace(died, at=1))
    assert wire().delivery.import_runner.run(died.import_id, lambda: 300.0) == "DONE"
    assert wire().delivery.import_runner.run(died.import_id, lambda: 300.0) == "nothing to do"


def test_one_whose_every_try_died_says_so_and_can_still_end(world: World, manager: Colleague) -> None:
    task, number = world.plain_task(roster="STUDENT_NOS", price=0), student_no()
    import_id = run(manager, "ROSTER", table([["学号"], [number]]), task.task_id)["import_id"]
    store = ImportStore(world.box.env["TASKS_TABLE"])
    done = cast("Import", store.get(import_id))
    assert done.moved_at is not None
    died = replace(done, state="RUNNING", done=0, at=0, created_at=done.created_at - timedelta(days=1))
    for hours, shown in ((0.99, "RUNNING"), (1.01, "STALLED")):
        store.save(replace(died, moved_at=done.moved_at - timedelta(hours=hours)))
        job = manager.call("GET", f"/api/staff/imports/{import_id}")
        assert job["state"] == shown
        assert any("重新开始" in one["message"] for one in job["problems"]) == (shown == "STALLED")
    assert wire().delivery.import_runner.run(import_id, lambda: 300.0) == "DONE"  # its dead letter was put back
    listed = manager.call("GET", "/api/staff/imports")["imports"]
    assert [one["state"] for one in listed if one["import_id"] == import_id] == ["DONE"]
