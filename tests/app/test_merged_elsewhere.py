"""Two of one branch make two accounts one: what another branch has of the account that stays is not opened by that."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from chalicelib.identity.model import Person
from chalicelib.identity.store import People
from chalicelib.shared.db import Write
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, card, sms_login
from tests.worlds.branch import Desk, confirm
from tests.worlds.logins import mini_login


def own_wechat(world: World) -> tuple[Student, str, str]:
    """(somebody new in the mini-program, the openid, the number)."""
    student, user = world.guest(), world.outside.control("POST", "/users", phone=new_phone())
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    return student, str(user["openid"]), str(user["phone"])


def ids(student: Student) -> set[str]:
    return {order["order_id"] for order in student.call("GET", "/api/orders")["orders"]}


def merge(desk: Desk, stays: str, goes: str) -> None:
    path, body = f"/api/staff/people/{stays}/merge", {"other_id": goes, "reason": "同一人"}
    confirm(desk.manager2, desk.manager.call("POST", path, body))


def test_no_way_in_and_no_proof_comes_along_to_an_account_with_orders_elsewhere(world: World, desk: Desk) -> None:
    victim = world.student()
    orders = {world.draft(victim), world.draft(victim, world.plain_task(branch="yunnan"))}
    (ghost, openid, phone), task, shown = own_wechat(world), world.task(), card()
    ghost.call("PATCH", "/api/me", {"id_tail": "123X"})
    read = ghost.read_code(task.task_id, shown)
    theirs = ghost.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    victim_id = world.person(victim)
    merge(desk, victim_id, world.person(ghost))
    by_wechat, by_sms = world.guest(), world.guest()
    assert mini_login(by_wechat, world.box, openid)["proven"]
    sms_login(world, by_sms, phone)
    for again in (by_wechat, by_sms):
        assert world.person(again) != victim_id
        assert ids(again) == set()
    assert ids(world.session_of(victim_id)) == {*orders, theirs}
    tail = world.session_of(victim_id).call("GET", "/api/me")["id_tail_known"]
    assert not tail, "the ghost's would prove her"


def test_within_one_branch_the_ways_in_come_along(world: World, desk: Desk) -> None:
    stays, (goes, openid, phone) = world.student(), own_wechat(world)
    orders = {world.draft(stays), world.draft(goes)}
    world.box.stream.skip()
    merge(desk, world.person(stays), world.person(goes))
    world.box.stream.drain()
    told = [one["text"] for one in world.outside.control("GET", f"/sms?phone={phone}")]
    assert "并入另一个账号。如非本人操作，请尽快联系分社" in told[-1]
    again = world.guest()
    mini_login(again, world.box, openid, share_phone=False)
    assert ids(again) == orders


def test_an_order_elsewhere_that_comes_meanwhile_lets_nothing_come_along(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, (ghost, openid, _), merged, tries = world.student(), own_wechat(world), People.merge, list[bool]()
    orders, victim_id = {world.draft(victim)}, world.person(victim)

    def late(self: People, person: Person, other: Person, also: Iterable[Write] = (), *, brings: bool = True) -> Person:
        if not tries:
            orders.add(world.draft(victim, world.plain_task(branch="yunnan")))
        tries.append(brings)
        return merged(self, person, other, also, brings=brings)

    monkeypatch.setattr(People, "merge", late)
    merge(desk, victim_id, world.person(ghost))
    assert tries == [True, False]
    again = world.guest()
    assert mini_login(again, world.box, openid)["proven"]
    assert world.person(again) != victim_id
    assert ids(world.session_of(victim_id)) == orders
