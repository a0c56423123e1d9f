"""Another phone for a student, by two of the desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.model import IDLE, SILENT
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, confirm, find, outcome_of, proposal_seen
from tests.worlds.staff import colleague


def comes(world: World, phone: str) -> Student:
    """Logs in by the number, from a WeChat that nobody knows yet: an SMS more would be too soon."""
    user, student = world.outside.control("POST", "/users", phone=phone), world.guest()
    student.login_by_wechat(user["login_code"], user["phone_code"])
    return student


def orders_of(student: Student) -> list[str]:
    return [one["order_id"] for one in student.call("GET", "/api/orders")["orders"]]


def test_a_phone_is_changed_by_staff(world: World, desk: Desk) -> None:
    student, phone = world.phoned()
    order_id, person, fresh = world.draft(student), world.person(student), new_phone()
    path = f"/api/staff/people/{person}/phone"
    proposal = desk.manager.call("POST", path, {"phone": fresh, "reason": "换号"})
    assert find(desk.manager, phone=phone)["person"]["person_id"] == person  # nothing happens by one alone
    refused(lambda: confirm(desk.manager, proposal), 403, "own_proposal")
    assert confirm(desk.manager2, proposal) == {"order": None, "proposal": None}
    refused(lambda: confirm(desk.manager2, proposal), 409, "proposal_over")
    assert find(desk.manager, phone=phone)["orders"] == []
    assert [one["order_id"] for one in find(desk.manager, phone=fresh)["orders"]] == [order_id]
    _, taken = world.phoned()
    other, _ = world.phoned()
    world.draft(other)
    refused(lambda: desk.manager.call("POST", path, {"phone": "123", "reason": "换号"}), 422, "phone_invalid", "phone")
    stranger = colleague(world.box.console_url, StaffRole.MANAGER, branch="guangdong")
    refused(lambda: stranger.call("POST", path, {"phone": taken, "reason": "换号"}), 404, "person_unknown")
    refused(
        lambda: desk.manager.call("POST", path, {"phone": taken, "reason": "换号"}), 409, "phone_has_account", "phone"
    )
    refused(lambda: desk.manager.call("POST", path, {"phone": fresh, "reason": "换号"}), 422, "own_number", "phone")
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}")["rows"]
    assert [row["action"] for row in rows] == ["change_phone", "propose_change_phone"]
    assert rows[0]["data"]["proposed_by"] == desk.manager.account.staff_id
    assert fresh not in str(rows)


def test_another_phone_is_shown_masked_and_looked_at_for_the_record(world: World, desk: Desk) -> None:
    student, _ = world.phoned()
    world.draft(student)
    person, fresh = world.person(student), new_phone()
    body = {"phone": fresh, "reason": "换号"}
    proposal = desk.manager.call("POST", f"/api/staff/people/{person}/phone", body)
    masked = f"{fresh[:3]}****{fresh[-4:]}"
    shown = proposal_seen(desk.manager2, proposal)
    assert shown is not None
    assert (shown["params"]["owner_phone"], shown["personal"]) == (masked, True)
    assert shown["account"]["person_id"] == person
    others = proposal_seen(desk.finance, proposal)
    assert others is not None
    assert (others["params"]["owner_phone"], others["account"], others["actions"]) == ("", None, [])
    path = f"/api/staff/proposals/{proposal['proposal_id']}"
    refused(lambda: desk.finance.call("GET", path), 403, "forbidden")
    assert desk.manager2.call("GET", path)["params"]["owner_phone"] == fresh
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}", action="view_proposal")["rows"]
    assert [row["staff_id"] for row in rows] == [desk.manager2.account.staff_id]


def test_the_old_number_is_told_that_staff_moved_the_account_and_two_bring_it_back(world: World, desk: Desk) -> None:
    world.box.stream.skip()
    owner, phone = world.phoned()
    order_id, person, fresh = world.draft(owner), world.person(owner), new_phone()
    body = {"phone": fresh, "reason": "来电要求"}
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{person}/phone", body))
    world.box.stream.drain()
    assert [one["text"] for one in world.outside.control("GET", f"/sms?phone={phone}")][-1].count("更换手机号") == 1
    taken = world.guest()
    sms_login(world, taken, fresh)
    back = {"phone": phone, "reason": "原机主来过，不是本人要求的"}
    confirm(desk.manager, desk.manager2.call("POST", f"/api/staff/people/{person}/phone", back))
    assert orders_of(comes(world, phone)) == [order_id]
    refused(partial(taken.call, "GET", "/api/me"), 401, "session_account_changed")


def test_an_account_with_orders_elsewhere_keeps_its_number(world: World, desk: Desk) -> None:
    student, _ = world.phoned()
    for branch in ("hunan", "yunnan"):
        world.draft(student, world.plain_task(branch=branch))
    path = f"/api/staff/people/{world.person(student)}/phone"
    refused(lambda: desk.manager.call("POST", path, {"phone": new_phone(), "reason": "换号"}), 409, "account_elsewhere")


def test_another_phone_that_became_impossible_leaves_the_list(world: World, desk: Desk) -> None:
    student, _ = world.phoned()
    world.draft(student)
    fresh = new_phone()
    body = {"phone": fresh, "reason": "换号"}
    proposal = desk.manager.call("POST", f"/api/staff/people/{world.person(student)}/phone", body)
    comes(world, fresh)
    refused(lambda: confirm(desk.manager2, proposal), 409, "phone_has_account", "phone")
    assert proposal_seen(desk.manager2, proposal) is None


def test_two_who_agree_at_once_move_the_account_once(world: World, desk: Desk) -> None:
    student, _ = world.phoned()
    world.draft(student)
    person, fresh = world.person(student), new_phone()
    body = {"phone": fresh, "reason": "换号"}
    proposal = desk.manager.call("POST", f"/api/staff/people/{person}/phone", body)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: outcome_of(desk.manager2, proposal), range(2)))
    assert sorted(answers) == ["done", "proposal_over"]
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}", action="change_phone")["rows"]
    assert len(rows) == 1


def test_who_has_the_old_number_is_out_after_staff_moved_the_account(world: World, desk: Desk) -> None:
    """She may have logged in by it in her own WeChat, which is bound to the account then."""
    owner, phone = world.phoned()
    order_id, person, fresh = world.draft(owner), world.person(owner), new_phone()
    stranger = world.outside.control("POST", "/users", phone=phone)
    path = f"/api/staff/people/{person}/phone"
    confirm(desk.manager2, desk.manager.call("POST", path, {"phone": fresh, "reason": "号码已被收回"}))
    refused(partial(owner.call, "GET", "/api/me"), 401, "session_account_changed")
    again = world.guest()
    again.login_by_wechat(stranger["login_code"], stranger["phone_code"])
    assert again.call("GET", "/api/orders")["orders"] == []
    assert orders_of(comes(world, fresh)) == [order_id]


def away(world: World, **since: timedelta) -> tuple[str, str, str]:
    """Somebody of the web site who was away, with nothing to prove by: number, account and order.  since: how long ago
    what of the account was."""
    student, phone = world.guest(), new_phone()
    sms_login(world, student, phone)
    order_id, person = world.draft(student), world.person(student)
    people, then = wire().stores.people, dict[str, Any]()
    account = people.get(person)
    assert account is not None
    then |= {name: wire().clock() - ago for name, ago in since.items()}
    people.save(replace(account, **then))
    return phone, person, order_id


def test_a_number_that_staff_gave_is_not_in_doubt(world: World, desk: Desk) -> None:
    phone, person, order_id = away(world, last_seen_at=IDLE)
    fresh = new_phone()
    assert orders_of(comes(world, phone)) == []
    body = {"phone": fresh, "reason": "换号"}
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{person}/phone", body))
    assert orders_of(comes(world, fresh)) == [order_id]


@pytest.mark.parametrize("since", [{"last_seen_at": IDLE}, {"number_proved_at": SILENT}])
def test_staff_make_sure_of_the_number_of_somebody_who_was_away(
    world: World, desk: Desk, since: dict[str, timedelta]
) -> None:
    """Once her task is over no collection code is read any more, and not everybody has one: the branch lets her in."""
    world.box.stream.skip()
    phone, person, order_id = away(world, **since)
    doubted = comes(world, phone)
    sent = len(world.outside.control("GET", f"/sms?phone={phone}"))
    path, body = f"/api/staff/people/{person}/phone", {"phone": phone, "reason": "带学生证来过，号码没有换"}
    proposal = desk.manager.call("POST", path, body)
    assert orders_of(doubted) == []  # by one alone nothing happens
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: outcome_of(desk.manager2, proposal), range(2)))
    assert sorted(answers) == ["done", "proposal_over"]
    refused(partial(doubted.call, "GET", "/api/me"), 401, "session_over")
    world.box.stream.drain()
    assert len(world.outside.control("GET", f"/sms?phone={phone}")) == sent  # nothing moved
    assert orders_of(comes(world, phone)) == [order_id]
    refused(lambda: desk.manager.call("POST", path, body), 422, "own_number", "phone")
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}")["rows"]
    assert [row["action"] for row in rows] == ["change_phone", "propose_change_phone"]
