"""Numbers that have no order in the branch: some are found, since orders are moved to them; many are not."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from chalicelib.desk import find_limits
from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague, colleague

FIND = "/api/staff/find"


@pytest.fixture
def clerk(world: World, monkeypatch: pytest.MonkeyPatch) -> Colleague:
    monkeypatch.setattr(find_limits, "A_DAY", 3)
    return colleague(world.box.console_url, StaffRole.MANAGER)


def find(who: Colleague, **by: str) -> dict[str, Any]:
    return dict(who.call("POST", FIND, by))


def test_after_so_many_numbers_without_an_order_none_is_told(
    world: World, clerk: Colleague, capsys: pytest.CaptureFixture[str]
) -> None:
    student, phone = world.phoned()
    _, empty = world.phoned()
    order_id = world.draft(student)
    assert find(clerk, phone=empty)["person"]["phone"].endswith(empty[-4:])
    assert find(clerk, phone=new_phone())["person"] is None
    assert '"level": "alarm"' not in capsys.readouterr().out
    assert find(clerk, text=empty)["person"]
    assert capsys.readouterr().out.count('"level": "alarm"') == 1
    for number in (empty, new_phone()):
        error = refused(partial(find, clerk, phone=number), 429, "finds_used_up")
        assert "订单号" in error["action"]
    assert [one["order_id"] for one in find(clerk, phone=phone)["orders"]] == [order_id]
    assert find(clerk, number=world.called(order_id))["orders"]
    other = colleague(world.box.console_url, StaffRole.FINANCE)
    assert find(other, phone=empty)["person"]


def test_what_is_found_by_anything_else_is_not_counted(world: World, clerk: Colleague) -> None:
    student, phone = world.phoned()
    order_id = world.draft(student)
    for _ in range(5):
        assert find(clerk, phone=phone)["orders"]
        assert find(clerk, number=world.called(order_id))["orders"]
        assert not find(clerk, name="查无此人")["orders"]
        assert not find(clerk, phone="12")["orders"]


def test_what_is_refused_for_its_number_tells_as_much_and_counts(
    world: World, clerk: Colleague, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for as another number or another owner, which leaves no proposal for anybody to see."""
    (student, _), (elsewhere, taken) = world.phoned(), world.phoned()
    order_id, person = world.draft(student), world.person(student)
    world.draft(elsewhere, world.plain_task(branch="yunnan"))
    ways = {
        "phone_has_account": partial(
            clerk.call, "POST", f"/api/staff/people/{person}/phone", {"phone": taken, "reason": "换号"}
        ),
        "nobody_with_phone": partial(
            clerk.call,
            "POST",
            f"/api/staff/orders/{order_id}/decisions",
            {"action": "transfer", "reason": "换号", "owner_phone": new_phone()},
        ),
    }
    for code in ("phone_has_account", "nobody_with_phone", "phone_has_account"):
        status, field = (409, "phone") if code == "phone_has_account" else (422, "owner_phone")
        refused(ways[code], status, code, field)
    assert capsys.readouterr().out.count('"level": "alarm"') == 1
    for ask in ways.values():
        refused(ask, 429, "finds_used_up")
    path = {"subject": f"staff {clerk.account.staff_id}", "action": "find"}
    assert len(clerk.call("GET", "/api/staff/audit", **path)["rows"]) == 5
