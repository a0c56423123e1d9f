"""Every page of the console with something on it, as each role sees it: axe in light and dark, its heading, a clean
console, no sideways scroll from a phone to a laptop, and all of it by keyboard alone.

With SHOTS=FOLDER the pictures of all pages go there."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Request, expect

from chalicelib.staff.model import ROLE_LABELS, StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import LAPTOP, Door
from tests.worlds.clerk import Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.console_pages import HERS_NOT, Place, places, visit
from tests.worlds.keyboard import opens_and_closes, reaches_all
from tests.worlds.looks import check, fits, shot
from tests.worlds.reviewer import shown
from tests.worlds.staff import who
from tests.worlds.staff_scene import settled

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
SCREENS = ((390, 844), (1024, 768), (1366, 768))  # the last is what the pages are opened at
LEADS = "all => all.map((one) => one.getAttribute('href').slice(1))"


@pytest.fixture(scope="module")
def branch(box: Sandbox) -> tuple[str, list[Place]]:
    return places(World(box))


def at_work(box: Sandbox, door: Door, name: str, role: StaffRole) -> Clerk:
    return door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, role, branch=name))


def asked_of(clerk: Clerk) -> set[str]:
    """What the pages ask the API from now on; it grows."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        path = request.url.partition("/api/")[2]
        if path:
            asked.add(path)

    clerk.page.on("request", note)
    return asked


def exported(clerk: Clerk) -> None:
    """A table of her own, where her role may have one: a colleague's are not shown to her."""
    if {MANAGER, FINANCE}.intersection(clerk.api.account.roles):
        wish = {"kind": "INVOICES", "file": "CSV", "reason": "月底核对"}
        export = clerk.api.call("POST", "/api/staff/exports", wish)
        settled(lambda: wire().finance.exports.show(who(clerk.api.account), export["export_id"]).state == "DONE")


def named(place: Place, role: StaffRole) -> str:
    """Of its pictures."""
    return f"{place.pattern.strip('/').replace('/', '-').replace(':', '') or 'home'}-{role.lower()}"


def fits_every_screen(clerk: Clerk, name: str) -> None:
    for width, height in SCREENS:
        clerk.page.set_viewport_size({"width": width, "height": height})
        fits(clerk.page)
        if width < 1000:
            shot(clerk.page, f"{name}-phone")


@pytest.mark.parametrize("role", StaffRole)
def test_a_role_uses_its_pages_and_reads_whose_the_others_are(
    box: Sandbox, door: Door, branch: tuple[str, list[Place]], role: StaffRole
) -> None:
    name, pages = branch
    clerk = at_work(box, door, name, role)
    exported(clerk)
    asked = asked_of(clerk)
    clerk.come_in("/nowhere")
    clerk.heading("没有这个页面")
    reads_whose_they_are(clerk, role, [place for place in pages if not place.is_for(role)])
    assert asked <= {"staff/me", "staff/counts"}  # which the navigation asks
    leads, wrong = set[str](), list[str]()
    for place in (place for place in pages if place.is_for(role)):
        visit(clerk, place.address, place.heading)
        check(clerk.page, full_text=False)
        shot(clerk.page, named(place, role))
        fits_every_screen(clerk, named(place, role))
        wrong += reaches_all(clerk.page)
        for button in DIALOGS[role].get(place.pattern, []):
            opens_and_closes(clerk.page, button)
        leads.update(clerk.page.locator("a[href^='#/']").evaluate_all(LEADS))
    assert not wrong, "\n".join(wrong)
    me = json.dumps({"roles": [{"role": role}]})
    assert evaluated("staff/routes.js", f"{json.dumps(sorted(leads))}.filter((one) => !it.isFor({me}, one))") == []


def reads_whose_they_are(clerk: Clerk, role: StaffRole, others: list[Place]) -> None:
    """Go to each page that is not for the role: it names the roles that it is for, and asks the branch nothing."""
    for place in others:
        visit(clerk, place.address, HERS_NOT)
        whose = "、".join(f"“{label}”" for one, label in ROLE_LABELS.items() if one in place.roles)
        clerk.sees(f"这个页面供{whose}使用，您的角色是“{ROLE_LABELS[role]}”。")
        fits(clerk.page)
    check(clerk.page)
    shot(clerk.page, f"not-hers-{role}")
    expect(clerk.link("回到首页")).to_have_attribute("href", "#/")


def test_a_picture_that_stands_alone(box: Sandbox, door: Door, branch: tuple[str, list[Place]]) -> None:
    clerk = at_work(box, door, branch[0], REVIEWER)
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
