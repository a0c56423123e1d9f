"""Whoever must be told of an incident can be reached: the operator's list of the students of a task, with its row in
the trail."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from tests.worlds.app import World
from tests.worlds.proven import proven
from tests.worlds.staff import BRANCH, colleague
from tools import concerned

WHY = "对象存储泄露事件通知"


def test_the_students_of_a_task_are_listed_with_both_phones_and_that_is_in_the_trail(
    world: World, tmp_path: Path
) -> None:
    task, contact = world.plain_task(branch=BRANCH), new_phone()
    student, phone = world.phoned()
    order_id = str(student.open(task.task_id, **world.form(name="澹台小雨", contact_phone=contact))["order_id"])
    gone = world.student()
    gone.act(world.draft(gone, task), "cancel")
    proven(gone).call("POST", "/api/me/deletion", {"confirmed": True})
    world.settle()
    file = tmp_path / "students.csv"
    assert concerned.main([task.task_id, "--why", WHY, "--to", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    head, row = csv.reader(file.read_text("utf-8-sig").splitlines())
    assert tuple(head) == concerned.HEAD
    assert (row[0].replace(" ", ""), *row[1:]) == (world.called(order_id), "澹台小雨", phone, contact)
    manager = colleague(world.box.console_url, StaffRole.MANAGER)
    (told,) = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}", action="view_contact")["rows"]
    assert (told["name"], told["reason"]) == ("运维人员", WHY)
    assert phone not in str(told)


@pytest.mark.parametrize(
    ("task", "why", "there", "said"),
    [("nothing", WHY, False, "没有这个任务"), ("", " ", False, "原因"), ("", WHY, True, "新的文件名")],
    ids=["no task", "no reason", "a file that is there"],
)
def test_what_cannot_be_listed_is_refused_and_nothing_is_written(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], task: str, why: str, there: bool, said: str
) -> None:
    file = tmp_path / "students.csv"
    if there:
        file.write_text("of yesterday")
    task_id = task or world.plain_task(branch=BRANCH).task_id
    assert concerned.main([task_id, "--why", why, "--to", str(file)]) == 1
    assert said in capsys.readouterr().err
    assert (file.read_text() if file.exists() else "") == ("of yesterday" if there else "")
    manager = colleague(world.box.console_url, StaffRole.MANAGER)
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task_id}", action="view_contact")["rows"]
    assert rows == []
