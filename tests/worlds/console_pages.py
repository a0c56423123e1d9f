"""Every page of the console with something on it: its address in a branch of its own, and its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.clerk import Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.console_scene import TASK_TITLE, stocked
from tests.worlds.home import Branch

HERS_NOT = "您的角色不能使用这个页面"
QUERIES = {"/tasks/:taskId/orders": "?state=IN_REVIEW", "/review": "?band=LOW"}
# Pages that are about another task than the branch's first, because that one has nothing for them.
BUSY, POSTED = ("/tasks/:taskId", "/tasks/:taskId/not-begun"), ("packages", "prints", "posting", "packages/:packageId")
TASKS = dict.fromkeys(BUSY, "busyId") | dict.fromkeys((f"/tasks/:taskId/{one}" for one in POSTED), "postedId")
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
    found = stocked(branch)
    headings = _headings(found)
    rows: list[tuple[str, str, list[StaffRole]]] = evaluated("staff/routes.js", "it.PAGES")
    assert {pattern for pattern, _, _ in rows} == set(headings)
    return branch.name, [
        Place(pattern, _filled(pattern, found), headings[pattern], frozenset(map(StaffRole, roles)))
        for pattern, _, roles in sorted(rows)
    ]


def _filled(pattern: str, found: dict[str, str]) -> str:
    known = found | {"taskId": found[TASKS.get(pattern, "taskId")]}
    address = re.sub(r":(\w+)", lambda word: known[word[1]], pattern)
    return address + QUERIES.get(pattern, "")


def _headings(found: dict[str, str]) -> dict[str, str | re.Pattern[str]]:
    return {
        "/": GREETED, "/login": GREETED, "/invite": "受邀开通", "/invites/:token": "接受邀请", "/me": "我的登录",
        "/me/password": "更改密码",
        "/tasks": "任务", "/tasks/new": "新建任务", "/tasks/:taskId": TASK_TITLE,
        "/tasks/:taskId/settings": "修改设置", "/tasks/:taskId/copy": "复制任务",
        "/tasks/:taskId/orders": "任务的订单", "/tasks/:taskId/packages": "制作包",
        "/tasks/:taskId/not-begun": "没开始的名单", "/tasks/:taskId/posting": "邮寄",
        "/tasks/:taskId/prints": "冲印", "/tasks/:taskId/notice": "打印通知",
        "/tasks/:taskId/packages/:packageId": "制作包清单",
        "/review": "审核", "/review/statistics": "审核统计", "/schools": "院校目录",
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
