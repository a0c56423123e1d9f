"""Every page of the console by keyboard alone: Tab reaches all of it in its order, one sees where one is, and dialogs
keep the focus and give it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.console_pages import Place, places, visit
from tests.worlds.keyboard import opens_and_closes, reaches_all
from tests.worlds.reviewer import shown

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
DIALOGS = {
    REVIEWER: {"/review": ["全部键"]},
    MANAGER: {
        "/tasks/:taskId": ["关闭任务", "生成进度链接"], "/tasks/:taskId/packages": ["生成制作包"],
        "/schools": ["添加学校", "修改"], "/orders/:orderId": ["查看联系方式", "修改信息"],
        "/waiting": ["同意", "不同意"],
    },
    FINANCE: {
        "/bills": ["核对某一天"], "/bills/:channel/:day": ["重新核对"], "/invoices": ["登记"],
        "/orders/:orderId": ["退款"], "/payments": ["导出表格"],
    },
    ADMIN: {"/accounts": ["邀请员工", "修改角色"]},
}  # fmt: skip
LAPTOP = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="module")
def branch(box: Sandbox) -> tuple[str, list[Place]]:
    return places(World(box))


@pytest.mark.parametrize("role", StaffRole)
def test_tab_goes_through_every_page(
    box: Sandbox, door: Door, branch: tuple[str, list[Place]], role: StaffRole
) -> None:
    name, pages = branch
    clerk = door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, role, branch=name))
    clerk.come_in("/nowhere")
    clerk.heading("没有这个页面")
    wrong = []
    for place in (place for place in pages if place.is_for(role)):
        visit(clerk, place.address, place.heading)
        wrong += reaches_all(clerk.page)
        for button in DIALOGS[role].get(place.pattern, []):
            opens_and_closes(clerk.page, button)
    assert not wrong, "\n".join(wrong)


def test_a_picture_that_stands_alone(box: Sandbox, door: Door, branch: tuple[str, list[Place]]) -> None:
    clerk = door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, REVIEWER, branch=branch[0]))
    clerk.come_in("/review?band=DOUBT")
    shown(clerk)
    assert not reaches_all(clerk.page)
    for key, dialog in (("?", "快捷键"), ("m", "照片和学生的资料")):
        at = clerk.page.evaluate_handle("document.activeElement")
        clerk.page.keyboard.press(key)
        expect(clerk.page.get_by_role("dialog", name=dialog)).to_be_visible()
        clerk.page.keyboard.press("Escape")
        expect(clerk.page.get_by_role("dialog")).to_have_count(0)
        assert clerk.page.evaluate("at => document.activeElement === at", at)
