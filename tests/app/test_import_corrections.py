"""Rows that were wrong are corrected and sent again: only they change, nothing is written twice, and counts add up."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from chalicelib.delivery.results import Results
from chalicelib.imports import results
from chalicelib.imports.model import MOST_KEPT, MOST_PROBLEMS, ROWS_KEPT
from chalicelib.imports.wrong_rows import TOLD
from chalicelib.orders.model import State
from chalicelib.shared.sheets import xlsx_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import Lines, moved_on, run, table
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, moved


def wrong_rows(manager: Colleague, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Of every page."""
    place: int | None = 0
    found: list[dict[str, Any]] = []
    while place is not None:
        page = manager.call("GET", f"/api/staff/imports/{job['import_id']}/wrong-rows", place=str(place))
        found += page["rows"]
        place = page["place"]
    return found


def uploaded(manager: Colleague, data: bytes) -> str:
    form = manager.call("POST", "/api/staff/uploads", {})
    assert manager.post_form(form, data, "application/octet-stream").status_code < 300
    return str(form["upload_id"])


def sent(manager: Colleague, job: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The import once its correction is done with."""
    body = {"upload_id": uploaded(manager, data), "seen": job["corrections"]}
    now = manager.call("POST", f"/api/staff/imports/{job['import_id']}/corrections", body)
    while now["state"] not in ("DONE", "REFUSED"):
        now = moved_on(manager, now)
    return dict(now)


def on_roster(task_id: str) -> set[str]:
    return {row.shown for row in wire().student.tasks.roster(task_id, limit=100, after=None)[0]}


def test_wrong_rows_are_corrected_left_out_and_the_table_is_written(world: World, manager: Colleague) -> None:
    task, good = world.plain_task(roster="STUDENT_NOS"), [student_no() for _ in range(3)]
    lines: Lines = [["学号", "学院"], [good[0], "信息学院"], ["！！", "商学院"], [good[0], ""], ["x" * 99, ""]]
    job = run(manager, "ROSTER", table(lines), task.task_id)
    assert (job["state"], job["correctable"], job["wrong"]) == ("REFUSED", True, 3)
    rows = wrong_rows(manager, job)
    assert [(row["line"], row["cells"], row["wrong"][0]["message"]) for row in rows] == [
        (3, {"学号": "!!", "学院": "商学院"}, "不是有效的学号"),
        (4, {"学号": good[0], "学院": ""}, "与第 2 行重复"),
        (5, {"学号": "x" * 99, "学院": ""}, "不是有效的学号"),
    ]
    some = sent(manager, job, table([["原表行号", "处理", "学号"], ["3", "", good[1]], ["5", "跳过", ""]]))
    assert (some["state"], some["wrong"], some["skipped"], some["rows"], some["done"]) == ("REFUSED", 1, 1, 4, 0)
    assert [row["line"] for row in wrong_rows(manager, some)] == [4]
    assert on_roster(task.task_id) == set()
    done = sent(manager, some, table([["原表行号", "学号"], ["4", good[2]]]))
    assert (done["state"], done["wrong"], done["skipped"], done["done"]) == ("DONE", 0, 1, 3)
    assert on_roster(task.task_id) == set(good)
    assert wrong_rows(manager, done) == []
    colleges = {row.college for row in wire().student.tasks.roster(task.task_id, limit=9, after=None)[0]}
    assert colleges == {"信息学院", "商学院", ""}
    actions = [row["action"] for row in manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]]
    assert actions.count("correct_import") == 2


def test_a_look_at_wrong_rows_is_audited_on_the_page_as_in_the_file(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    job = run(manager, "ROSTER", table([["学号"], *(["？"] for _ in range(TOLD + 1))]), task.task_id)
    assert len(wrong_rows(manager, job)) == TOLD + 1
    manager.call("POST", f"/api/staff/imports/{job['import_id']}/wrong-rows/file", {})
    looks = [
        (row["action"], row["staff_id"], row["data"])
        for row in manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
        if row["action"].endswith("_wrong_rows")
    ]
    of = {"import_id": job["import_id"]}
    assert looks == [
        ("fetch_wrong_rows", manager.account.staff_id, of | {"rows": TOLD + 1}),
        ("view_wrong_rows", manager.account.staff_id, of | {"rows": 1}),
        ("view_wrong_rows", manager.account.staff_id, of | {"rows": TOLD}),
    ]


def test_what_a_corrected_table_does_is_done_by_whoever_corrected_it(world: World, manager: Colleague) -> None:
    task, other = world.plain_task(price=0), colleague(world.box.console_url, StaffRole.MANAGER)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    job = run(manager, "CHSI", table([["订单号", "结果"], [order_id, "？"]]), task.task_id)
    assert sent(other, job, table([["原表行号", "结果"], ["2", "通过"]]))["state"] == "DONE"
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert [row["staff_id"] for row in rows] == [other.account.staff_id]


def test_the_file_of_wrong_rows_is_corrected_and_sent_as_it_is(world: World, manager: Colleague) -> None:
    task, good = world.plain_task(roster="STUDENT_NOS"), [student_no() for _ in range(2)]
    job = run(manager, "ROSTER", table([["学号", "备注"], [good[0], "甲"], ["？？", "=乙"]]), task.task_id)
    got = manager.call("POST", f"/api/staff/imports/{job['import_id']}/wrong-rows/file", {})
    sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(got["data"]))).active
    assert sheet is not None
    lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert lines == [
        ["原表行号", "哪里不对", "处理", "学号", "备注"],
        ["3", "学号：不是有效的学号", "", "??", "=乙"],
    ]
    lines[1][3] = good[1]
    done = sent(manager, job, xlsx_bytes(lines, "错误的行"))
    assert (done["state"], done["done"], done["wrong"]) == ("DONE", 2, 0)
    assert on_roster(task.task_id) == set(good)


def test_rows_that_came_too_late_are_sent_again_alone(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0)
    first, second, third = (made_order(world, task, State.IN_PRODUCTION) for _ in range(3))
    lines: Lines = [["订单号", "结果"], [first, "通过"], [second, "通过"], [third, "通过"]]
    confirm = Results.confirm

    def moves(self: Results, who: object, order_id: str, **also: object) -> object:
        if order_id == first:
            for late in (second, third):
                moved(late, state=State.REFUNDED)
        return confirm(self, who, order_id, **also)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(results, "AT_ONCE", 1)
        patched.setattr(Results, "confirm", moves)
        job = run(manager, "CHSI", table(lines), task.task_id)
    assert (job["state"], job["done"], job["wrong"], job["correctable"]) == ("DONE", 1, 2, True)
    other = made_order(world, task, State.IN_PRODUCTION)
    moved(first, state=State.CORRECTION)  # the row that was written is not done again
    still = sent(manager, job, table([["原表行号", "订单号"], ["3", other]]))
    assert (still["state"], still["done"], still["wrong"]) == ("DONE", 1, 1)
    assert [row["line"] for row in wrong_rows(manager, still)] == [4]
    done = sent(manager, still, table([["原表行号", "处理"], ["4", "跳过"]]))
    assert (done["state"], done["done"], done["wrong"], done["correctable"]) == ("DONE", 2, 0, False)  # line 3, too


def test_of_two_corrections_of_the_same_rows_one_counts(world: World, manager: Colleague) -> None:
    task, good = world.plain_task(roster="STUDENT_NOS"), student_no()
    job = run(manager, "ROSTER", table([["学号"], ["？？"]]), task.task_id)
    path, seen = f"/api/staff/imports/{job['import_id']}/corrections", job["corrections"]
    mine, theirs = (uploaded(manager, table([["原表行号", "学号"], ["2", one]])) for one in (good, student_no()))
    manager.call("POST", path, {"upload_id": mine, "seen": seen})
    assert manager.call("POST", path, {"upload_id": mine, "seen": seen})["corrections"] == 1
    refused(lambda: manager.call("POST", path, {"upload_id": theirs, "seen": seen}), 409, "import_corrected")
    now = dict(manager.call("GET", f"/api/staff/imports/{job['import_id']}"))
    while now["state"] != "DONE":
        now = moved_on(manager, now)
    assert on_roster(task.task_id) == {good}
    late = {"upload_id": theirs, "seen": 1}
    refused(lambda: manager.call("POST", path, late), 409, "import_not_correctable")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["学号"], ["1"]], "没有找到表头"),
        ([["原表行号", "学号"], ["99", "1"]], "原表没有第 99 行"),
        ([["原表行号", "学号"], ["三", "1"]], "应为原来的行号"),
        ([["原表行号", "学号"], ["3", "1"], ["3", "2"]], "前面已经更正过"),
    ],
)
def test_a_correction_that_cannot_be_read_leaves_everything_as_it_was(
    world: World, manager: Colleague, lines: Lines, said: str
) -> None:
    task, good = world.plain_task(roster="STUDENT_NOS"), student_no()
    job = run(manager, "ROSTER", table([["学号"], [good], ["？？"]]), task.task_id)
    after = sent(manager, job, table(lines))
    assert (after["state"], after["wrong"], after["corrections"]) == ("REFUSED", 1, 0)
    assert said in after["problems"][0]["message"]
    assert [row["line"] for row in wrong_rows(manager, after)] == [3]
    assert sent(manager, after, table([["原表行号", "学号"], ["3", student_no()]]))["state"] == "DONE"


def test_wrong_rows_are_their_branchs_and_gone_after_a_day(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    job = run(manager, "ROSTER", table([["学号"], ["？？"]]), task.task_id)
    path = f"/api/staff/imports/{job['import_id']}"
    stranger = colleague(world.box.console_url, StaffRole.MANAGER, branch="guangdong")
    refused(lambda: stranger.call("GET", f"{path}/wrong-rows"), 404, "import_unknown")
    stored = wire().stores.imports.get(job["import_id"])
    assert stored is not None
    wire().outside.objects.delete_all(stored.key)  # as the bucket does with all of `in/`
    refused(lambda: manager.call("GET", f"{path}/wrong-rows"), 404, "import_rows_gone")
    refused(lambda: manager.call("POST", f"{path}/wrong-rows/file", {}), 404, "import_rows_gone")
    gone = sent(manager, job, table([["原表行号", "学号"], ["2", student_no()]]))
    assert (gone["state"], gone["problems"][0]["message"]) == ("REFUSED", "没有找到上传的文件，请重新上传")


def test_many_wrong_rows_come_in_pages_and_the_first_two_thousand_are_kept(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    job = run(manager, "ROSTER", table([["学号"], *(["？"] for _ in range(MOST_KEPT + 100))]), task.task_id)
    assert (job["wrong"], len(job["problems"])) == (MOST_KEPT + 100, MOST_PROBLEMS)
    first = manager.call("GET", f"/api/staff/imports/{job['import_id']}/wrong-rows")
    assert (len(first["rows"]), first["place"]) == (TOLD, 1)
    assert [row["line"] for row in wrong_rows(manager, job)] == list(range(2, MOST_KEPT + 2))


def test_rows_are_no_longer_offered_after_a_day(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    job = run(manager, "ROSTER", table([["学号"], ["？？"]]), task.task_id)
    assert job["correctable"]
    stored = wire().stores.imports.get(job["import_id"])
    assert stored is not None
    wire().stores.imports.save(replace(stored, created_at=stored.created_at - 2 * ROWS_KEPT))
    old = manager.call("GET", f"/api/staff/imports/{job['import_id']}")
    assert (old["correctable"], old["problems"]) == (False, job["problems"])
