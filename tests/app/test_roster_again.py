"""A roster imported again: who is on both has the college and class of the newer one, as long as that one stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.imports.model import Import
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World, student_no
from tests.worlds.branch import table
from tests.worlds.staff import Colleague
from tools.suite.patience import wait_for


def imported(manager: Colleague, task: Task, import_id: str, minute: int, lines: list[list[str]]) -> None:
    """A roster that was imported under a known id."""
    form = manager.call("POST", "/api/staff/uploads", {})
    assert manager.post_form(form, table(lines), "application/octet-stream").status_code < 300
    job = Import(
        import_id=import_id,
        branch=task.branch,
        kind="ROSTER",
        state="QUEUED",
        created_at=wire().clock() + timedelta(minutes=minute),
        staff_id=manager.account.staff_id,
        staff_name=manager.account.name,
        upload_id=form["upload_id"],
        reason="学校提供",
        task_id=task.task_id,
    )
    wire().stores.imports.create(job, [])
    assert wire().delivery.import_runner.run(import_id, lambda: 300.0) == "DONE"


def class_of(manager: Colleague, task: Task, what: str = "not-begun") -> tuple[str, str]:
    """(college, class) of the only student."""
    (one,) = manager.call("GET", f"/api/staff/tasks/{task.task_id}/{what}")["classes"]
    return one["college"], one["class_name"]


@pytest.mark.parametrize("ids", ["az", "za"])
def test_the_newer_list_says_which_class_and_the_older_one_once_it_is_gone(
    world: World, manager: Colleague, ids: str
) -> None:
    task, number = world.plain_task(roster="STUDENT_NOS"), student_no()
    older, newer = (f"{letter}{task.task_id}" for letter in ids)
    imported(manager, task, older, 0, [["学号", "学院", "班级"], [number, "信息学院", "软件2201"]])
    imported(manager, task, newer, 1, [["学号", "学院", "班级"], [number, "理学院", "数学2201"]])
    for what in ("not-begun", "roster"):
        assert class_of(manager, task, what) == ("理学院", "数学2201")
    path = f"/api/staff/imports/{newer}"
    manager.call("POST", f"{path}/undo", {"reason": "导错了文件"})
    wait_for(lambda: manager.call("GET", path), "the undoing", lambda job: job["state"] == "UNDONE")
    assert class_of(manager, task) == ("信息学院", "软件2201")
