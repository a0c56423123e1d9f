"""Sheets and labels on the console: asked for, watched, downloaded."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import deliver
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, fits, shot
from tests.worlds.postings import posting_task, printed
from tests.worlds.prints import pages, portrait, printed_run
from tests.worlds.staff_orders import made_order
from tests.worlds.wording import says


def test_a_managers_sheets_come_from_a_package(world: World, desk: Desks, tmp_path: Path) -> None:
    task = posting_task(world, branch=BRANCH, title="湘潭大学 2027 届毕业生图像采集")
    for number, layout in (("S1", "二寸 4 张"), ("S2", ""), ("S3", "一寸 8 张")):
        printed(world, task, number, State.APPROVED, photo=portrait(), layout=layout, name=f"<b>{number}")
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    clerk.expected.append("/prints")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/prints")
    clerk.sees("先在“制作包”里生成制作包，再从中冲印")
    expect(clerk.button("生成冲印文件")).to_have_count(0)
    deliver(clerk.api, task.task_id)
    page.reload()
    clerk.sees("选一个制作包，生成版面或标签")
    check(page)
    page.locator("h1").focus()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=kind]")).to_have_value("CHOSEN")
    clerk.sees("一寸每英寸 464 个像素，二寸 331 个")
    shot(page, "prints-ask")
    dialog.locator("[name=caption]").fill("{address}")
    dialog.get_by_role("button", name="生成", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text(says("caption_wrong"))
    check(page, full_text=False)
    clerk.confirm("生成", caption="{name} {student_no}")
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="按学生选择的版面"))
    expect(card.get_by_role("status").first).to_have_text(re.compile(r"可以下载\s*3 人"))
    expect(card).to_contain_text("〔姓名〕 〔学号〕")
    card.get_by_role("button", name="取得下载链接").click()
    clerk.sees(re.compile("链接还有 .* 有效"))
    check(page)
    shot(page, "prints")
    with page.expect_download() as download:
        clerk.link("prints-001.zip").click()
    download.value.save_as(tmp_path / "prints.zip")
    archive = zipfile.ZipFile(tmp_path / "prints.zip")
    words = {name: pages(archive.read(name)) for name in archive.namelist()}
    assert words == {
        "湖南大学-文学院-中文2201-二寸4张.pdf": ["<b>S1 S1"],
        "湖南大学-文学院-中文2201-一寸8张.pdf": ["<b>S2 S2", "<b>S3 S3"],
    }
    with page.expect_response(lambda answer: answer.request.method == "POST") as again:
        card.get_by_role("button", name="重新生成").click()
    assert (again.value.status, again.value.url.endswith("/prints")) == (202, True)
    clerk.button("生成冲印文件").click()
    clerk.confirm("生成", kind="LABELS_ROLL")
    expect(page.get_by_role("heading", name="地址标签，面单")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    clerk.sees("labels-001.pdf")
    check(page)
    shot(page, "prints-phone")


def test_prints_that_will_not_be_sharp_are_warned_about_before(world: World, desk: Desks) -> None:
    task = posting_task(world, branch=BRANCH, spec="id_card_ga461")
    printed(world, task, "S1", State.APPROVED, photo=portrait())
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    deliver(clerk.api, task.task_id)
    clerk.come_in(f"/tasks/{task.task_id}/prints")
    clerk.button("生成冲印文件").click()
    dialog = clerk.page.get_by_role("dialog")
    warning, kind = dialog.get_by_role("status"), dialog.locator("[name=kind]")
    for layout in ("CHOSEN", "MIXED", "LARGE"):
        kind.select_option(layout)
        expect(warning).to_contain_text("二寸每英寸 228 个，低于 300 个，印出来会不够清晰")
    check(clerk.page, full_text=False)
    shot(clerk.page, "prints-low")
    for layout in ("SMALL", "LABELS_A4"):
        kind.select_option(layout)
        expect(warning).to_be_empty()
    kind.select_option("LARGE")
    clerk.confirm("生成")  # it is a warning, and no refusal
    expect(clerk.page.get_by_role("heading", name="二寸 4 张")).to_be_visible()


def test_making_again_closes_no_dialog_that_was_opened_meanwhile(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    made_order(world, task, State.APPROVED, photo=portrait())
    clerk, held = desk(StaffRole.MANAGER), list[Route]()
    printed_run(clerk.api, deliver(clerk.api, task.task_id)["package_id"], "SMALL")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/prints")
    again = clerk.button("重新生成")
    again.wait_for()
    page.route("**/tasks/*/prints", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/tasks/*/prints"):
        again.click()
    clerk.button("生成冲印文件").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    held[0].continue_()
    expect(page.locator("button", has_text="重新生成")).not_to_have_attribute("aria-busy", "true")
    expect(dialog).to_be_visible()


def test_an_open_dialog_keeps_its_package_when_another_one_is_made(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    made_order(world, task, State.APPROVED, photo=portrait())
    clerk = desk(StaffRole.MANAGER)
    package = deliver(clerk.api, task.task_id)["package_id"]
    printed_run(clerk.api, package, "SMALL")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/prints")
    clerk.button("生成冲印文件").click()
    choice = page.get_by_role("dialog").locator("[name=package_id]")
    expect(choice).to_have_value(package)
    made_order(world, task, State.APPROVED, photo=portrait())
    newer = deliver(clerk.api, task.task_id)["package_id"]
    page.evaluate("dispatchEvent(new Event('online'))")  # reads the list anew
    expect(choice.locator("option")).to_have_count(2)
    expect(choice.locator("option").first).to_have_attribute("value", newer)
    expect(choice).to_have_value(package)


def test_how_far_it_is_and_how_long_it_takes_is_seen(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    for number in range(4):
        made_order(world, task, State.APPROVED, photo=portrait(), named={"class_name": f"{number}班"})
    clerk = desk(StaffRole.MANAGER)
    run = printed_run(clerk.api, deliver(clerk.api, task.task_id)["package_id"], "SMALL")
    stands_at(run, 1)
    clerk.page.clock.install()
    clerk.come_in(f"/tasks/{task.task_id}/prints")
    clerk.sees(re.compile("1 / 4，可以离开这个页面"))
    stands_at(run, 2)
    clerk.page.clock.run_for(30_000)
    clerk.sees(re.compile("2 / 4，还要约 .+ (秒|分钟)，可以离开这个页面"))
    check(clerk.page)
    fits(clerk.page)


def stands_at(run: dict[str, Any], photos: int) -> None:
    """As if so many were made."""
    key = (run["package_id"], run["run_id"])
    package, now = wire().stores.packages.get(key[0]), wire().delivery.print_store.get(*key)
    assert package is not None
    assert now is not None
    first = replace(now.files[0], photos=photos)
    wire().delivery.print_store.begin_again(now, replace(now, files=(first,), ready=False), package)
