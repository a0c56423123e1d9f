"""Tables in the console: imported, refused with every wrong row, corrected, taken back."""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from chalicelib.imports.model import LONGEST
from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World, student_no
from tests.worlds.branch import run
from tests.worlds.browsers import Desks, screens
from tests.worlds.clerk import BRANCH, Clerk, saved
from tests.worlds.looks import check, fits, shot

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
START = re.compile(r"/api/staff/imports$")


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    """Only who is on its roster may take part."""
    return world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0, title=f"名单任务{secrets.token_hex(3)}")


def choose(clerk: Clerk, data: bytes, name: str = "名单.csv", reason: str = "学校提供") -> None:
    """The file and the reason of an import whose kind and task are chosen."""
    clerk.heading("导入表格")
    files: Any = {"name": name, "mimeType": "text/csv", "buffer": data}
    clerk.page.get_by_label("文件").set_input_files(files)
    clerk.page.get_by_label("原因").fill(reason)


def dropped(clerk: Clerk, zone: Locator, text: str, name: str) -> None:
    """A table is dragged over a place that shows it, and let go there."""
    dragged = clerk.page.evaluate_handle(
        """([text, name]) => {
          const all = new DataTransfer();
          all.items.add(new File([text], name, { type: 'text/csv' }));
          return all;
        }""",
        [text, name],
    )
    zone.dispatch_event("dragover", {"dataTransfer": dragged})
    expect(zone).to_have_class(re.compile("drop-over"))
    zone.dispatch_event("drop", {"dataTransfer": dragged})


def numbers(task: Task) -> set[str]:
    """Who is on the roster."""
    return {row.shown for row in wire().student.tasks.roster(task.task_id, limit=100, after=None)[0]}


def test_a_roster_from_the_file_to_the_task_and_back(desk: Desks, world: World, task: Task) -> None:
    manager, some = desk(MANAGER), [student_no(), student_no()]
    manager.come_in("/imports")
    manager.heading("导入表格")
    manager.button("上传并检查").click()
    for said in ("请选择任务", "请选择文件", "请写明原因"):
        manager.sees(said)
    manager.page.get_by_label("任务").select_option(task.task_id)
    choose(manager, csv_bytes([["学号", "学院"], [some[0], "信息学院"], ["！！", ""], [some[0], ""]]))
    check(manager.page, full_text=False)
    shot(manager.page, "imports-new")
    manager.button("上传并检查").click()
    manager.heading("导入结果")
    expect(manager.page.locator("main")).to_contain_text("检查了 3 行，2 处要改。还没有写入任何一行。")
    rows = manager.page.get_by_role("row")
    expect(rows.nth(1)).to_have_text(re.compile("3.*学号.*!!.*不是有效的学号", re.DOTALL))
    expect(rows.nth(2)).to_have_text(re.compile("4.*学号.*与第 2 行重复", re.DOTALL))
    check(manager.page)
    assert numbers(task) == set()

    manager.link("再导入一张").click()
    choose(manager, csv_bytes([["学号", "学院"], *([one, "信息学院"] for one in some)]))
    expect(manager.page.get_by_label("任务")).to_have_value(task.task_id)
    manager.button("上传并检查").dblclick()
    manager.heading("导入结果")
    manager.sees("共 2 行，已导入 2 行")
    assert numbers(task) == set(some)
    mine = [one for one in manager.api.call("GET", "/api/staff/imports")["imports"] if one["task_id"] == task.task_id]
    assert [one["state"] for one in mine] == ["DONE", "REFUSED"]
    assert world.student().open(task.task_id, **world.form(student_no=some[0]))["state"] == "DRAFT"
    world.box.stream.drain()

    manager.button("撤销这次导入").click()
    dialog = manager.page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 人中 1 人还没有开始")
    expect(dialog).to_contain_text("1 人已有订单，名单去掉也不影响")
    check(manager.page)
    shot(manager.page, "imports-takeback")
    manager.confirm("撤销 2 人", "导错了任务")
    manager.sees("已撤销")
    assert numbers(task) == set()
    manager.link("返回").click()
    manager.heading("导入表格")
    expect(manager.page.get_by_role("row").filter(has_text=task.title).first).to_contain_text("已撤销")


def test_who_has_an_order_already_is_listed_with_it(desk: Desks, world: World) -> None:
    manager, number = desk(ADMIN), student_no()
    task = world.plain_task(branch=BRANCH)
    order_id = world.student().open(task.task_id, **world.form(student_no=number))["order_id"]
    world.box.stream.drain()
    manager.come_in(f"/imports?kind=CAPTURED&task={task.task_id}")
    choose(manager, csv_bytes([["学号"], [number], [student_no()]]), "现场.csv")
    uploads: list[str] = []
    manager.page.on("request", lambda one: uploads.append(one.url) if one.url.endswith("/api/staff/uploads") else None)
    manager.expected.append("ERR_CONNECTION_RESET")
    manager.page.route(START, lambda route: route.abort("connectionreset"), times=1)
    manager.button("上传并检查").click()
    manager.sees("网络连接不上")
    manager.button("上传并检查").click()
    manager.sees("共 2 行，已导入 2 行，1 条请查看")
    assert len(uploads) == 1
    row = manager.page.get_by_role("row").filter(has_text="已有线上订单（待提交）")
    check(manager.page)
    expect(row.get_by_role("link", name="查看订单")).to_have_attribute("href", f"#/orders/{order_id}")


def test_the_example_is_a_table_that_is_taken(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER), world.plain_task(branch=BRANCH, roster="STUDENT_NOS")
    manager.come_in(f"/imports?task={task.task_id}")
    for name in ("名单示例.csv", "名单示例.xlsx"):
        got = saved(manager, manager.button(f"下载{name}").click)
        assert got.suggested_filename == name
        job = run(manager.api, "ROSTER", Path(got.path()).read_bytes(), task.task_id)
        assert (job["state"], job["done"], job["wrong"]) == ("DONE", 2, 0)


def test_a_heading_that_is_unknown_is_matched_on_the_page(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER), world.plain_task(branch=BRANCH, roster="STUDENT_NOS")
    name = "".join(secrets.choice("甲乙丙丁") for _ in range(9))
    job = run(manager.api, "ROSTER", csv_bytes([[name, "行政班"], ["0123", "软件2201"]]), task.task_id)
    manager.come_in(f"/imports/{job['import_id']}")
    manager.sees(f"表格里找到的是：{name}、行政班")
    field, again = manager.page.get_by_label("学号"), manager.button("记住并重新读表")
    expect(manager.page.get_by_label("班级")).to_have_value("行政班")
    expect(again).to_be_disabled()
    check(manager.page, full_text=False)
    shot(manager.page, "import-match")
    field.select_option(name)
    again.click()
    manager.sees("共 1 行，已导入 1 行")


def test_a_file_that_is_dropped_tells_what_it_is_and_overrides_no_choice(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER), world.plain_task(branch=BRANCH)
    manager.come_in(f"/imports?task={task.task_id}")
    manager.heading("导入表格")
    drop, kind = manager.page.locator(".drop"), manager.page.get_by_label("表格", exact=True)
    dropped(manager, drop, "订单号,结果", "学信网返回.csv")
    expect(drop).to_contain_text("学信网返回.csv")
    expect(kind).to_have_value("CHSI")
    manager.sees("按文件认出来的，不对请改")
    expect(manager.page.get_by_label("任务")).to_have_value(task.task_id)
    manager.come_in(f"/imports?kind=ROSTER&task={task.task_id}")
    choose(manager, csv_bytes([["订单号", "结果"]]), "学信网.csv")
    manager.sees("文件像是“学信网结果”")
    expect(kind).to_have_value("ROSTER")
    check(manager.page, full_text=False)
    manager.button("改为学信网结果").click()
    expect(kind).to_have_value("CHSI")
    kind.select_option("CAPTURED")
    choose(manager, csv_bytes([["院校代码", "学校标识码"]]), "表.csv")
    manager.sees("文件像是“院校目录”")
    expect(kind).to_have_value("CAPTURED")


def test_the_reason_of_a_dialog_is_not_the_one_of_the_page(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER), world.plain_task(branch=BRANCH, roster="STUDENT_NOS")
    run(manager.api, "ROSTER", csv_bytes([["学号"], [student_no()]]), task.task_id)
    manager.come_in("/imports")
    manager.button(re.compile("^撤销：")).first.click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_role("button", name="撤销 1 人").click()
    expect(dialog.get_by_label("原因")).to_be_focused()
    ids = manager.page.locator("[id]").evaluate_all("all => all.map(({ id }) => id)")
    assert len(ids) == len(set(ids))


def test_wrong_rows_are_corrected_in_a_file_or_left_out(desk: Desks, world: World) -> None:
    manager, good = desk(MANAGER), student_no()
    task = world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0)
    job = run(manager.api, "ROSTER", csv_bytes([["学号"], [good], ["<b>！</b>"], ["？"]]), task.task_id)
    manager.come_in(f"/imports/{job['import_id']}")
    row = manager.page.get_by_role("row", name=re.compile("^3 "))
    expect(row).to_contain_text("<b>!</b>")
    expect(row).to_contain_text("不是有效的学号")
    check(manager.page)
    shot(manager.page, "imports-mending")
    for width in screens(manager.page):
        fits(manager.page)
        shot(manager.page, f"imports-mending-{width}")
    manager.page.set_viewport_size({"width": 1366, "height": 768})
    got = saved(manager, manager.button("下载这些行").click)
    assert got.suggested_filename == "错误的行.xlsx"
    book, mended, out = openpyxl.load_workbook(io.BytesIO(Path(got.path()).read_bytes())), student_no(), io.BytesIO()
    book.worksheets[0].cell(2, 4).value = mended
    book.save(out)
    files: Any = {"name": "改好.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    manager.page.get_by_label("传回改好的表").set_input_files(files)
    expect(manager.page.locator("main")).to_contain_text("1 处要改")
    manager.button("跳过 1 行，写入其余 2 行").dblclick()
    manager.sees("共 3 行，已导入 2 行，跳过 1 行")
    assert numbers(task) == {good, mended}


def test_a_corrected_file_is_dropped_on_its_rows(desk: Desks, world: World) -> None:
    manager, good = desk(MANAGER), student_no()
    task = world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0)
    job = run(manager.api, "ROSTER", csv_bytes([["学号"], ["！！"]]), task.task_id)
    manager.come_in(f"/imports/{job['import_id']}")
    dropped(manager, manager.page.locator(".mending"), f"原表行号,学号\n2,{good}\n", "改好.csv")
    manager.sees("共 1 行，已导入 1 行")
    assert numbers(task) == {good}


def test_one_that_stopped_is_started_again(desk: Desks, world: World) -> None:
    manager, number = desk(MANAGER), student_no()
    task = world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0)
    job = run(manager.api, "ROSTER", csv_bytes([["学号"], [number]]), task.task_id)
    store = wire().stores.imports
    done = store.get(job["import_id"])
    assert done is not None
    assert done.moved_at is not None
    store.save(replace(done, state="RUNNING", done=0, at=0, moved_at=done.moved_at - 2 * LONGEST))
    manager.come_in(f"/imports/{done.import_id}")
    manager.sees("已停止")
    check(manager.page)
    manager.button("重新开始").dblclick()
    manager.sees("共 1 行，已导入 1 行")
    assert numbers(task) == {number}
