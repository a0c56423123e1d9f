"""What one administrator puts together from rights of her own, and is no second person by it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from chalicelib.identity.sms_codes import SmsCodes
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.invitees import ACCOUNTS, a_branch, admins, stored
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, order_of

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
WHY = {"reason": "工作需要"}


def confirmed(who: Colleague, account: dict[str, Any]) -> None:
    path = f"{ACCOUNTS}/{account['staff_id']}/grants/{account['grant']['grant_id']}/confirm"
    who.call("POST", path, {"reason": "已电话核实"})


@pytest.mark.parametrize("role", [FINANCE, ADMIN])
def test_who_takes_a_role_away_does_not_come_in_as_its_owner(world: World, role: StaffRole) -> None:
    """Or she has the role given back: the second administrator asks the owner, who wants it back herself."""
    one, two = admins(world, branch := a_branch())
    victim, *_ = (staff.hire(role, branch=branch) for _ in range(3))
    path, phone = f"{ACCOUNTS}/{victim.staff_id}", victim.phone
    one.call("POST", f"{path}/roles", WHY | {"roles": ["REVIEWER"]})
    assert one.call("POST", f"{path}/phone", WHY | {"phone": staff.a_phone()})["grant"]["kind"] == "staff_phone"
    assert stored(victim.staff_id).phone == phone
    one.call("POST", f"{path}/grants/{stored(victim.staff_id).grant.grant_id}/refuse", WHY)  # type: ignore[union-attr]
    again = one.call("POST", f"{path}/invite", WHY | {"phone": staff.a_phone()})
    assert again["grant"]["kind"] == "invite_again"
    assert stored(victim.staff_id).state == "ACTIVE"
    confirmed(two, again)
    assert stored(victim.staff_id).state == "INVITED"


def test_two_who_have_both_roles_take_one_away_from_each_other(world: World) -> None:
    """Where every administrator of an earlier version was finance, too, nobody else could."""
    one, two = (colleague(world.box.console_url, ADMIN, FINANCE, REVIEWER, branch=b) for b in [a_branch()] * 2)
    path = f"{ACCOUNTS}/{two.account.staff_id}/roles"
    refused(lambda: one.call("POST", path, WHY | {"roles": ["ADMIN", "MANAGER"]}), 409, "staff_roles_clash")
    refused(lambda: one.call("POST", path, WHY | {"roles": ["REVIEWER"]}), 409, "staff_roles_clash")  # takes two
    assert not one.call("POST", path, WHY | {"roles": ["ADMIN"]})["clashes"]
    two.call("POST", f"{ACCOUNTS}/{one.account.staff_id}/roles", WHY | {"roles": ["FINANCE"]})
    assert [stored(each.account.staff_id).roles for each in (one, two)] == [(FINANCE,), (ADMIN,)]


def test_a_code_to_a_phone_that_was_just_changed_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted = {"username": f"n-{a_branch()}", "name": "审核小李", "roles": ["REVIEWER"], "phone": staff.a_phone()}
    made = admin.call("POST", ACCOUNTS, wanted)
    path, change = f"{ACCOUNTS}/{made['staff_id']}/phone", WHY | {"phone": staff.a_phone()}

    def check(codes: SmsCodes, purpose: str, phone: str, code: str, asker: str) -> None:
        admin.call("POST", path, change)

    monkeypatch.setattr(SmsCodes, "check", check)
    prove = partial(world.guest_at_console().call, "POST", "/api/staff/invites/prove")
    body = {"username": wanted["username"], "phone": wanted["phone"], "code": "123456"}
    refused(lambda: prove(body), 422, "staff_invite_unknown")
    assert stored(made["staff_id"]).proven == ""


def test_a_role_given_before_an_operators_invitation_is_accepted_settles(world: World) -> None:
    one, two = admins(world, branch := a_branch())
    invitations = wire().staff.invitations
    account, token = invitations.invite_by_operator(branch, f"op-{a_branch()}", "老张", [REVIEWER])
    asked = one.call("POST", f"{ACCOUNTS}/{account.staff_id}/roles", WHY | {"roles": ["FINANCE"]})
    confirmed(two, asked)
    now = stored(account.staff_id)
    invitations.accept(token, staff.PASSWORD, staff.code(now), ip="10.0.0.9")
    assert stored(account.staff_id).confirms_from is not None


def test_an_account_that_has_both_asks_for_no_number(world: World) -> None:
    both = colleague(world.box.console_url, ADMIN, FINANCE, MANAGER, branch=(branch := a_branch()))
    order_id = bought(world, world.student(), world.plain_task(branch=branch))
    order = order_of(order_id)
    person_id = order.head.person_id
    body = WHY | {"phone": staff.a_phone()}
    refused(lambda: both.call("POST", f"/api/staff/people/{person_id}/phone", body), 409, "staff_roles_clash")
