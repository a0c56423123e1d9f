"""Every page of the console with something on it: its address in a branch of its own, and its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from chalicelib.exports.model import Asked
from chalicelib.orders.model import State
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.clerk import Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.home import Branch
from tests.worlds.reviewer import many
from tests.worlds.staff_orders import bought, made_order, moved
from tests.worlds.staff_scene import Scene, settled

REVIEWER, MANAGER, FINANCE, ADMIN = ROLES = tuple(StaffRole)
HERS_NOT = "您的角色不能使用这个页面"
QUERIES = {"/tasks/:taskId/orders": "?state=IN_REVIEW", "/review": "?band=LOW"}
GREETED = re.compile("，员工")


@dataclass(frozen=True)
class Place:
    """pattern: of the console's routes; roles: whom the page is for, none where nobody has to be logged in."""

    pattern: str
    address: str
    heading: str | re.Pattern[str]
    roles: frozenset[StaffRole]

    def is_for(self, role: StaffRole) -> bool:
        return not self.roles or role in self.roles


def places(world: World) -> tuple[str, list[Place]]:
    """(a branch with something of everything, its pages; the login leads home, so home is not beside it)."""
    branch = Branch(world)
    found = _stocked(branch)
    headings = _headings(branch, found)
    rows: list[tuple[str, str, list[StaffRole]]] = evaluated("staff/routes.js", "it.PAGES")
    assert {pattern for pattern, _, _ in rows} == set(headings)
    return branch.name, [
        Place(pattern, _filled(pattern, found), headings[pattern], frozenset(map(StaffRole, roles)))
        for pattern, _, roles in sorted(rows)
    ]


def _stocked(branch: Branch) -> dict[str, str]:
    world, task, manager = branch.world, branch.task, branch.who(MANAGER)
    student = world.student()
    order_id = bought(world, student, world.plain_task(branch=branch.name))
    title = {"kind": "PERSONAL", "title": "张三", "email": "a@example.com"}
    student.call("PUT", f"/api/orders/{order_id}/invoice-title", title)
    moved(order_id, state=State.APPROVED, queued_at=None)  # the queue holds pictures that can be seen, and no other
    many(world, task, 3)
    many(world, task, 1, risk=0.8)
    made_order(world, task, State.APPROVED)
    package = wire().delivery.packages.create(manager, task.task_id, file_name=None, part_mb=None)
    job = wire().delivery.imports.start(manager, "ROSTER", random_id(), task.task_id, "学校提供")
    wire().finance.exports.start(manager, "ORDERS", "CSV", Asked(task_id=task.task_id), "学校要的名单")
    branch.proposed(manager)
    branch.stuck_refund()
    boss = branch.who(ADMIN)
    _, token = wire().staff.accounts.invite(boss, f"user-{random_id(10)}", "新同事", [REVIEWER])
    bill = Scene(world, staff.colleague(world.box.console_url, FINANCE, branch=branch.name)).bill()
    settled(lambda: wire().delivery.packages.show(manager, package.package_id).state == "READY")
    settled(lambda: wire().delivery.imports.show(manager, job.import_id).state == "REFUSED")
    return {
        "taskId": task.task_id, "orderId": order_id, "importId": job.import_id, "packageId": package.package_id,
        "token": token, "channel": bill["channel"], "day": bill["day"],
    }  # fmt: skip


def _filled(pattern: str, found: dict[str, str]) -> str:
    address = re.sub(r":(\w+)", lambda word: found[word[1]], pattern)
    return address + QUERIES.get(pattern, "")


def _headings(branch: Branch, found: dict[str, str]) -> dict[str, str | re.Pattern[str]]:
    return {
        "/": GREETED, "/login": GREETED, "/invites/:token": "接受邀请", "/me": "我的登录",
        "/tasks": "任务", "/tasks/new": "新建任务", "/tasks/:taskId": branch.task.title,
        "/tasks/:taskId/settings": "修改设置", "/tasks/:taskId/copy": "复制任务",
        "/tasks/:taskId/orders": "任务的订单", "/tasks/:taskId/packages": "制作包",
        "/tasks/:taskId/not-begun": "没开始的名单", "/tasks/:taskId/posting": "邮寄",
        "/tasks/:taskId/prints": "冲印", "/tasks/:taskId/notice": "打印通知",
        "/tasks/:taskId/packages/:packageId": "制作包清单",
        "/review": "审核", "/review/statistics": "审核统计", "/review/practice": "练习", "/schools": "院校目录",
        "/imports": "导入表格", "/imports/:importId": "导入结果", "/chsi": "学信网退回",
        "/accounts": "员工账号", "/audit": "审计记录",
        "/privacy": "个人信息", "/privacy/deletions": "删除记录",
        "/orders": "查找订单", "/orders/:orderId": "订单", "/waiting": "待处理", "/refunds": "退款",
        "/orders/:orderId/money": "订单的账目", "/payments": "付款", "/season": "采集季汇总", "/exports": "导出",
        "/bills": "对账", "/bills/:channel/:day": f"{found['day']} 微信支付账单", "/invoices": "开票",
    }  # fmt: skip


def visit(clerk: Clerk, address: str, heading: str | re.Pattern[str]) -> None:
    """Goes there inside the page, and waits until it has this heading, no other, and what it shows first."""
    clerk.page.locator("h1").first.evaluate("one => one.setAttribute('data-left', '')")
    clerk.open(address)
    expect(clerk.page.locator("h1[data-left]")).to_have_count(0)
    expect(clerk.page.locator("h1")).to_have_text(heading)
    expect(clerk.page.locator(".bones-in, .spin")).to_have_count(0)
