"""The audit trail is searched by day, person, action, subject and text, page by page, at one cost however long."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from chalicelib.orders import number
from chalicelib.orders.model import State
from chalicelib.orders.store.items import number_item
from chalicelib.shared.ids import random_id
from chalicelib.staff import audit, audit_store
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, refused
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def branch() -> str:
    return f"b{random_id(8)}"


def test_the_audit_trail_is_read_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = colleague(world.box.console_url, ADMIN, branch=branch())
    hired = [
        admin.call(
            "POST",
            "/api/staff/accounts",
            {"username": f"r-{random_id(8)}", "name": "小李", "roles": ["REVIEWER"], "phone": "13800000000"},
        )
        for _ in range(3)
    ]
    staff_id = hired[0]["staff_id"]
    for reason in ("换手机", "又换手机"):
        admin.call("POST", f"/api/staff/accounts/{staff_id}/invite", {"reason": reason})

    def pages(**asked: str) -> list[list[dict[str, Any]]]:
        found = [admin.call("GET", "/api/staff/audit", **asked)]
        while before := found[-1]["before"]:
            found.append(admin.call("GET", "/api/staff/audit", **asked, before=before))
        return [page["rows"] for page in found]

    by: list[dict[str, str]] = [
        {}, {"staff_id": admin.account.staff_id}, {"subject": f"staff {staff_id}"}, {"action": "invite_again"}
    ]  # fmt: skip
    whole = [pages(**one) for one in by]
    assert [[len(page) for page in one] for one in whole] == [[6], [5], [3], [2]]
    monkeypatch.setattr(audit, "PAGE", 2)
    for one, all_rows in zip(by, whole, strict=True):
        cut = pages(**one)
        assert [row for page in cut for row in page] == all_rows[0]
        assert max(map(len, cut)) == 2
    for before in ("2026-13-01#x", "0001-01-01T00:00:00+08:00#x", "9999-12-31T23:59:59Z#x"):
        refused(partial(admin.call, "GET", "/api/staff/audit", before=before), 422, "invalid", "before")


def test_a_text_is_looked_for_and_a_page_looks_through_so_much_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = branch()
    admin, other = (colleague(world.box.console_url, ADMIN, branch=place) for _ in range(2))
    for reason in ('丢了手机"甲"', *["日常"] * 5, "来电"):
        admin.call("POST", f"/api/staff/accounts/{other.account.staff_id}/unlock", {"reason": reason})

    def found(**asked: str) -> list[list[str]]:
        pages = [admin.call("GET", "/api/staff/audit", **asked)]
        while before := pages[-1]["before"]:
            pages.append(admin.call("GET", "/api/staff/audit", **asked, before=before))
        return [[row["reason"] for row in page["rows"]] for page in pages]

    for text in ("手机", '机"甲', '丢了手机"甲"'):
        assert found(text=text) == [['丢了手机"甲"']]
    assert found(text="没有人写过") == [[]]
    monkeypatch.setattr(audit_store, "LOOKED_AT", 4)
    monkeypatch.setattr(audit_store, "AT_A_TIME", 2)
    for one in ({"text": "手机"}, {"text": "手机", "action": "unlock", "subject": f"staff {other.account.staff_id}"}):
        cut = found(**one)
        assert [reason for page in cut for reason in page] == ['丢了手机"甲"']
        assert cut[0] == []
        assert len(cut) in (2, 3)


def test_an_order_is_looked_up_by_the_number_that_people_know(world: World) -> None:
    place = branch()
    manager, task = colleague(world.box.console_url, MANAGER, branch=place), world.plain_task(branch=place)
    order_id = made_order(world, task, State.APPROVED, number=(called := number.fresh()))
    number_item(called, order_id).save()
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "衣领没有翻好"})
    for typed in (order_id, called, number.grouped(called)):
        rows = manager.call("GET", "/api/staff/audit", subject=f"order {typed}")["rows"]
        assert [row["action"] for row in rows] == ["recall"]
        rows = manager.call("GET", "/api/staff/audit", text=typed)["rows"]
        assert [(row["action"], row["number"]) for row in rows] == [("recall", called)]
    person = f"/api/staff/accounts/{manager.account.staff_id}"
    colleague(world.box.console_url, ADMIN, branch=place).call("POST", f"{person}/unlock", {"reason": f"为了{called}"})
    rows = manager.call("GET", "/api/staff/audit", text=called)["rows"]  # also where somebody wrote the number
    assert [row["action"] for row in rows] == ["unlock", "recall"]
    wrong = called[:-1] + str((int(called[-1]) + 1) % 10)
    refused(
        lambda: manager.call("GET", "/api/staff/audit", subject=f"order {wrong}"),
        422,
        "order_number_mistyped",
        "number",
    )
