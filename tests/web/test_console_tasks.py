"""A manager's tasks: made, opened, changed while a colleague changes them, closed; each refusal at its field."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from chalicelib.staff.model import StaffRole
from sandbox.seed import Seeded
from tests.worlds.browsers import Desks, Visits
from tests.worlds.clerk import Clerk
from tests.worlds.looks import check, shot
from tests.worlds.tasks import SETTINGS, fresh_code
from tests.worlds.visitor import put
from tests.worlds.wording import says

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def fill(page: Page, **values: str) -> None:
    """By the fields' names."""
    for name, value in values.items():
        put(page.locator(f"#{name}"), value)


def error_at(page: Page, name: str) -> str:
    error = page.locator(f"#{name}-error")
    expect(error).to_be_visible()
    return error.inner_text()


def made(clerk: Clerk, *, opened: bool = False, **changes: Any) -> dict[str, Any]:
    task = clerk.api.call("POST", "/api/staff/tasks", {"settings": SETTINGS | changes})
    if opened:
        task = clerk.api.call("POST", f"/api/staff/tasks/{task['task_id']}/open", {"rev": 1})
    return dict(task)


def now(clerk: Clerk, task: dict[str, Any]) -> dict[str, Any]:
    return dict(clerk.api.call("GET", f"/api/staff/tasks/{task['task_id']}"))


def test_a_task_is_made_and_opened_and_a_student_finds_it(desk: Desks, visit: Visits) -> None:
    clerk, student = desk(MANAGER), visit()
    page = clerk.page
    clerk.come_in("/tasks")
    clerk.heading("任务")
    clerk.link("新建任务").click()
    clerk.heading("新建任务")
    fill(page, title="2028届毕业生图像采集", collect_mode="PLAIN", task_type="INDIVIDUAL", price="29.50")
    clerk.button("保存为草稿").click()
    assert error_at(page, "schools") == "请至少选择一所学校"
    assert "整数" not in error_at(page, "opens_at")
    fill(page, opens_at="2026-01-01", closes_at="2036-06-30", closes_at_time="18:00")
    page.get_by_label("查找学校").fill("湖南大学")
    page.get_by_role("button", name="添加 湖南大学 10532").click()
    page.get_by_label("查找学校").fill("10554")
    page.get_by_label("查找学校").press("Enter")
    page.get_by_label("本科", exact=True).check()
    expect(page.get_by_label("填写收件地址")).to_be_checked()  # prints are posted
    expect(page.get_by_label("填写姓名", exact=True)).to_be_disabled()
    page.get_by_label("第 1 位联系人的姓名").fill("王老师")
    page.get_by_label("第 1 位联系人的电话").fill("0731-88820000")
    page.get_by_label("第 2 位联系人的姓名").fill("湖南分社")
    page.get_by_label("第 2 位联系人的电话").fill("0731-84300000")
    fill(page, file_name="{level}/.jpg")
    page.get_by_role("button", name="插入学号").click()
    clerk.sees("BACHELOR/202701234.jpg")
    page.reload()
    clerk.sees("已恢复您上次没有保存的内容")
    clerk.button("保存为草稿").click()
    clerk.heading("2028届毕业生图像采集")
    clerk.sees("任务已保存为草稿")
    (task,) = [one for one in clerk.api.call("GET", "/api/staff/tasks")["tasks"] if one["task_id"] in page.url]
    its = task["settings"]
    assert (task["state"], its["price"], its["schools"], its["levels"]) == (
        "DRAFT",
        2950,
        ["10532", "10554"],
        ["BACHELOR"],
    )
    assert (its["opens_at"], its["closes_at"]) == ("2025-12-31T16:00:00.000Z", "2036-06-30T10:00:00.000Z")
    assert its["file_name"] == "{level}/{student_no}.jpg"
    clerk.button("开放任务").click()
    clerk.confirm("开放")
    clerk.sees("学生现在可以办理")
    expect(page.locator("#students-address")).to_have_value(f"{student.site_url}/#/tasks/{its['code']}")
    check(page)
    student.come_in(f"/tasks/{its['code']}")
    student.heading("确认采集任务")
    student.sees("29.50 元")
    clerk.open("/tasks")
    page.get_by_label("查找").fill(its["code"].lower())
    expect(page.get_by_role("row")).to_have_count(2)
    clerk.link("已关闭 0").click()
    clerk.sees("没有符合条件的任务")
    check(page)
    page.locator("h1").focus()
    page.keyboard.press("0")
    expect(page.get_by_role("row")).to_have_count(2)
    assert page.url.endswith(f"/#/tasks?words={its['code'].lower()}")
    check(page)


def test_each_refusal_stands_at_its_field_and_nothing_typed_is_lost(desk: Desks, seeded: Seeded) -> None:
    clerk = desk(MANAGER)
    clerk.expected += ["/api/staff/tasks", "/api/staff/task-preview"]
    page = clerk.page
    task = made(clerk)
    clerk.come_in(f"/tasks/{task['task_id']}/copy")
    clerk.heading("复制任务")
    fill(page, opens_at="2026-01-01", closes_at="2025-01-01", price="1,5", reject_limit="21", tolerance="0", title=" ")
    clerk.button("保存为草稿").click()
    told = {name: error_at(page, name) for name in ("closes_at", "price", "reject_limit", "tolerance", "title")}
    assert told["reject_limit"] == "请填写 1 至 20 的整数"
    expect(page.locator("#title")).to_be_focused()
    check(page, full_text=False)
    fill(page, closes_at="2036-01-01", price="1.50", reject_limit="2", tolerance="20", title="副本")
    for name, value, good, words in (
        ("code", seeded.plain, "", says("task_code_taken", typed=seeded.plain)),
        ("code", "A-B", "", "字母和数字组成"),
        ("file_name", "{student_no}.png", "{student_no}.jpg", "以 .jpg 结尾"),
        ("spec_rev", "99", "1", "没有版本 99"),
        ("file_bytes_most", "30", "40", "最小值不超过最大值的九成"),
        ("task_type", "INDIVIDUAL", "GROUP", "请加上“收件人”"),
        ("contact-role-0", "TEACHER", "BRANCH", "至少要有一位分社联系人"),
        ("contact-phone-0", "abc", "0731-84300001", "请填写能拨通的电话"),
        ("contact-phone-0", " ", "0731-84300001", "姓名和电话都要填写"),
    ):
        if name == "file_bytes_most":
            fill(page, file_bytes="30")
        fill(page, **{name: value})
        if name == "task_type":
            page.get_by_label("填写收件人").uncheck()
        clerk.button("保存为草稿").click()
        field = {"file_bytes_most": "file_bytes", "task_type": "form_fields"}.get(name, name.split("-")[0])
        at = {"contact": "contacts"}.get(field, field)
        expect(page.locator(f"#{at}-error")).to_contain_text(words)
        expect(page.locator(f"#{name}")).to_have_value(value)
        fill(page, **{name: good})
    clerk.button("保存为草稿").click()
    clerk.heading("副本")
    (copy,) = [one for one in clerk.api.call("GET", "/api/staff/tasks")["tasks"] if one["task_id"] in page.url]
    assert copy["settings"]["file_bytes"] == [30720, 40960]
    assert copy["settings"]["code"] != task["settings"]["code"]


def test_an_open_task_keeps_what_photos_were_judged_by_and_takes_the_rest(desk: Desks) -> None:
    clerk = desk(MANAGER)
    page, task = clerk.page, made(clerk, opened=True)
    clerk.come_in(f"/tasks/{task['task_id']}")
    clerk.heading(SETTINGS["title"])
    clerk.link("修改设置").click()
    clerk.heading("修改设置")
    for name in ("code", "task_type", "collect_mode", "spec"):
        expect(page.locator(f"#{name}")).to_be_disabled()
    clerk.sees("任务开放以后不能再改")
    fill(page, price="30.05", background="255,255,255", closes_at="2036-07-15")
    clerk.link("返回").click()
    clerk.heading(SETTINGS["title"])
    clerk.link("修改设置").click()
    clerk.sees("已恢复您上次没有保存的内容")
    expect(page.locator("#price")).to_have_value("30.05")
    clerk.button("看后果并保存").click()
    dialog = page.get_by_role("dialog")
    for words in ("25.00 变为 30.05", "浅蓝色 变为 白色", "2036-06-30 变为 2036-07-15", "不会自动发通知"):
        expect(dialog).to_contain_text(words)
    check(page, full_text=False)
    shot(page, "task-saving")
    dialog.get_by_label("原因").fill("学校推迟离校")
    dialog.get_by_role("button", name="保存", exact=True).dblclick()
    clerk.sees("修改已保存")
    after = now(clerk, task)
    assert after["rev"] == task["rev"] + 1
    wanted = {
        "price": 3005,
        "closes_at": "2036-07-15T15:59:59.000Z",
        "background": {**SETTINGS["background"], "rgb": [255] * 3},
    }
    assert after["settings"] == task["settings"] | wanted
    rows = desk(ADMIN).api.call("GET", "/api/staff/audit", subject=f"task {task['task_id']}")["rows"]
    assert (rows[0]["action"], rows[0]["reason"]) == ("change_task", "学校推迟离校")
    clerk.link("修改设置").click()
    clerk.heading("修改设置")
    expect(page.get_by_text("已恢复")).to_have_count(0)


def test_two_managers_change_one_task(desk: Desks) -> None:
    clerk, colleague = desk(MANAGER), desk(MANAGER)
    clerk.expected.append("/api/staff/tasks")
    page, task = clerk.page, made(clerk)
    path = f"/api/staff/tasks/{task['task_id']}"
    clerk.come_in(f"/tasks/{task['task_id']}/settings")
    clerk.heading("修改设置")
    fill(page, price="18", sub_unit="岳阳函授站")
    theirs = {"price": 1600, "title": "同事改的名称", "grace_hours": 48}
    colleague.api.call("PUT", path, {"rev": 1, "settings": theirs})
    clerk.button("保存").click()
    clerk.sees("同事刚刚修改了这个任务")
    clerk.sees("“价格”（同事填写的是：16.00）")
    expect(page.locator("#price")).to_have_value("18")
    expect(page.locator("#title")).to_have_value("同事改的名称")
    check(page, full_text=False)
    assert now(clerk, task)["settings"]["price"] == 1600
    clerk.button("保存").click()
    clerk.heading("同事改的名称")
    settings = now(clerk, task)["settings"]
    assert settings == task["settings"] | theirs | {"price": 1800, "sub_unit": "岳阳函授站"}
    clerk.link("修改设置").click()
    fill(page, price="99")
    colleague.api.call("PUT", path, {"rev": 3, "settings": {"price": 1700}})
    clerk.button("保存").click()
    clerk.button("放弃我的修改，用同事的").click()
    expect(page.locator("#price")).to_have_value("17.00")


def test_a_task_is_closed_with_a_reason_unless_a_colleague_was_faster(desk: Desks, visit: Visits) -> None:
    clerk, student = desk(MANAGER), visit()
    clerk.expected.append("/close")
    student.expected.append("/api/tasks/lookup")
    page, task = clerk.page, made(clerk, opened=True)
    path = f"/api/staff/tasks/{task['task_id']}"
    clerk.come_in(f"/tasks/{task['task_id']}")
    clerk.button("关闭任务").click()
    page.get_by_role("dialog").get_by_role("button", name="关闭", exact=True).click()
    clerk.sees("请写明原因")
    for words in ("0 个，不能再提交", "0 个，不能再发起付款", "不会自动退款"):
        expect(page.get_by_role("dialog")).to_contain_text(words)
    shot(page, "task-closing")
    clerk.api.call("PUT", path, {"rev": 2, "settings": {"price": 100}})
    page.get_by_label("原因").fill("学校改期")
    page.get_by_role("dialog").get_by_role("button", name="关闭", exact=True).click()
    clerk.sees(says("task_changed"))
    expect(page.get_by_label("原因")).to_have_value("学校改期")
    check(page)
    clerk.confirm("关闭")
    clerk.sees("任务已关闭")
    assert now(clerk, task)["state"] == "CLOSED"
    rows = desk(ADMIN).api.call("GET", "/api/staff/audit", subject=f"task {task['task_id']}")["rows"]
    assert (rows[0]["action"], rows[0]["reason"]) == ("close_task", "学校改期")
    student.come_in(f"/tasks/{task['settings']['code']}")
    student.sees("采集已提前结束")
    clerk.button("开放任务").click()
    expect(page.get_by_role("dialog")).to_contain_text("待提交的可以继续提交")
    clerk.confirm("开放")
    clerk.sees("任务已开放")


def test_others_look_and_change_nothing(desk: Desks) -> None:
    clerk, manager = desk(REVIEWER), desk(MANAGER)
    task = made(manager, code=fresh_code())
    clerk.come_in(f"/tasks?words={task['settings']['code']}")
    clerk.link(task["settings"]["title"]).wait_for()
    expect(clerk.link("新建任务")).to_have_count(0)
    clerk.open(f"/tasks/{task['task_id']}")
    clerk.heading(task["settings"]["title"])
    for name in ("开放任务", "关闭任务", "生成进度链接"):
        expect(clerk.button(name)).to_have_count(0)
