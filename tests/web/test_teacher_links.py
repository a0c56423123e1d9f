"""Teachers' links: made, listed and stopped by a manager; opened, proven and passed on by teachers."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Visits
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.staff import Colleague
from tests.worlds.teacher_visits import copied, opens
from tests.worlds.teachers import links_of, made_link
from tests.worlds.wording import says


def test_a_link_made_for_a_phone_wants_its_code_once(
    world: World, manager: Colleague, task: Task, visit: Visits
) -> None:
    phone = new_phone()
    token = made_link(manager, task, phone=phone)["token"]
    teacher = visit("phone")
    page = teacher.page
    teacher.expected.append("/api/progress/")
    opens(teacher, token)
    teacher.heading("验证老师的手机号")
    teacher.sees(f"{phone[:3]}****{phone[-4:]}")
    assert task.title not in page.content()
    page.get_by_alt_text("图形验证码").wait_for()
    check(page)
    shot(page, "teacher-lock")
    teacher.button("发送验证码").click()
    teacher.sees("请填写图中的字符")
    typed = page.get_by_label("图形验证码", exact=True)
    typed.fill("XXXX")
    with page.expect_response("**/api/captcha") as issued:  # a picture is good for one try
        teacher.button("发送验证码").click()
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(typed).to_have_value("")
    typed.fill(world.outside.solve(issued.value.json()["captcha_id"]))
    teacher.button("发送验证码").click()
    expect(teacher.button(re.compile("秒后重发"))).to_be_disabled()
    page.get_by_label("短信验证码").fill("12")
    teacher.button("查看进度").click()
    teacher.sees("请填写短信中的 6 位数字")
    page.get_by_label("短信验证码").fill(world.outside.sms_code(phone))
    teacher.button("查看进度").click()
    teacher.heading(task.title)
    page.locator("summary").first.click()
    teacher.sees("要办的 8 人")
    page.reload()
    teacher.heading(task.title)
    other = visit("phone")
    other.expected.append("/api/progress/")
    opens(other, token)
    other.heading("验证老师的手机号")
    (one,) = [one for one in manager.call("GET", links_of(task))["links"] if one["phone"]]
    manager.call("POST", f"{links_of(task)}/{one['link_id']}/revoke", {"reason": "换了老师"})
    page.reload()
    teacher.heading("链接已失效")


def test_a_link_that_is_over_says_what_to_do(
    world: World, manager: Colleague, visit: Visits, clock: SandboxClock
) -> None:
    token = made_link(manager, world.plain_task(), 1)["token"]
    clock.move(days=2, schedules=False)
    teacher = visit("phone")
    teacher.expected.append("/api/progress/")
    opens(teacher, token)
    teacher.heading("链接已失效")
    teacher.sees(says("teacher_link_over", "action"))
    teacher.sees("0731-82565066")
    check(teacher.page)
    teacher.page.goto(f"{teacher.site_url}/p/")
    teacher.heading("没有链接")
    check(teacher.page)


def test_the_page_names_nobody_else_where_it_came_from(manager: Colleague, task: Task, visit: Visits) -> None:
    """Its secret reaches no server but in what it asks the API, and no search engine is to list it."""
    teacher = visit("phone")
    asked: list[tuple[str, str | None]] = []
    teacher.page.on("request", lambda one: asked.append((one.url, one.headers.get("referer"))))
    token = made_link(manager, task)["token"]
    opens(teacher, token)
    teacher.heading(task.title)
    teacher.has_asked()
    assert [referer for _, referer in asked if referer and (token in referer or "/p/" in referer)] == []
    assert [url for url, _ in asked if token in url.partition("#")[0] and "/api/progress/" not in url] == []
    assert not any("/staff/" in url or "/student/" in url for url, _ in asked)
    expect(teacher.page.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")


def test_a_manager_makes_lists_and_stops_links(world: World, desk: Desks, visit: Visits) -> None:
    task, phone = world.plain_task(branch=BRANCH, title="链接列表的任务"), new_phone()
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in(f"/tasks/{task.task_id}")
    clerk.heading("链接列表的任务")
    clerk.expected.append("/teacher-links")
    clerk.button("生成进度链接").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog.locator("[name=kind]")).to_have_value("COUNTS")
    dialog.locator("[name=kind]").select_option("LIST")
    dialog.get_by_label("原因").fill("辅导员查看")
    dialog.get_by_role("button", name="生成", exact=True).click()
    clerk.sees("“人数和名单”的链接要填写老师的手机号")
    dialog.locator("[name=phone]").fill("123")
    dialog.get_by_role("button", name="生成", exact=True).click()
    clerk.sees("手机号格式不正确")
    check(clerk.page)
    clerk.confirm("生成", days="7", phone=phone)
    clerk.sees("链接只显示这一次")
    address = clerk.page.locator("#teachers-address").input_value()
    assert re.fullmatch(rf"{re.escape(world.box.api_url)}/p/#/[\w-]{{43}}", address)
    clerk.button("生成进度链接").click()
    clerk.confirm("生成", reason="发给班长", days="7", kind="COUNTS")
    shown = clerk.page.locator("#teachers-address").input_value()
    assert shown != address
    teacher = visit("phone")
    teacher.page.goto(shown)
    teacher.heading("链接列表的任务")
    clerk.button("查看有效的链接").click()
    rows = clerk.page.get_by_role("region", name="进度链接").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("只有人数")
    expect(rows.nth(0)).to_contain_text(re.compile("1 次\\s*最近"))
    expect(rows.nth(1)).to_contain_text(f"{phone[:3]}****{phone[-4:]}")
    expect(rows.nth(1)).to_contain_text("没有打开过")
    check(clerk.page)
    shot(clerk.page, "links")
    rows.nth(0).get_by_role("button", name="停用").click()
    clerk.confirm("停用", "发错了群")
    clerk.sees("已停用“发给班长”的进度链接")
    expect(rows).to_have_count(1)
    expect(clerk.page.locator("#teachers-address")).to_have_count(0)
    teacher.expected.append("/api/progress/")
    teacher.page.reload()
    teacher.heading("链接已失效")


def test_a_link_of_numbers_is_passed_on(manager: Colleague, task: Task, visit: Visits) -> None:
    teacher, monitor = visit("phone"), visit("phone")
    opens(teacher, made_link(manager, task)["token"])
    address = copied(teacher, "复制只有人数的链接")
    assert address.startswith(f"{teacher.site_url}/p/#/")
    monitor.page.goto(address)
    monitor.heading("2027届毕业生图像采集")
    monitor.sees("/ 11 人已采集")
    monitor.page.locator("summary").first.click()
    assert "软件2201 还有未办理 6 人" in copied(monitor, "复制本班通知")
    expect(monitor.button("复制只有人数的链接")).to_have_count(0)
    expect(monitor.page.get_by_label("学号或采集码末位")).to_have_count(0)
    assert "2027000" not in monitor.page.content()
    check(monitor.page)
