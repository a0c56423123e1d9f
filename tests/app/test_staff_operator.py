"""What the operator does for a branch whose administrators cannot help themselves."""

from __future__ import annotations

import pytest

from chalicelib.staff.errors import StaffUnknown
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.invitees import ACCOUNTS, a_branch, accept, admins, stored

WHY = {"reason": "工作需要"}


def test_the_only_administrator_is_let_in_again(world: World) -> None:
    (only,) = admins(world, branch := a_branch(), 1)
    _, token = wire().staff.invitations.invite_again_by_operator(branch, only.account.username, "换了手机")
    accept(world, token)
    assert stored(only.account.staff_id).state == "ACTIVE"


def test_an_administrator_who_shut_everybody_out_is_shut_out(world: World) -> None:
    """The thief disables whomever the operator invites, faster than that one comes in."""
    thief, other, *_ = admins(world, branch := a_branch(), 4)
    accounts, invitations = wire().staff.accounts, wire().staff.invitations
    path = f"{ACCOUNTS}/{other.account.staff_id}/disable"
    thief.call("POST", path, WHY)
    invitations.invite_again_by_operator(branch, other.account.username, "被同事停用")
    thief.call("POST", path, WHY)
    disabled = accounts.disable_by_operator(branch, thief.account.username, "账号被盗")
    assert disabled.state == "DISABLED"
    refused(lambda: thief.call("GET", ACCOUNTS), 401, "staff_session_disabled")
    _, token = invitations.invite_again_by_operator(branch, other.account.username, "被同事停用")
    rows = accept(world, token).call("GET", "/api/staff/audit", subject=f"staff {thief.account.staff_id}")["rows"]
    assert (rows[0]["action"], rows[0]["staff_id"], rows[0]["reason"]) == ("disable", "operator", "账号被盗")
    with pytest.raises(StaffUnknown):
        accounts.disable_by_operator(a_branch(), thief.account.username, "账号被盗")
