"""What runs behind the scenes, while it runs: how far it is, how long it will take, and its end without a reload."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import expect

from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, student_no
from tests.worlds.branch import run
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.staff import who
from tests.worlds.staff_scene import settled

MANAGER = StaffRole.MANAGER
SO_FAR = timedelta(seconds=80)  # for two of ten


def test_an_import_tells_how_far_it_is(desk: Desks, world: World) -> None:
    manager, task = desk(MANAGER, **LAPTOP), world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0)
    store = wire().stores.imports
    done = store.get(run(manager.api, "ROSTER", csv_bytes([["学号"], [student_no()]]), task.task_id)["import_id"])
    assert done is not None
    now = wire().clock()
    store.save(replace(done, state="RUNNING", rows=1000, done=200, created_at=now - SO_FAR, moved_at=now))
    manager.come_in("/imports")
    row = manager.page.get_by_role("row").filter(has=manager.page.locator(f"a[href='#/imports/{done.import_id}']"))
    expect(row).to_contain_text("写入200 / 1,000，还要约 6 分钟")
    row.get_by_role("link").first.click()
    expect(manager.page.locator(".done-of")).to_contain_text("200 / 1,000，还要约 6 分钟，可以离开此页")
    expect(manager.page.get_by_role("list", name="进度").locator("[aria-current]")).to_contain_text("写入")
    check(manager.page)
    shot(manager.page, "import-running")
    store.save(replace(done, rows=1000, done=1000))
    manager.sees("共 1000 行，已导入 1000 行")


def test_an_export_tells_how_far_it_is(desk: Desks) -> None:
    manager, store = desk(MANAGER, **LAPTOP), wire().stores.exports
    wish = {"kind": "INVOICES", "file": "CSV", "reason": "月底核对"}
    export_id, me = manager.api.call("POST", "/api/staff/exports", wish)["export_id"], who(manager.api.account)
    settled(lambda: wire().finance.exports.show(me, export_id).state == "DONE")
    done, now = store.get(export_id), wire().clock()
    assert done is not None
    running = replace(done, state="RUNNING", looked=10_000, total=50_000, created_at=now - SO_FAR, moved_at=now)
    store.move(done, running)
    manager.come_in("/exports")
    expect(manager.page.get_by_role("table")).to_contain_text("正在写")
    expect(manager.page.locator(".done-of")).to_contain_text("已查10,000 / 50,000，还要约 6 分钟")
    check(manager.page)
    shot(manager.page, "export-running")
    store.move(running, done)
    expect(manager.button("下载")).to_be_visible()
