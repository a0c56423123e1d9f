"""Staff accounts over HTTP: the first administrator, invitations, the way in, lock-out, sessions, the last one out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from chalicelib.shared.db import Conflict, Write, transact
from chalicelib.shared.ids import random_id
from chalicelib.staff import accounts
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.student import ApiError
from sandbox.cloud.template import ROOT
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.invitees import a_branch, accept, comes, login, proven
from tests.worlds.staff import PASSWORD, colleague

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_the_first_administrator_invites_a_reviewer_who_logs_in(world: World) -> None:
    place, name = a_branch(), f"Admin-{random_id(6)}"
    account, token = wire().staff.invitations.first_admin(place, name, "管理员")
    admin = accept(world, token)
    assert admin.call("GET", "/api/staff/me")["branch"] == place
    phone = staff.a_phone()
    wanted: dict[str, Any] = {"username": f"r-{random_id(6)}", "name": "审核员小李", "roles": ["REVIEWER"]}
    wanted |= {"phone": phone}
    invited = admin.call("POST", "/api/staff/accounts", wanted)
    assert (invited["username"], invited["phone"]) == (wanted["username"], f"{phone[:3]}****{phone[-4:]}")
    device = proven(world, wanted["username"].upper(), phone)
    show = partial(world.guest_at_console().call, "POST", "/api/staff/invites/show")
    shown = show({"token": device})
    assert (shown["username"], shown["branch"]) == (wanted["username"], place)
    assert shown["otpauth"].startswith("otpauth://totp/")
    refused(lambda: show({"token": device + "x"}), 422, "staff_invite_over")
    accept(world, device)
    refused(lambda: accept(world, device), 422, "staff_invite_over")
    reviewer = wire().stores.staff.by_username(wanted["username"].upper())
    assert reviewer is not None
    entered = login(world, f" {wanted['username'].upper()} ", staff.code(reviewer, ahead=1))
    me = entered.call("GET", "/api/staff/me")
    assert [role["label"] for role in me["roles"]] == ["审核员"]
    refused(lambda: entered.call("GET", "/api/staff/accounts"), 403, "forbidden")
    rows = admin.call("GET", "/api/staff/audit", subject=f"staff {reviewer.staff_id}")["rows"]
    assert [row["action"] for row in rows] == ["login", "accept_invite", "invite"]
    by_day = admin.call("GET", "/api/staff/audit", action="invite")["rows"]
    assert {row["staff_id"] for row in by_day} == {"operator", account.staff_id}


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_that_nobody_means_is_refused_by_name(world: World, day: str) -> None:
    for role, path, field in (
        (ADMIN, "audit", "first"),
        (ADMIN, "audit", "last"),
        (FINANCE, "bills", "before"),
        (REVIEWER, "review/statistics", "day"),
    ):
        asking = colleague(world.box.console_url, role)
        refused(lambda: asking.call("GET", f"/api/staff/{path}", **{field: day}), 422, "invalid", field)  # noqa: B023


def test_the_command_invites_the_first_administrator_of_a_branch(world: World) -> None:
    place, name = a_branch(), f"boss-{random_id(6)}"
    command = [sys.executable, "-m", "tools.staff", "--branch", place, "--username", name, "--name", "张三"]
    environ = world.box.env | {"PATH": os.environ["PATH"]}
    mistyped = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (mistyped.returncode, "--new-branch" in mistyped.stderr) == (1, True)
    assert wire().stores.staff.by_username(name) is None
    new = [*command, "--new-branch"]
    done = subprocess.run(new, env=environ, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    site, _, token = done.stdout.split()[-1].partition("/staff/#/invites/")
    assert site == world.box.console_url
    admin = accept(world, token)
    assert [role["role"] for role in admin.call("GET", "/api/staff/me")["roles"]] == ["ADMIN"]
    again = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (again.returncode, "已被使用" in again.stderr) == (1, True)


def test_the_command_lets_the_only_administrator_in_again(world: World) -> None:
    account = staff.hire(ADMIN, branch=a_branch())
    for _ in range(5):
        refused(lambda: login(world, account.username, "000000", "wrong password"), 422, "staff_login_wrong")
    refused(lambda: login(world, account.username, staff.code(account)), 429, "staff_locked")
    environ = world.box.env | {"PATH": os.environ["PATH"]}
    place = ["--branch", account.branch, "--unlock", "本人当面核实"]
    command = [sys.executable, "-m", "tools.staff", *place, "--username"]
    for username, status in (("nobody-else", 1), (account.username, 0)):
        done = subprocess.run(
            [*command, username], env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == status, done.stderr
    admin = login(world, account.username, staff.code(account))
    (row,) = admin.call("GET", "/api/staff/audit", action="unlock")["rows"]
    assert (row["staff_id"], row["reason"], row["subject"]) == ("operator", "本人当面核实", f"staff {account.staff_id}")


def test_a_code_is_used_once_and_nothing_tells_what_was_wrong(world: World) -> None:
    account = staff.hire(REVIEWER)
    code = staff.code(account)
    login(world, account.username, code)
    wrong = [
        (account.username, code, PASSWORD), (account.username, staff.code(account, ahead=1), PASSWORD + "x"),
        (f"nobody-{random_id(6)}", code, PASSWORD),
    ]  # fmt: skip
    said = [refused(partial(login, world, *one), 422, "staff_login_wrong") for one in wrong]
    assert len({(one["message"], one["action"]) for one in said}) == 1


def test_names_are_seen_as_they_are(world: World) -> None:
    admin = colleague(world.box.console_url, ADMIN, branch=a_branch())
    fine: dict[str, Any] = {"username": f"r-{random_id(6)}", "name": "小李", "roles": ["REVIEWER"]}
    fine |= {"phone": staff.a_phone()}
    for field, text in (
        ("username", "   "),
        ("username", " q "),
        ("username", "x" * 41),
        ("username", "a\u200bb"),
        ("username", "\u0430dmin"),  # Cyrillic
        ("username", "\uff41dmin"),  # full-width
        ("username", "\u2060admin"),
        ("username", "ad\u00admin"),
        ("username", "admin\u202e"),
        ("username", "ad\nmin"),
        ("name", "小\u200b李"),
        ("name", "小\u2028李"),
        ("name", "  "),
        ("name", ""),
        ("name", "\u3164\u3164"),
        ("name", "小\n李"),
        ("name", "\u202e李小"),
    ):
        wrong = fine | {field: text}
        refused(partial(admin.call, "POST", "/api/staff/accounts", wrong), 422, "staff_name_wrong", field)
    padded = fine | {"username": f"  {'q' * 30}{random_id(9)} "}
    made = admin.call("POST", "/api/staff/accounts", padded)
    assert made["username"] == padded["username"].strip()


def test_a_refusal_names_the_field_and_its_bound(world: World) -> None:
    admin = colleague(world.box.console_url, ADMIN)
    days = {"first": "2026-10-01", "last": "2026-11-15"}
    said = refused(lambda: admin.call("GET", "/api/staff/audit", **days), 422, "audit_days_wrong", "first")
    assert "31天" in said["message"]
    path = f"/api/staff/accounts/{admin.account.staff_id}/end-sessions"
    for reason, message in (
        (" ", "“原因”至少 2 个字"),
        ("  ", "“原因”除空格外至少 2 个字"),
        ("x" * 201, "“原因”最多 200 个字"),
    ):
        said = refused(partial(admin.call, "POST", path, {"reason": reason}), 422, "invalid", "reason")
        assert said["message"] == message


def test_sessions_are_listed_and_ended(world: World) -> None:
    account = staff.hire(MANAGER)
    one, other = world.guest_at_console(), world.guest_at_console()
    one.token, other.token = staff.session(account), staff.session(account)
    listed = one.call("GET", "/api/staff/sessions")["sessions"]
    assert sorted(row["current"] for row in listed) == [False, True]
    (elsewhere,) = [row["session_id"] for row in listed if not row["current"]]
    one.call("DELETE", f"/api/staff/sessions/{elsewhere}")
    said = refused(lambda: one.call("DELETE", f"/api/staff/sessions/{elsewhere}"), 404, "staff_session_unknown")
    assert "登录" in said["message"]


def test_an_administrator_ends_one_of_a_colleagues_sessions(world: World) -> None:
    place = a_branch()
    admin, account = colleague(world.box.console_url, ADMIN, branch=place), staff.hire(MANAGER, branch=place)
    kept, ended = world.guest_at_console(), world.guest_at_console()
    kept.token, ended.token = staff.session(account), staff.session(account)
    path = f"/api/staff/accounts/{account.staff_id}/sessions"
    mine = kept.call("GET", "/api/staff/sessions")["sessions"]
    listed = admin.call("GET", path)["sessions"]
    assert [row | {"current": False} for row in mine] == listed
    (session_id,) = [row["session_id"] for row in mine if not row["current"]]
    refused(lambda: admin.call("POST", f"{path}/{session_id}/end", {"reason": " "}), 422, "invalid", "reason")
    for _ in range(2):
        left = admin.call("POST", f"{path}/{session_id}/end", {"reason": "电脑遗失"})["sessions"]
        assert [row["session_id"] for row in left] == [row["session_id"] for row in mine if row["current"]]
    refused(lambda: ended.call("GET", "/api/staff/me"), 401, "staff_session_ended_by_admin")
    kept.call("GET", "/api/staff/me")
    rows = admin.call("GET", "/api/staff/audit", subject=f"staff {account.staff_id}", action="end_session")["rows"]
    assert [(row["staff_id"], row["reason"]) for row in rows] == [(admin.account.staff_id, "电脑遗失")]


def test_a_session_that_changes_while_it_is_ended_is_ended_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_branch()
    admin, account = colleague(world.box.console_url, ADMIN, branch=place), staff.hire(MANAGER, branch=place)
    staff.session(account)
    path = f"/api/staff/accounts/{account.staff_id}/sessions"
    (session,) = admin.call("GET", path)["sessions"]
    tries: list[object] = []

    def busy(writes: Iterable[Write]) -> None:
        tries.append(writes)
        if len(tries) == 1:
            raise Conflict
        transact(writes)

    monkeypatch.setattr(accounts, "transact", busy)
    assert admin.call("POST", f"{path}/{session['session_id']}/end", {"reason": "电脑遗失"})["sessions"] == []
    assert len(tries) == 2


def test_who_never_logged_in_is_told(world: World) -> None:
    place = a_branch()
    admin = colleague(world.box.console_url, ADMIN, branch=place)
    phone = staff.a_phone()
    wanted = {"username": f"r-{random_id(8)}", "name": "小李", "roles": ["REVIEWER"], "phone": phone}
    invited = admin.call("POST", "/api/staff/accounts", wanted)

    def told() -> dict[str, Any]:
        accounts = admin.call("GET", "/api/staff/accounts")["accounts"]
        (found,) = [one for one in accounts if one["username"] == wanted["username"]]
        return dict(found)

    assert (told()["seen_at"], told()["invited_until"]) == (None, invited["invited_until"])
    comes(world, wanted)
    assert told()["seen_at"] is not None
    assert told()["invited_until"] is None


def test_who_is_invited_again_comes_back_and_the_last_administrator_stays(world: World) -> None:
    place = a_branch()
    admin, other = (colleague(world.box.console_url, ADMIN, branch=place) for _ in range(2))
    reviewer = colleague(world.box.console_url, REVIEWER, branch=place)
    path = f"/api/staff/accounts/{reviewer.account.staff_id}"
    phone = staff.a_phone()
    admin.call("POST", f"{path}/invite", {"reason": "更换手机", "phone": phone})
    back = accept(world, proven(world, reviewer.account.username, phone), PASSWORD + "!")
    grant = admin.call("POST", f"{path}/roles", {"roles": ["MANAGER", "REVIEWER"], "reason": "兼任"})["grant"]
    other.call("POST", f"{path}/grants/{grant['grant_id']}/confirm", {"reason": "已当面核实"})
    assert len(back.call("GET", "/api/staff/me")["roles"]) == 2
    wire().staff.accounts.disable_by_operator(place, admin.account.username, "调岗")
    path = f"/api/staff/accounts/{other.account.staff_id}"
    refused(lambda: other.call("POST", f"{path}/disable", {"reason": "离职"}), 409, "staff_last_admin")


def test_administrators_cannot_disable_each_other_at_once(world: World) -> None:
    for _ in range(10):
        place = a_branch()
        pair = [colleague(world.box.console_url, ADMIN, branch=place) for _ in range(3)]

        def disable(pair_: tuple[staff.Colleague, staff.Colleague]) -> bool:
            who, whom = pair_
            try:
                path = f"/api/staff/accounts/{whom.account.staff_id}/disable"
                return bool(who.call("POST", path, {"reason": "离职"})["state"] == "DISABLED")
            except ApiError:
                return False

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(disable, [(pair[0], pair[1]), (pair[1], pair[0])]))
        left = [one for one in wire().stores.staff.of_branch(place) if one.state == "ACTIVE"]
        assert (sum(done), len(left)) == (1, 2)


def test_an_account_of_another_branch_is_absent(world: World) -> None:
    admin = colleague(world.box.console_url, ADMIN)
    stranger = staff.hire(REVIEWER, branch=a_branch())
    path = f"/api/staff/accounts/{stranger.staff_id}/disable"
    refused(lambda: admin.call("POST", path, {"reason": "离职"}), 404, "staff_unknown")
    assert stranger.staff_id not in str(admin.call("GET", "/api/staff/accounts"))
