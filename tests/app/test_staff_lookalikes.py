"""Nobody of the staff is read as somebody else in the audit trail: neither by a name nor by what a reason hides."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.staff.lookalikes import NOBODYS
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, refused
from tests.worlds.staff import BRANCH, Colleague, a_phone, colleague

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def admin(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.ADMIN)


def invited(admin: Colleague, name: str) -> str:
    body = {"username": f"r-{random_id(8)}", "name": name, "roles": ["REVIEWER"], "phone": a_phone()}
    return str(admin.call("POST", "/api/staff/accounts", body)["name"])


@pytest.mark.parametrize(
    "name",
    [
        "系统",
        "系 统",
        "运维人员",
        "学生本人",
        "到期清理",
        "\u0410lice",
        "Alic\u0435",
        "\u2f29李",
        "P\u0430ul 张",
        "Α-lice",
    ],
    ids=ascii,
)
def test_a_name_that_is_read_as_another_is_refused(admin: Colleague, name: str) -> None:
    error = refused(partial(invited, admin, name), 422, "staff_name_wrong", "name")
    assert "形似" in error["action"]


@pytest.mark.parametrize("name", ["小李", "张三（财务）", "Alice", "Анна", "买买提·艾力", "小李A", "䶮一鸣", "𠮷田"])
def test_an_ordinary_name_is_taken_as_it_is(admin: Colleague, name: str) -> None:
    assert invited(admin, name) == name


def test_every_name_that_the_product_signs_with_is_nobodys() -> None:
    sources = "\n".join(file.read_text() for file in (ROOT / "chalicelib").rglob("*.py"))
    signed = re.findall(r'Staff\([^)]*name="([^"]+)"', sources)
    assert signed
    assert set(signed) == NOBODYS


def test_a_reason_hides_nothing_in_the_trail(world: World) -> None:
    manager, task = colleague(world.box.console_url, StaffRole.MANAGER), world.plain_task(branch=BRANCH)
    why = "核对\u202e意同\u202c过\u200b了\r\n第二行\x00"
    manager.call("POST", f"/api/staff/tasks/{task.task_id}/teacher-links", {"reason": why, "days": 1})
    (row,) = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}", action="teacher_link")["rows"]
    assert row["reason"] == "核对意同过了\n第二行"
