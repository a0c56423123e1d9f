"""How a branch begins: nobody is there; the operator invites two administrators, who invite the rest."""

from __future__ import annotations

import os
import subprocess
import sys

from playwright.sync_api import expect

from clients.outside import new_phone
from tests.worlds.season.branch import BRANCH, ROLES, Season
from tests.worlds.season.employee import Employee

# username → name and roles
STAFF = {
    "li": ("李经理", ("MANAGER",)),
    "zheng": ("郑主任", ("MANAGER",)),
    "wang": ("王审核", ("REVIEWER",)),
    "zhao": ("赵审核", ("REVIEWER",)),
    "qian": ("钱会计", ("FINANCE",)),
    "sun": ("孙出纳", ("FINANCE",)),
}
BY_TWO = {"MANAGER", "FINANCE"}


def first_administrator_is_invited(season: Season) -> None:
    """By the operator's command, as the manual says it; nothing else is ever done outside a browser."""
    command = ["--branch", BRANCH, "--username", "admin", "--name", "周管理"]
    said = _operator(season, *command)
    assert said.returncode == 1
    assert "没有“湘北分社”这个分社" in said.stderr
    invited = _operator(season, *command, "--new-branch")
    assert invited.returncode == 0, invited.stderr
    season.comes("admin", "周管理").accept(invited.stdout.split()[-1])
    second = _operator(season, "--branch", BRANCH, "--username", "admin2", "--name", "吴管理")
    assert second.returncode == 0, second.stderr
    season.comes("admin2", "吴管理").accept(second.stdout.split()[-1])


def _operator(season: Season, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.staff", *arguments]
    return subprocess.run(command, env=os.environ | season.box.env, capture_output=True, text=True)


def staff_are_invited(season: Season) -> None:
    """Manager and finance, who confirm for others, by two administrators."""
    admin, second = season["admin"], season["admin2"]
    admin.go("员工账号")
    admin.heading("员工账号")
    for username, (name, roles) in STAFF.items():
        phone = new_phone()
        _invite(admin, username, name, roles, phone)
        if BY_TWO & {*roles}:
            second.go("员工账号")
            second.page.reload()
            second.page.get_by_role("button", name=f"同意：{name}", exact=True).click()
            second.confirm("同意", "已电话核实")
        season.comes(username, name).open_by_phone(season.outside, phone)
    admin.page.reload()
    for name, _ in STAFF.values():
        expect(admin.row(name)).to_contain_text("已启用")


def _invite(admin: Employee, username: str, name: str, roles: tuple[str, ...], phone: str) -> None:
    admin.button("邀请员工").click()
    for role in roles:
        admin.page.get_by_role("dialog").get_by_label(ROLES[role], exact=True).check()
    admin.confirm("邀请", username=username, name=name, phone=phone)
