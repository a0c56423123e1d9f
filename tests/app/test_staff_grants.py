"""Two people are two people: nobody is a second one herself; who confirms for others is made by two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.staff.standing import SETTLING
from chalicelib.wire import wire
from clients.student import ApiError
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.invitees import (
    ACCOUNTS,
    a_branch,
    admins,
    comes,
    newcomer,
    prove,
    received,
    stored,
)
from tests.worlds.review_desk import approve
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
WHY = {"reason": "工作需要"}


def paid_order(world: World, branch: str) -> str:
    """Approved, so that its refund needs two."""
    order_id = bought(world, world.student(), world.plain_task(branch=branch))
    approve(colleague(world.box.console_url, REVIEWER, branch=branch), order_id)
    return order_id


def of(asking: Colleague, staff_id: str) -> dict[str, Any]:
    (found,) = [one for one in asking.call("GET", ACCOUNTS)["accounts"] if one["staff_id"] == staff_id]
    return dict(found)


def decide(who: Colleague, account: dict[str, Any], step: str) -> dict[str, Any]:
    path = f"{ACCOUNTS}/{account['staff_id']}/grants/{account['grant']['grant_id']}/{step}"
    return dict(who.call("POST", path, {"reason": "已电话核实"}))


def test_nobody_changes_her_own_roles(world: World) -> None:
    admin, _ = admins(world, a_branch())
    path = f"{ACCOUNTS}/{admin.account.staff_id}/roles"
    for roles in (["ADMIN", "REVIEWER"], ["ADMIN", "MANAGER"], ["REVIEWER"]):
        refused(partial(admin.call, "POST", path, WHY | {"roles": roles}), 403, "staff_own_roles")
    assert stored(admin.account.staff_id).roles == (ADMIN,)


def test_who_makes_accounts_moves_no_money(world: World) -> None:
    admin, _ = admins(world, branch := a_branch())
    reviewer = staff.hire(REVIEWER, branch=branch)
    both = ["ADMIN", "FINANCE"]
    path = f"{ACCOUNTS}/{reviewer.staff_id}/roles"
    refused(lambda: admin.call("POST", path, WHY | {"roles": both}), 409, "staff_roles_clash", "roles")
    refused(lambda: admin.call("POST", ACCOUNTS, newcomer(both)), 409, "staff_roles_clash", "roles")


def test_an_account_that_has_both_reads_and_asks_for_nothing(world: World) -> None:
    """Of an earlier version: another administrator takes one of the roles away."""
    both = colleague(world.box.console_url, ADMIN, FINANCE)
    order_id = paid_order(world, staff.BRANCH)
    both.call("GET", "/api/staff/refunds", group="OPEN")
    body = WHY | {"action": "refund"}
    refused(lambda: both.call("POST", f"/api/staff/orders/{order_id}/decisions", body), 409, "staff_roles_clash")
    refused(lambda: both.call("POST", ACCOUNTS, newcomer(["FINANCE"])), 409, "staff_roles_clash")
    (admin,) = admins(world, both.account.branch, 1)
    assert of(admin, both.account.staff_id)["clashes"]
    admin.call("POST", f"{ACCOUNTS}/{both.account.staff_id}/roles", WHY | {"roles": ["FINANCE"]})
    assert both.call("POST", f"/api/staff/orders/{order_id}/decisions", body)["proposal"]


def test_finance_is_made_by_two_administrators_and_by_herself(world: World) -> None:
    one, two = admins(world, branch := a_branch())
    wanted = newcomer(["FINANCE"])
    account = one.call("POST", ACCOUNTS, wanted)
    assert account["invited_until"] is None
    assert (account["roles"], account["grant"]["by_name"]) == ([], one.account.name)
    assert [role["role"] for role in account["grant"]["roles"]] == ["FINANCE"]
    seen = of(two, account["staff_id"])
    assert (seen["grant"]["open_to"], account["grant"]["open_to"]) == (["confirm", "refuse"], ["withdraw"])
    refused(lambda: decide(one, account, "confirm"), 403, "staff_own_grant")
    refused(lambda: one.call("POST", f"{ACCOUNTS}/{account['staff_id']}/invite", WHY), 409, "staff_grant_waits")
    confirmed = decide(two, seen, "confirm")
    assert confirmed["invited_until"] is not None
    refused(lambda: decide(two, seen, "confirm"), 409, "staff_grant_over")
    client = comes(world, wanted)
    me = client.call("GET", "/api/staff/me")
    assert ([role["role"] for role in me["roles"]], me["branch"]) == (["FINANCE"], branch)
    rows = one.call("GET", "/api/staff/audit", subject=f"staff {account['staff_id']}")["rows"]
    assert [(row["action"], row["staff_id"]) for row in rows] == [
        ("accept_invite", account["staff_id"]),
        ("invite", two.account.staff_id),
        ("propose_invite", one.account.staff_id),
    ]
    assert rows[1]["data"]["proposed_by"] == one.account.staff_id
    assert wanted["phone"] not in str(rows)


def test_a_ghost_confirms_no_money(world: World) -> None:
    """An administrator who comes in as a colleague: even when she has the phone, not before two days are over."""
    one, two = admins(world, branch := a_branch())
    finance = colleague(world.box.console_url, FINANCE, branch=branch)
    order_id = paid_order(world, branch)
    path = f"/api/staff/orders/{order_id}/decisions"
    proposal = finance.call("POST", path, WHY | {"action": "refund"})["proposal"]
    wanted = newcomer(["FINANCE"])
    account = one.call("POST", ACCOUNTS, wanted)
    decide(two, account, "confirm")
    ghost = comes(world, wanted)
    confirm = partial(ghost.call, "POST", f"/api/staff/proposals/{proposal['proposal_id']}/confirm", WHY)
    said = refused(confirm, 403, "staff_too_new")
    assert "起可以确认" in said["action"]
    now = stored(account["staff_id"])
    assert now.confirms_from is not None
    assert of(one, now.staff_id)["confirms_from"] is not None
    wire().stores.staff.save(replace(now, confirms_from=now.confirms_from - SETTLING))
    assert confirm()["order"]["state"] == "REFUNDING"


def test_a_new_role_confirms_nothing_at_once(world: World) -> None:
    admin, second = admins(world, branch := a_branch())
    reviewer = colleague(world.box.console_url, REVIEWER, branch=branch)
    path = f"{ACCOUNTS}/{reviewer.account.staff_id}/roles"
    asked = admin.call("POST", path, WHY | {"roles": ["REVIEWER", "MANAGER"]})
    assert stored(reviewer.account.staff_id).roles == (REVIEWER,)  # one alone makes nobody who confirms
    decide(second, asked, "confirm")
    given = stored(reviewer.account.staff_id).confirms_from
    assert given is not None
    assert given > wire().clock() + SETTLING - timedelta(minutes=5)
    admin.call("POST", path, WHY | {"roles": ["MANAGER"]})
    assert stored(reviewer.account.staff_id).confirms_from == given  # less than before starts nothing anew


def test_a_colleagues_account_is_not_taken_over_by_a_new_invitation(world: World) -> None:
    one, two = admins(world, branch := a_branch())
    finance = colleague(world.box.console_url, FINANCE, branch=branch)
    path = f"{ACCOUNTS}/{finance.account.staff_id}"
    asked = one.call("POST", f"{path}/invite", {"reason": "手机丢了", "phone": staff.a_phone()})
    assert asked["invited_until"] is None
    finance.call("GET", "/api/staff/me")  # she works on until somebody agreed
    refused(lambda: one.call("POST", f"{path}/phone", WHY | {"phone": staff.a_phone()}), 409, "staff_grant_waits")
    decide(two, asked, "refuse")
    assert of(one, finance.account.staff_id)["grant"] is None
    moved = one.call("POST", f"{path}/phone", WHY | {"phone": "13812345678"})
    assert (moved["grant"]["kind"], moved["grant"]["phone"]) == ("staff_phone", "138****5678")
    assert moved["phone"] != "138****5678"
    assert decide(two, moved, "confirm")["phone"] == "138****5678"


def test_what_takes_rights_away_needs_one_and_ends_what_waits(world: World) -> None:
    one, two = admins(world, branch := a_branch())
    finance, *_ = (staff.hire(FINANCE, REVIEWER, branch=branch) for _ in range(3))
    path = f"{ACCOUNTS}/{finance.staff_id}"
    waits = one.call("POST", f"{path}/invite", {"reason": "手机丢了", "phone": staff.a_phone()})
    left = two.call("POST", f"{path}/roles", WHY | {"roles": ["REVIEWER"]})
    assert ([role["role"] for role in left["roles"]], left["grant"]) == (["REVIEWER"], None)
    refused(lambda: decide(two, waits, "confirm"), 409, "staff_grant_over")
    asked = one.call("POST", f"{path}/roles", WHY | {"roles": ["FINANCE"]})
    assert [role["role"] for role in asked["roles"]] == ["REVIEWER"]
    two.call("POST", f"{path}/disable", WHY)
    refused(lambda: decide(two, asked, "confirm"), 409, "staff_grant_over")


def test_one_administrator_alone_leaves_two_of_each_role(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    one, two, three = admins(world, branch := a_branch(), 3)
    managers = [staff.hire(MANAGER, branch=branch) for _ in range(3)]
    paths = [f"{ACCOUNTS}/{account.staff_id}" for account in managers]
    assert one.call("POST", f"{paths[0]}/disable", WHY)["state"] == "DISABLED"
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"level": "alarm"' in line]
    assert f'"id": "{managers[0].staff_id}", "person": "{one.account.staff_id}"' in line
    asked = one.call("POST", f"{paths[1]}/disable", WHY)
    assert (asked["state"], asked["grant"]["kind"]) == ("ACTIVE", "disable")
    roles = one.call("POST", f"{paths[2]}/roles", WHY | {"roles": ["REVIEWER"]})
    assert ([role["role"] for role in roles["roles"]], roles["grant"]["kind"]) == (["MANAGER"], "give_roles")
    assert decide(two, asked, "confirm")["state"] == "DISABLED"
    three.call("POST", f"{ACCOUNTS}/{one.account.staff_id}/disable", WHY)
    asked = three.call("POST", f"{ACCOUNTS}/{two.account.staff_id}/disable", WHY)
    refused(lambda: decide(two, asked, "confirm"), 403, "staff_own_roles")


def test_what_nobody_agreed_to_is_over_and_frees_the_name(world: World) -> None:
    one, two = admins(world, a_branch())
    wanted = newcomer(["ADMIN"])
    account = one.call("POST", ACCOUNTS, wanted)
    same = refused(lambda: one.call("POST", ACCOUNTS, wanted), 409, "staff_name_taken", "username")
    assert wanted["username"] in same["message"]
    now = stored(account["staff_id"])
    assert now.grant is not None
    past = replace(now.grant, until=wire().clock() - timedelta(seconds=1))
    wire().stores.staff.save(replace(now, grant=past))
    assert of(two, account["staff_id"])["grant"]["over"]
    refused(lambda: decide(two, account, "confirm"), 409, "staff_grant_over")
    decide(one, account, "refuse")
    assert wire().stores.staff.get(account["staff_id"]) is None
    rows = one.call("GET", "/api/staff/audit", subject=f"staff {account['staff_id']}")["rows"]
    assert [row["action"] for row in rows] == ["withdraw_invite", "propose_invite"]
    assert one.call("POST", ACCOUNTS, wanted)["grant"] is not None


def test_asking_twice_is_asking_once(world: World) -> None:
    one, _ = admins(world, branch := a_branch())
    reviewer = staff.hire(REVIEWER, branch=branch)
    path, body = f"{ACCOUNTS}/{reviewer.staff_id}/roles", WHY | {"roles": ["FINANCE"]}
    first, again = (one.call("POST", path, body)["grant"] for _ in range(2))
    assert first == again
    rows = one.call("GET", "/api/staff/audit", subject=f"staff {reviewer.staff_id}", action="propose_give_roles")
    assert len(rows["rows"]) == 1


def test_whoever_is_no_administrator_any_more_made_nobody_one(world: World) -> None:
    one, two, three = admins(world, branch := a_branch(), 3)
    reviewer = staff.hire(REVIEWER, branch=branch)
    asked = one.call("POST", f"{ACCOUNTS}/{reviewer.staff_id}/roles", WHY | {"roles": ["ADMIN"]})
    three.call("POST", f"{ACCOUNTS}/{one.account.staff_id}/disable", WHY)
    refused(lambda: decide(two, asked, "confirm"), 409, "staff_grant_over")
    assert stored(reviewer.staff_id).roles == (REVIEWER,)


def test_nobody_agrees_to_what_is_about_herself(world: World) -> None:
    one, two = admins(world, a_branch())
    asked = one.call("POST", f"{ACCOUNTS}/{two.account.staff_id}/invite", WHY)
    assert of(two, two.account.staff_id)["grant"]["open_to"] == ["refuse"]
    refused(lambda: decide(two, asked, "confirm"), 403, "staff_own_roles")
    account = wire().staff.grants.confirm_by_operator(two.account.branch, two.account.username, "电话核实")
    assert account.state == "INVITED"


@pytest.mark.parametrize("other", ["confirm", "refuse"])
def test_a_change_is_decided_once(world: World, other: str) -> None:
    for _ in range(5):
        one, two, three = admins(world, branch := a_branch(), 3)
        reviewer = staff.hire(REVIEWER, branch=branch)
        asked = one.call("POST", f"{ACCOUNTS}/{reviewer.staff_id}/roles", WHY | {"roles": ["FINANCE"]})

        refusals: list[str] = []

        def done(pair: tuple[Colleague, str], asked: dict[str, Any] = asked, refusals: list[str] = refusals) -> bool:
            try:
                decide(pair[0], asked, pair[1])
            except ApiError as error:
                refusals.append(error.code)
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(done, [(two, "confirm"), (three if other == "confirm" else one, other)])
        assert (first is not second, refusals) == (True, ["staff_grant_over"])
        confirmed = first or other == "confirm"
        assert stored(reviewer.staff_id).roles == ((FINANCE,) if confirmed else (REVIEWER,))
        rows = one.call("GET", "/api/staff/audit", subject=f"staff {reviewer.staff_id}")["rows"]
        assert sum(row["action"] in ("give_roles", "withdraw_give_roles") for row in rows) == 1


def test_an_invitation_asks_for_the_phone_on_record(world: World) -> None:
    one, _ = admins(world, a_branch())
    wanted = newcomer(["REVIEWER"])
    refused(lambda: one.call("POST", ACCOUNTS, wanted | {"phone": "12345"}), 422, "staff_phone_needed", "phone")
    one.call("POST", ACCOUNTS, wanted)
    guest, (right, asker) = world.guest_at_console(), received(world, wanted["phone"])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    showing = partial(prove, world, wanted["username"], wanted["phone"])
    refused(lambda: showing(wrong, asker), 422, "sms_code_wrong", "code")
    refused(lambda: showing(right, ""), 409, "page_outdated", "code")
    device = showing(right, asker)
    refused(lambda: showing(right, asker), 422, "sms_code_over", "code")
    assert guest.call("POST", "/api/staff/invites/show", {"token": device})["secret"]
    account = wire().stores.staff.by_username(wanted["username"])
    assert account is not None
    assert wanted["phone"] not in repr(account)
    moved = one.call("POST", f"{ACCOUNTS}/{account.staff_id}/phone", WHY | {"phone": staff.a_phone()})
    assert moved["grant"] is None
    refused(lambda: guest.call("POST", "/api/staff/invites/show", {"token": device}), 422, "staff_invite_over")


def test_the_operators_first_two_confirm_from_the_start(world: World) -> None:
    branch, clients = a_branch(), []
    for name in ("甲", "乙"):
        account, token = wire().staff.invitations.first_admin(branch, f"a-{random_id(8)}", name)
        guest = world.guest_at_console()
        body = {"token": token, "password": staff.PASSWORD, "code": staff.code(account)}
        guest.token = guest.call("POST", "/api/staff/invites/accept", body)["token"]
        clients.append((guest, account))
    (one, _), (two, _) = clients
    account = one.call("POST", ACCOUNTS, newcomer(["FINANCE"]))
    path = f"{ACCOUNTS}/{account['staff_id']}/grants/{account['grant']['grant_id']}/confirm"
    assert two.call("POST", path, WHY)["invited_until"]
