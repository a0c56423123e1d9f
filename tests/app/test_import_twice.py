"""An import that is asked for again, because its answer or its message was lost, is the same import."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, student_no
from tests.worlds.branch import Lines, table
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff import who as staff_of
from tools.suite.patience import wait_for


def uploaded(manager: Colleague, lines: Lines) -> str:
    form = manager.call("POST", "/api/staff/uploads", {})
    assert manager.post_form(form, table(lines), "application/octet-stream").status_code < 300
    return str(form["upload_id"])


def ended(manager: Colleague, import_id: str, state: str) -> dict[str, Any]:
    look = partial(manager.call, "GET", f"/api/staff/imports/{import_id}")
    return dict(wait_for(look, "the import", lambda job: job["state"] == state))


def test_asked_for_again_it_is_begun_once_and_taken_back_as_a_whole(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    body = {"kind": "ROSTER", "upload_id": uploaded(manager, [["学号"], [student_no()]]), "reason": "学校提供"}
    ask = partial(manager.call, "POST", "/api/staff/imports", body | {"task_id": task.task_id})
    with ThreadPoolExecutor(4) as pool:
        ids = {job["import_id"] for job in pool.map(lambda _: ask(), range(4))}
    (import_id,) = ids
    assert ended(manager, import_id, "DONE")["done"] == 1
    assert (ask()["import_id"], ask()["state"]) == (import_id, "DONE")
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert [row["action"] for row in rows] == ["import"]
    manager.call("POST", f"/api/staff/imports/{import_id}/undo", {"reason": "导错了"})
    ended(manager, import_id, "UNDONE")
    assert manager.call("GET", f"/api/staff/tasks/{task.task_id}/not-begun")["classes"] == []


def test_one_upload_for_another_task_or_kind_or_of_another_person_is_an_import_of_its_own(
    world: World, manager: Colleague
) -> None:
    upload_id, other = (
        uploaded(manager, [["学号"], [student_no()]]),
        colleague(world.box.console_url, StaffRole.MANAGER),
    )
    one, two = (world.plain_task(roster="STUDENT_NOS").task_id for _ in range(2))
    asked = [(manager, "ROSTER", one), (manager, "ROSTER", two), (manager, "CAPTURED", one), (other, "ROSTER", one)]
    jobs = [
        who.call(
            "POST",
            "/api/staff/imports",
            {"kind": kind, "upload_id": upload_id, "task_id": task_id, "reason": "学校提供"},
        )
        for who, kind, task_id in asked
    ]
    assert len({job["import_id"] for job in jobs}) == len(asked)


def test_results_that_are_to_be_looked_at_first_are_not_those_that_are_not(world: World, manager: Colleague) -> None:
    task, upload_id = world.plain_task(), uploaded(manager, [["学号", "结果"], [student_no(), "通过"]])
    body = {"kind": "CHSI", "upload_id": upload_id, "task_id": task.task_id, "reason": "学信网"}
    jobs = [manager.call("POST", "/api/staff/imports", body | {"hold": hold}) for hold in (False, True, True)]
    assert jobs[0]["import_id"] != jobs[1]["import_id"] == jobs[2]["import_id"]


def test_one_whose_message_was_never_sent_goes_on_when_it_is_asked_for_again(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, who = world.plain_task(roster="STUDENT_NOS"), staff_of(manager.account)
    upload_id, imports = uploaded(manager, [["学号"], [student_no()]]), wire().delivery.imports

    def dies(import_id: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(imports, "_send", dies)
    with pytest.raises(TimeoutError):
        imports.start(who, "ROSTER", upload_id, task.task_id, "学校提供")
    (job,) = [one for one in imports.listed(who)[0] if one.upload_id == upload_id]
    assert job.state == "QUEUED"
    monkeypatch.undo()
    assert imports.start(who, "ROSTER", upload_id, task.task_id, "学校提供").import_id == job.import_id
    assert ended(manager, job.import_id, "DONE")["done"] == 1
