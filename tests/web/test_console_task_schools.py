"""The schools of a task's settings while the catalogue's answers are late or lost."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Desks, refuse
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, shot
from tests.worlds.visitor import put

CODE = "10554"  # 湖南工商大学
NAMED, FOUND = re.compile(r"/schools\?.*codes="), re.compile(r"/schools\?.*words=%E6")


def test_a_school_is_missing_only_where_an_answer_says_so(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, schools=(CODE,))
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    clerk.expected.append("/api/staff/schools")
    page = clerk.page
    chosen, preview = page.locator(".chosen li"), page.get_by_role("complementary", name="学生看到的")
    refuse(page, NAMED, 503, "busy", "现在人太多")
    clerk.come_in(f"/tasks/{task.task_id}/settings")
    expect(preview).to_contain_text("现在人太多")
    expect(chosen).to_have_text(re.compile(rf"^\s*{CODE}\s*移除\s*$"))
    check(page, full_text=False)
    shot(page, "task-edit-no-schools")
    page.unroute(NAMED)
    preview.get_by_role("button", name="重试").click()
    expect(chosen).not_to_have_text(re.compile(rf"^\s*{CODE}"))
    expect(preview.get_by_role("region", name="预览")).to_be_visible()
    expect(page.get_by_text("院校目录中没有")).to_have_count(0)

    page.route(NAMED, lambda route: route.fulfill(json={"schools": [], "total": 0, "cursor": None}))
    page.reload()
    expect(chosen).to_have_text(re.compile(rf"^\s*（院校目录中没有）\s*{CODE}"))


def test_a_late_answer_to_enter_changes_nothing_of_what_came_since(world: World, desk: Desks) -> None:
    task = world.plain_task(branch=BRANCH, schools=(CODE,))
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    page, held = clerk.page, list[Route]()
    clerk.come_in(f"/tasks/{task.task_id}/settings")
    chosen, field = page.locator(".chosen li"), page.get_by_label("查找学校")
    expect(chosen).to_have_count(1)
    page.route(FOUND, lambda route: held.append(route))
    field.fill("湖南师范大学")
    with page.expect_request(FOUND):
        field.dispatch_event("keydown", {"key": "Enter", "isComposing": False})
    chosen.get_by_role("button", name=re.compile("移除")).click()
    put(page.locator("#title"), "别处")
    field.fill("10532")
    page.locator("#title").focus()
    for route in held:
        with page.expect_response(FOUND):
            route.continue_()
    expect(page.get_by_role("button", name="添加 湖南大学 10532")).to_be_visible()
    expect(field).to_have_value("10532")
    expect(page.locator("#title")).to_be_focused()
    expect(chosen).to_have_count(0)

    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})  # chooses a candidate of the input method
    expect(field).to_have_value("10532")
    field.press("Enter")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("湖南大学")
