"""Large rosters: a whole province's season is imported, and a university's is looked at for the first time."""

from __future__ import annotations

import time

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.shared.sheets import csv_bytes, xlsx_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World, processor
from tests.worlds.branch import run
from tests.worlds.db_calls import calls
from tests.worlds.staff import colleague
from tests.worlds.task_figures import season

ROWS = 100_000
SECONDS = 60  # of processor time, which an idle machine's clock agrees with
FIRST_SECONDS = 1  # of the product's and the client's processor time
MOST_REQUESTS = {"roster": 14, "not-begun": 25}  # the latter puts those who have not begun in their order


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_hundred_thousand_rows_within_a_minute(box: Sandbox, kind: str) -> None:
    world = World(box)
    task, manager = world.plain_task(roster="STUDENT_NOS"), colleague(box.console_url, StaffRole.MANAGER)
    prefix = random_id(4).upper()
    rows = [["学号", "学院", "班级"], *([f"{prefix}{number:06}", "信息学院", "软件2201"] for number in range(ROWS))]
    data = csv_bytes(rows) if kind == "csv" else xlsx_bytes(rows, "名单")
    began, seen = processor(box), list[int]()
    job = run(manager, "ROSTER", data, task.task_id, seen)
    took = processor(box) - began
    print(f"{kind}: {ROWS} rows, {len(data):,} bytes, {took:.1f} s")
    assert (job["state"], job["done"]) == ("DONE", ROWS)
    digest = wire().stores.keys.digest("student_no", f"{task.task_id}\x00{prefix}{ROWS - 1:06}")
    assert wire().student.tasks.has_on_roster(task.task_id, digest)
    assert took <= SECONDS
    assert len(set(seen)) > 5  # whoever waits sees it move
    assert seen == sorted(seen)


@pytest.mark.slow
def test_the_first_look_at_thirty_thousand_names_is_a_few_reads(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    world, manager = World(box), colleague(box.console_url, StaffRole.MANAGER)
    task = world.plain_task(roster="STUDENT_NOS")
    people = season(task, [(f"学院{number // 40}", f"班{number}", 30) for number in range(1000)])
    for what, most in MOST_REQUESTS.items():
        world.settle()
        with calls(monkeypatch) as asked:
            began = time.process_time()
            answer = manager.call("GET", f"/api/staff/tasks/{task.task_id}/{what}")
            took = time.process_time() - began
        print(f"{what}: {people} people, {asked.total()} requests, {took:.2f} s")
        assert len(answer["classes"]) > 50
        assert asked.total() <= most
        assert took <= FIRST_SECONDS
