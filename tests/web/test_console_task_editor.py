"""A task's settings beside what a student sees of them: explained, what is changed marked, nothing lost unasked."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.visitor import put

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_what_is_changed_is_seen_as_a_student_reads_it(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, title="湘潭大学 2027 届毕业生图像采集")
    clerk = desk(MANAGER, **LAPTOP)
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/settings")
    clerk.heading("修改设置")
    phone = page.get_by_role("region", name="预览")
    expect(phone).to_contain_text("20 元")
    check(page, full_text=False)
    put(page.locator("#price"), "31.50")
    put(page.locator("#closes_at"), "2037-02-03")
    put(page.locator("#closes_at_time"), "18:30")
    expect(phone).to_contain_text("31.50 元")
    expect(phone.locator("mark")).to_have_text("2037年2月3日 18:30")
    clerk.sees("3 项改动未保存")
    expect(page.get_by_role("navigation", name="各部分").get_by_role("button", name="时间与费用")).to_contain_text(
        "有改动"
    )
    shot(page, "task-edit")
    check(page, full_text=False)
    page.get_by_role("button", name="改动前").click()
    expect(phone).to_contain_text("20 元")
    page.get_by_role("button", name="改动后").click()
    put(page.locator("#price"), "0")
    put(page.locator("#glasses"), "REFUSE")
    page.get_by_role("button", name="付款").click()
    expect(phone).to_contain_text("本任务免费，没有付款这一步")
    page.get_by_role("button", name="拍摄").click()
    expect(phone).to_contain_text("请摘下眼镜后拍摄")
    check(page, full_text=False)
    shot(page, "task-edit-photo")
    page.get_by_role("button", name="填写").click()
    expect(phone.get_by_label("学号")).to_be_disabled()
    check(page, full_text=False)
    put(page.locator("#file_name"), "照片.png")  # what saving would refuse
    clerk.sees("上面是改动之前的样子")
    put(page.locator("#price"), "一元")
    page.keyboard.press("Control+s")
    expect(page.locator("#price-error")).to_be_visible()
    expect(page.locator("#price")).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    check(page, full_text=False)
    shot(page, "task-edit-phone")


def test_changes_are_given_up_only_when_asked(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH)
    clerk = desk(MANAGER, **LAPTOP)
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/settings")
    put(page.locator("#title"), "改过的名称")
    clerk.button("放弃改动").click()
    check(page, full_text=False)
    clerk.button("再想想").click()
    expect(page.locator("#title")).to_have_value("改过的名称")
    clerk.button("放弃改动").click()
    page.get_by_role("dialog").get_by_role("button", name="放弃", exact=True).click()
    clerk.heading(task.title)
    clerk.open(f"/tasks/{task.task_id}/settings")
    expect(page.locator("#title")).to_have_value(task.title)


def test_the_reason_of_changes_outlives_a_line_that_drops(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH)
    clerk = desk(MANAGER, **LAPTOP)
    clerk.expected += ["ERR_FAILED", "/api/staff/tasks/"]
    page, dialog, path = clerk.page, clerk.page.get_by_role("dialog"), f"**/api/staff/tasks/{task.task_id}"
    clerk.come_in(f"/tasks/{task.task_id}/settings")
    put(page.locator("#title"), "学校改过的名称")
    put(page.locator("#file_name"), "照片.png")  # what saving refuses
    clerk.button("看后果并保存").click()
    dialog.get_by_label("原因").fill("学校来函，名称改了")
    page.route(path, lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("网络")
    expect(dialog.get_by_label("原因")).to_have_value("学校来函，名称改了")
    check(page, full_text=False)
    page.unroute(path)

    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#file_name-error")).to_be_visible()  # in the form, so the dialog makes way
    expect(page.locator("#file_name")).to_be_focused()
    expect(dialog).to_have_count(0)
    put(page.locator("#file_name"), task.file_name)
    clerk.button("看后果并保存").click()
    expect(page.locator(".error-box")).to_have_count(0)  # said no longer
    clerk.confirm("保存", "学校来函，名称改了")
    clerk.heading("学校改过的名称")


def test_a_new_task_is_previewed_before_anything_is_typed(desk: Desks) -> None:
    clerk = desk(MANAGER, **LAPTOP)
    page = clerk.page
    clerk.come_in("/tasks/new")
    phone = page.get_by_role("region", name="预览")
    expect(phone).to_contain_text("任务名称")
    put(page.locator("#title"), "<b>2028届</b>")
    expect(phone).to_contain_text("<b>2028届</b>")
    clerk.sees("没有填写的用示例代替")
    check(page, full_text=False)
    shot(page, "task-new")
