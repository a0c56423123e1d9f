"""Whoever used up her looks learns of no number by what she may ask for: every answer is the same."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.desk import find_limits
from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague, colleague


@pytest.fixture
def clerk(world: World, monkeypatch: pytest.MonkeyPatch) -> Colleague:
    monkeypatch.setattr(find_limits, "A_DAY", 2)
    return colleague(world.box.console_url, StaffRole.MANAGER)


def transfer(who: Colleague, order_id: str, phone: str) -> None:
    path, body = f"/api/staff/orders/{order_id}/decisions", {"action": "transfer", "reason": "换号"}
    who.call("POST", path, body | {"owner_phone": phone})


def test_a_refusal_by_the_orders_state_tells_that_somebody_has_the_number(world: World, clerk: Colleague) -> None:
    """It leaves no proposal either: an order that nobody can be given any more would tell of every number."""
    student, (_, somebodys) = world.student(), world.phoned()
    order_id = world.draft(student)
    student.act(order_id, "cancel")
    for _ in range(2):
        refused(partial(transfer, clerk, order_id, somebodys), 409, "order_not_in_this_state")
    for number in (somebodys, new_phone()):
        refused(partial(transfer, clerk, order_id, number), 429, "finds_used_up")


def test_what_would_be_proposed_tells_that_a_number_is_free_or_somebodys(world: World, clerk: Colleague) -> None:
    (student, _), (other, taken) = world.phoned(), world.phoned()
    order_id, person = world.draft(student), world.person(student)
    world.draft(other, world.plain_task(branch="yunnan"))
    for _ in range(2):
        refused(partial(transfer, clerk, order_id, new_phone()), 422, "nobody_with_phone", "owner_phone")
    for number in (taken, new_phone()):
        refused(partial(transfer, clerk, order_id, number), 429, "finds_used_up")
        body = {"phone": number, "reason": "换号"}
        refused(partial(clerk.call, "POST", f"/api/staff/people/{person}/phone", body), 429, "finds_used_up")
    clerk.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "cancel", "reason": "不办了"})
