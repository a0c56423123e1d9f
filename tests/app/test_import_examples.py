"""Every example is a table that its own reader takes; what it shows are the columns that are read."""

from __future__ import annotations

import base64
import secrets
from typing import Any, get_args

import pytest

from chalicelib.api.desk.imports.kinds import KINDS
from chalicelib.imports.columns import ORDERS, columns, example, needed
from chalicelib.imports.model import Kind
from chalicelib.orders.model import State
from chalicelib.shared.sheets import xlsx_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import moved_on, run, table
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order


def kind_of(manager: Colleague, kind: str, task: Task | None = None) -> dict[str, Any]:
    of = {"task_id": task.task_id} if task else {}
    return dict(manager.call("GET", f"/api/staff/table-kinds/{kind}", **of))


def test_every_kind_has_a_name_and_an_example_of_its_columns(world: World) -> None:
    task = world.plain_task()
    assert set(KINDS) == set(get_args(Kind))
    for kind in KINDS:
        of = None if kind == "SCHOOLS" else task
        lines, names = example(kind, of), [column.name for column in columns(kind, of)]
        assert lines[0] == names
        assert {len(line) for line in lines} == {len(names)}
        assert set(needed(columns(kind, of))) <= set(names)
        assert needed(columns(kind, of))


@pytest.mark.parametrize("kind", ["ROSTER", "CAPTURED", "SCHOOLS"])
@pytest.mark.parametrize("coded", [False, True])
def test_an_example_is_taken_as_it_is(world: World, manager: Colleague, kind: str, coded: bool) -> None:
    task = None
    if kind != "SCHOOLS":
        task = world.task(roster="CODES") if coded else world.plain_task(roster="STUDENT_NOS")
    files = kind_of(manager, kind, task)["examples"]
    assert [file["name"].partition(".")[2] for file in files] == ["xlsx", "csv"]
    for file in files:
        job = run(manager, kind, base64.b64decode(file["data"]), task.task_id if task else None)
        known = {"1 行与目录中的相同，没有改动：第 2 行"} if kind == "SCHOOLS" else set()
        assert job["state"] == "DONE"
        assert {one["message"] for one in job["problems"]} <= known


@pytest.mark.parametrize("kind", ["WAYBILLS", "CHSI"])
def test_an_example_about_orders_is_taken_with_orders_of_the_task(world: World, manager: Colleague, kind: Any) -> None:
    task = world.plain_task(task_type="INDIVIDUAL", price=0)
    lines = example(kind, task)
    told = run(manager, kind, xlsx_bytes(lines, "示例"), task.task_id)
    assert [one["message"] for one in told["problems"]] == ["本任务中没有这个订单"] * 2
    real = dict(zip(ORDERS, (made_order(world, task, State.IN_PRODUCTION) for _ in ORDERS), strict=True))
    filled = [[real.get(cell, cell) for cell in line] for line in lines]
    job = run(manager, kind, xlsx_bytes(filled, "示例"), task.task_id)
    assert (job["state"], job["done"], job["wrong"]) == ("DONE", 2, 0)


def test_a_kind_is_known_and_has_its_task(world: World, manager: Colleague) -> None:
    refused(lambda: kind_of(manager, "NOTHING"), 404, "import_kind_unknown")
    refused(lambda: kind_of(manager, "ROSTER"), 422, "import_task_needed", "task_id")
    refused(lambda: kind_of(manager, "SCHOOLS", world.plain_task()), 422, "import_task_needed", "task_id")
    stranger = world.plain_task(branch="guangdong")
    refused(lambda: kind_of(manager, "ROSTER", stranger), 404, "task_unknown")


def test_headings_are_matched_by_hand_and_remembered_for_the_branch(world: World) -> None:
    clerk = colleague(world.box.console_url, StaffRole.MANAGER, branch="matches-by-hand")
    task, number = world.plain_task(branch="matches-by-hand", roster="STUDENT_NOS"), student_no()
    name = "".join(secrets.choice("甲乙丙丁") for _ in range(9))
    data = table([[name, "班别"], [number, "软件2201"]])
    job = run(clerk, "ROSTER", data, task.task_id)
    path = f"/api/staff/imports/{job['import_id']}/columns"
    assert (job["state"], job["head"]) == ("REFUSED", [name, "班别"])
    refused(lambda: clerk.call("POST", path, {"columns": {"学号": "姓名"}}), 409, "import_not_matchable")
    refused(lambda: clerk.call("POST", path, {"columns": {"姓名": "班别"}}), 409, "import_not_matchable")
    refused(lambda: clerk.call("POST", path, {"columns": {"学号": name, "班级": name}}), 409, "import_not_matchable")
    matched = {"学号": name, "班级": "班别"}
    job = clerk.call("POST", path, {"columns": matched})
    assert clerk.call("POST", path, {"columns": matched})["state"] in ("QUEUED", "DONE")
    while job["state"] != "DONE":
        job = moved_on(clerk, job)
    refused(lambda: clerk.call("POST", path, {"columns": {}}), 409, "import_not_matchable")
    assert run(clerk, "ROSTER", data, task.task_id)["state"] == "DONE"
    (row,), _ = wire().student.tasks.roster(task.task_id, limit=5, after=None)
    assert (row.shown, row.class_name) == (number, "软件2201")
    kind = clerk.call("GET", "/api/staff/table-kinds/ROSTER", task_id=task.task_id)
    assert [one["accepted"][:2] for one in kind["columns"]][::2] == [["学号", name], ["班级", "班别"]]
    job = run(clerk, "ROSTER", table([["学籍号", "班级"], [number, "软件2201"]]), task.task_id)
    clerk.call("POST", f"/api/staff/imports/{job['import_id']}/columns", {"columns": {"学号": "学籍号"}})
    assert run(clerk, "ROSTER", data, task.task_id)["state"] == "DONE"  # another school's names stay
