"""Students' accounts as the desk changes them: another phone, agreed to by a second person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.desk.errors import ProposalOver
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import ApiError
from tests.worlds.app import World, refused
from tests.worlds.branch import Desk, confirm, find, proposal_seen
from tests.worlds.proven import proven
from tests.worlds.staff import Colleague
from tests.worlds.staff import who as staff_of


def changing(world: World, desk: Desk) -> tuple[str, str, dict[str, Any]]:
    """(the account, its new number, what waits for a second person)."""
    student, _ = world.phoned()
    world.draft(student)
    person_id, phone = world.person(student), new_phone()
    body = {"phone": phone, "reason": "换号"}
    return person_id, phone, dict(desk.manager.call("POST", f"/api/staff/people/{person_id}/phone", body))


def holder(phone: str) -> str | None:
    return wire().stores.people.by_phone(phone)


def test_nothing_is_given_to_an_account_that_is_gone(world: World, desk: Desk) -> None:
    person_id, phone, proposal = changing(world, desk)
    people = wire().stores.people
    person = people.get(person_id)
    assert person is not None
    people.close(person, wire().clock())
    path = f"/api/staff/proposals/{proposal['proposal_id']}/confirm"
    refused(lambda: desk.manager2.call("POST", path, {"reason": "核对无误"}), 404, "person_unknown")
    assert (holder(phone), proposal_seen(desk.manager2, proposal)) == (None, None)
    path = f"/api/staff/people/{person_id}/phone"
    refused(lambda: desk.manager.call("POST", path, {"phone": phone, "reason": "换号"}), 404, "person_unknown")


def test_what_is_taken_back_is_not_done(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, phone, proposal = changing(world, desk)
    decisions, proposal_id = wire().desk.decisions, proposal["proposal_id"]
    asked = decisions._decided

    def just_after(who: Any, one: Any, state: Any) -> Any:
        if state == "CONFIRMED":  # the second person has read it, and writes next
            decisions.refuse(staff_of(desk.manager.account), proposal_id, "撤回")
        return asked(who, one, state)

    monkeypatch.setattr(decisions, "_decided", just_after)
    with pytest.raises(ProposalOver):
        decisions.confirm(staff_of(desk.manager2.account), proposal_id, "同意")
    assert (holder(phone), proposal_seen(desk.manager2, proposal)) == (None, None)


def test_agreed_to_and_taken_back_at_once_one_of_both_is_so(world: World, desk: Desk) -> None:
    for _ in range(3):
        person_id, phone, proposal = changing(world, desk)
        words = [(desk.manager2, "confirm"), (desk.manager, "refuse"), (desk.manager2, "confirm")]

        def say(word: tuple[Colleague, str], path: str = f"/api/staff/proposals/{proposal['proposal_id']}") -> str:
            try:
                word[0].call("POST", f"{path}/{word[1]}", {"reason": "核对无误"})
            except ApiError as refusal:
                return refusal.code
            return ""

        with ThreadPoolExecutor(3) as pool:
            said = list(pool.map(say, words))
        assert sorted(said) == ["", "proposal_over", "proposal_over"]
        assert holder(phone) == (person_id if said[1] else None)
        assert proposal_seen(desk.manager2, proposal) is None


def test_a_second_account_gives_its_orders_and_then_its_number(world: World, desk: Desk) -> None:
    """A student with two accounts: the orders are moved, the student closes the second, and its number is free."""
    (first, _), (second, phone) = world.phoned(), world.phoned()
    kept, moved = world.draft(first), world.draft(second)
    person_id, path = world.person(first), f"/api/staff/people/{world.person(first)}/phone"
    change = {"phone": phone, "reason": "同一人的两个账号"}
    refused(lambda: desk.manager.call("POST", path, change), 409, "phone_has_account", "phone")
    first_phone = wire().student.accounts.person(person_id).phone
    asked = {"action": "transfer", "reason": "同一人的两个账号", "owner_phone": first_phone}
    assert desk.manager.call("POST", f"/api/staff/orders/{moved}/decisions", asked)["proposal"] is None
    proven(second).call("POST", "/api/me/closing", {"confirmed": True})
    confirm(desk.manager2, desk.manager.call("POST", path, change))
    found = find(desk.manager, phone=phone)
    assert found["person"]["person_id"] == person_id
    assert {order["order_id"] for order in found["orders"]} == {kept, moved}
