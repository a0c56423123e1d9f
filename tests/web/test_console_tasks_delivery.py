"""How far a task is, the orders of each state, and packages that are really downloaded."""

from __future__ import annotations

import re
import zipfile

import requests
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.branch import deliver
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.home import counted
from tests.worlds.looks import check, fits, shot
from tests.worlds.proven import proven
from tests.worlds.staff_orders import counted_order, made_order
from tests.worlds.teachers import on_roster
from tests.worlds.wording import says
from tools.suite.patience import PATIENCE

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_progress_leads_to_the_orders_of_each_state(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, title="进度任务")
    for number in range(21):  # more than a page
        counted_order(world, task, State.IN_REVIEW, "信息学院", "软件2201", student_no=f"S{number:03}")
    done = counted_order(world, task, State.DONE, "信息学院", "软件2202", name="李四", student_no="S900")
    counted_order(world, task, State.CANCELLED, "文学院", "中文2201")
    clerk = desk(REVIEWER)
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading("进度任务")
    clerk.sees("1 / 22 单")
    rows = page.get_by_role("region", name="按学院").get_by_role("row")
    expect(rows).to_have_text(["学院进度通过 / 订单未完成一次通过", "信息学院 2 个班1 / 2221—", "文学院 1 个班0 / 00—"])
    check(page)
    clerk.link(re.compile("待审核")).click()
    clerk.heading("任务的订单")
    found = page.get_by_role("region", name="订单").get_by_role("row")
    expect(found).to_have_count(21)
    clerk.button("下一页").click()
    expect(found).to_have_count(2)
    expect(clerk.button("下一页")).to_be_disabled()
    check(page)
    page.keyboard.press("[")
    expect(found).to_have_count(21)
    clerk.link(re.compile("采集完成")).click()
    expect(found).to_have_count(2)
    expect(clerk.link("李*")).to_have_attribute("href", f"#/orders/{done}")
    clerk.sees("S900")


def test_all_late_students_of_a_kind_are_reminded(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, roster="STUDENT_NOS", price=0)
    on_roster(task, "S001", "S002", "S003", "S004")
    for state in (State.REJECTED, State.WITHDRAWN, State.AWAITING_PAYMENT):
        counted_order(world, task, state, "文学院", "中文2201")
    for role, shown in ((REVIEWER, 0), (FINANCE, 1)):
        clerk = desk(role)
        clerk.come_in(f"/tasks/{task.task_id}/orders")
        clerk.heading("任务的订单")
        expect(clerk.button("催办")).to_have_count(shown)
    clerk = desk(MANAGER)
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/orders")
    clerk.button("催办").click()
    dialog = page.get_by_role("dialog")
    kinds = ["请选择", "未提交照片（0 单）", "待支付（1 单）", "待重新提交（2 单）"]
    expect(dialog.get_by_role("option")).to_have_text(kinds)
    expect(dialog).to_contain_text("还没开始的学生（名单上 4 人）没有订单，名单里没有手机号，发不到")
    expect(dialog.get_by_role("link", name="没开始的名单")).to_have_attribute(
        "href", f"#/tasks/{task.task_id}/not-begun"
    )
    dialog.get_by_role("button", name="催办", exact=True).click()
    expect(dialog).to_contain_text("请选择催哪些学生")
    dialog.get_by_label("催哪些学生").select_option("RESUBMIT")
    expect(dialog).to_contain_text("将提醒 2 单")
    check(page)
    shot(page, "task-remind")
    clerk.confirm("催办")
    clerk.sees("已登记催办 2 单")
    clerk.expected.append("409 (Conflict)")
    clerk.button("催办").click()
    dialog.get_by_label("催哪些学生").select_option("RESUBMIT")
    dialog.get_by_role("button", name="催办", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("今天已经催办过这些学生")


def test_who_is_in_no_package_is_counted_anew_once_one_is_made(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    for state in (State.APPROVED, State.IN_REVIEW):
        counted_order(world, task, state, "文学院", "")
    clerk = desk(MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}/packages")
    outside = clerk.page.get_by_role("navigation", name="按状态查看订单")
    expect(outside.get_by_role("link")).to_have_text(["待审核 1", "待制作 1"])
    clerk.button("生成制作包").click()
    clerk.sees("1 个“待制作”的订单没有班级")
    clerk.confirm("生成")
    clerk.sees("可以下载")
    counted({(f"COUNT#{task.task_id}", "STATE#APPROVED"): -1})  # a moment after the package
    expect(outside.get_by_role("link")).to_have_text(["待审核 1"])


def test_a_package_is_made_and_its_photos_downloaded(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0, title="交付任务")
    numbers = {f"2027{number:04}" for number in range(3)}
    for number in numbers:
        made_order(world, task, State.APPROVED, named={"student_no": number})
    clerk = desk(MANAGER)
    clerk.expected.append("/packages")
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading("交付任务")
    clerk.link("制作包").click()
    clerk.sees("还没有制作包")
    clerk.button("生成制作包").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=file_name]").fill("{student_no}.png")
    dialog.get_by_role("button", name="生成", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text(says("file_name_wrong"))
    check(page, full_text=False)
    clerk.confirm("生成", file_name="照片/{student_no}.jpg", part_mb="20")
    clerk.sees("可以下载")
    clerk.sees("照片/〔学号〕.jpg")
    clerk.button("取得下载链接").click()
    clerk.sees(re.compile("链接还有 .* 有效"))
    check(page)
    with page.expect_download() as download:
        clerk.link("photos-001.zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = {name for name in archive.namelist() if name.endswith(".jpg")}
    assert names == {f"照片/{number}.jpg" for number in numbers}
    (package,) = clerk.api.call("GET", f"/api/staff/tasks/{task.task_id}/packages")["packages"]
    for file in package["files"]:
        clerk.sees(file["sha256"])
    with page.expect_response("**/again") as again:
        clerk.button("重新生成").click()
    assert again.value.status == 202
    clerk.sees("可以下载")
    clerk.button("生成制作包").click()
    dialog.get_by_role("button", name="生成", exact=True).click()
    clerk.sees(says("nothing_to_deliver"))

    looker = desk(FINANCE)
    looker.come_in(f"/tasks/{task.task_id}/packages")
    looker.sees("可以下载")
    looker.sees("制作包由管理员生成和下载")
    for name in ("生成制作包", "取得下载链接", "重新生成"):
        expect(looker.button(name)).to_have_count(0)
    expect(looker.link("查看清单")).to_have_count(0)
    expect(looker.page.get_by_role("navigation", name="交付")).to_have_count(0)


def test_a_package_that_everybody_left_says_so(world: World, desk: Desks) -> None:
    task, student, clerk = world.plain_task(branch=BRANCH, price=0), world.student(), desk(MANAGER)
    order_id = made_order(world, task, State.APPROVED, person_id=world.person(student))
    deliver(clerk.api, task.task_id)
    clerk.api.call("POST", f"/api/staff/orders/{order_id}/confirm", {})
    clerk.come_in(f"/tasks/{task.task_id}/packages")
    clerk.sees("1 张照片")
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    clerk.page.reload()
    state = clerk.page.get_by_role("status").filter(has_text="照片已移出")
    expect(state).to_have_text(re.compile(r"重新生成\s*1 名学生删除了个人信息，照片已移出"))
    check(clerk.page)


def test_a_link_of_a_package_ends_after_ten_minutes(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    made_order(world, task, State.APPROVED)
    clerk = desk(MANAGER)
    clerk.api.call("POST", f"/api/staff/tasks/{task.task_id}/packages", {})
    clerk.page.clock.install()
    clerk.come_in(f"/tasks/{task.task_id}/packages")
    clerk.page.clock.run_for(20_000)
    clerk.button("取得下载链接").click()
    address = clerk.link("manifest.csv").get_attribute("href")
    assert address is not None
    assert requests.get(address, timeout=PATIENCE).status_code == 200
    clerk.page.clock.fast_forward(10 * 60_000)
    clerk.button("取得下载链接").wait_for()
    expect(clerk.link("manifest.csv")).to_have_count(0)


def test_every_page_fits_a_phone(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, price=0, title="手机上看的任务")
    for state in (State.APPROVED, State.IN_REVIEW):
        counted_order(world, task, state, "信息科学与工程学院", "软件工程（中外合作办学）2201班")
    clerk = desk(MANAGER, device="phone")
    clerk.api.call("POST", f"/api/staff/tasks/{task.task_id}/packages", {})
    at = f"/tasks/{task.task_id}"
    clerk.come_in("/tasks")
    for address, sees in (
        ("/", "手机上看的任务"),
        ("/tasks", "手机上看的任务"),
        ("/tasks/new", "保存为草稿"),
        (f"{at}/settings", "保存以后不能再改"),
        (at, "软件工程（中外合作办学）2201班"),
        (f"{at}/orders?state=IN_REVIEW", "张*"),
        (f"{at}/packages", "manifest.csv"),
    ):
        clerk.open(address)
        clerk.sees(sees)
        fits(clerk.page)
