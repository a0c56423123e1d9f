"""What a member of the staff asked for is carried out only while she is one who may ask for it: a thief's proposals end
with the account that she stole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World, refused
from tests.worlds.branch import Desk, confirm, decide, find, proposal_seen
from tests.worlds.review_desk import approve
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought

GONE = "proposer_gone"


def shut_out(one: Colleague) -> None:
    wire().staff.accounts.disable_by_operator(one.account.branch, one.account.username, "账号被盗")


def reads_no_money(one: Colleague) -> None:
    """As an administrator leaves it who takes the role away."""
    wire().stores.staff.save(replace(one.account, roles=(StaffRole.REVIEWER,)))


@pytest.mark.parametrize("ends", [shut_out, reads_no_money])
def test_a_refund_that_a_thief_asked_for_is_not_paid(
    world: World, desk: Desk, ends: Callable[[Colleague], None]
) -> None:
    thief = colleague(world.box.console_url, StaffRole.FINANCE)
    order_id = bought(world, world.student(), world.plain_task())
    approve(desk.reviewer, order_id)
    proposal = decide(thief, order_id, "refund")["proposal"]
    ends(thief)
    refused(partial(confirm, desk.finance2, proposal), 409, GONE)
    assert desk.finance.call("GET", f"/api/staff/orders/{order_id}")["state"] == "APPROVED"
    assert proposal_seen(desk.finance, proposal) is None
    row = desk.manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"][0]
    assert (row["action"], row["name"]) == ("lapse_refund", "系统")
    own = decide(desk.finance, order_id, "refund")["proposal"]  # the way out: somebody who may asks anew
    confirm(desk.finance2, own)


def test_a_number_that_a_thief_asked_for_opens_nothing(world: World, desk: Desk) -> None:
    thief = colleague(world.box.console_url, StaffRole.MANAGER)
    student, phone = world.phoned()
    world.draft(student)
    person = world.person(student)
    body = {"phone": new_phone(), "reason": "换号"}
    proposal = thief.call("POST", f"/api/staff/people/{person}/phone", body)
    shut_out(thief)
    refused(partial(confirm, desk.manager2, proposal), 409, GONE)
    assert find(desk.manager, phone=phone)["person"]["person_id"] == person
    assert proposal_seen(desk.manager, proposal) is None
