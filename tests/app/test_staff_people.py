"""Students' accounts as the desk changes them: another phone, two accounts that are one person's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from chalicelib.desk.errors import ProposalOver
from chalicelib.identity.consents import standing_consent
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import ApiError
from tests.worlds.app import World, refused
from tests.worlds.branch import Desk, confirm, find, proposal_seen
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff import who as staff_of

MANAGER = StaffRole.MANAGER


def merging(world: World, desk: Desk) -> tuple[list[str], dict[str, Any]]:
    """(the account that stays and the one that goes, what waits for a second person)."""
    students = [world.phoned()[0] for _ in range(2)]
    for student in students:
        world.draft(student)
    ids = [world.person(student) for student in students]
    body = {"other_id": ids[1], "reason": "同一人"}
    return ids, dict(desk.manager.call("POST", f"/api/staff/people/{ids[0]}/merge", body))


def merged_into(person_id: str) -> str | None:
    person = wire().stores.people.get(person_id)
    assert person is not None
    return person.merged_into


def test_two_accounts_of_one_person_become_one(world: World, desk: Desk) -> None:
    (web, web_phone), (mini, mini_phone) = world.phoned(), world.phoned()
    one, other, over = world.draft(web), world.paid(mini), world.draft(mini)
    mini.act(over, "cancel")
    keeps, goes = world.person(web), world.person(mini)
    path = f"/api/staff/people/{keeps}/merge"
    refused(
        lambda: desk.manager.call("POST", path, {"other_id": keeps, "reason": "同一人"}),
        422,
        "same_account",
        "other_id",
    )
    proposal = desk.manager.call("POST", path, {"other_id": goes, "reason": "同一人"})
    assert mini.order(other)["paid"]
    confirm(desk.manager2, proposal)
    for order_id in (other, over):
        row = desk.manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"][0]
        owners = {"owner_from": goes, "owner_to": keeps}
        assert (row["action"], row["data"] | owners) == ("inherit", row["data"])
    kept = world.session_of(keeps)
    assert {order["order_id"] for order in kept.call("GET", "/api/orders")["orders"]} == {one, other, over}
    for phone in (web_phone, mini_phone):
        assert find(desk.manager, phone=phone)["person"]["person_id"] == keeps
    for begun in (web, mini):  # whoever it was that logged in to either
        refused(partial(begun.call, "GET", "/api/me"), 401, "session_account_changed")


def test_what_a_merged_account_told_of_its_owner_goes_along_or_away(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stays, _), (other, _) = world.phoned(), world.phoned()
    stays.call("PATCH", "/api/me", {"nickname": "小雨"})
    other.call("PATCH", "/api/me", {"nickname": "阿雨", "id_tail": "123X"})
    face = {"kind": "FACE", "version": current(ConsentKind.FACE).version, "agreed": False}
    other.call("POST", "/api/me/consents", face)
    keeps, goes = world.person(stays), world.person(other)
    kept = [f"{place}/{goes}/1" for place in ("avatars", "exports")]
    theirs = [f"{place}/{keeps}/1" for place in ("avatars", "exports")]
    for key in (*kept, *theirs):
        world.put(key, b"a file")
    agreed = len(wire().stores.people.get(keeps).consents)  # type: ignore[union-attr]
    path, why = f"/api/staff/people/{keeps}/merge", {"reason": "同一人"}
    proposal = desk.manager.call("POST", path, {"other_id": goes} | why)
    with monkeypatch.context() as patched:
        patched.setattr(wire().outside.objects, "forget", lambda _: next(iter(())))  # dies before the files are gone
        refused(lambda: confirm(desk.manager2, proposal), 500, "broken")
    assert world.objects(kept[0])
    confirm(desk.manager2, proposal)
    assert [key for key in (*kept, *theirs) if world.objects(key)] == theirs
    gone, person = wire().stores.people.get(goes), wire().stores.people.get(keeps)
    assert gone is not None
    assert person is not None
    assert (gone.nickname, gone.id_tail, gone.avatar, gone.consents) == (None, None, None, ())
    assert person.nickname == "小雨"
    assert len(person.consents) == 2 * agreed
    assert standing_consent(person, ConsentKind.PRIVACY)
    assert not standing_consent(person, ConsentKind.FACE)  # she took it back later than she gave it
    proof = world.session_of(keeps, proven=False)
    refused(lambda: proof.call("PATCH", "/api/me", {"id_tail": "1234"}), 422, "id_tail_wrong", "id_tail")
    assert proof.call("PATCH", "/api/me", {"id_tail": "123X"})["proven"]
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {keeps}", action="merge")["rows"]
    assert [row["data"]["other"] for row in rows] == [goes]


def test_an_account_with_orders_elsewhere_is_not_merged_away(world: World, desk: Desk) -> None:
    here, elsewhere = world.student(), world.student()
    world.draft(here)
    for branch in ("hunan", "yunnan"):
        world.draft(elsewhere, world.plain_task(branch=branch))
    path = f"/api/staff/people/{world.person(here)}/merge"
    body = {"other_id": world.person(elsewhere), "reason": "同一人"}
    refused(lambda: desk.manager.call("POST", path, body), 409, "orders_elsewhere")
    path = f"/api/staff/people/{world.person(elsewhere)}/merge"
    assert desk.manager.call("POST", path, {"other_id": world.person(here), "reason": "同一人"})["state"] == "PENDING"


def test_nothing_is_given_to_an_account_that_is_gone(world: World, desk: Desk) -> None:
    """Two proposals crossed: what was merged away meanwhile takes nobody's orders and ways in with it."""
    (first, phone), (second, _), (third, _) = world.phoned(), world.phoned(), world.phoned()
    order_id = world.draft(first)
    for student in (second, third):
        world.draft(student)
    one, two, three = (world.person(student) for student in (first, second, third))
    reason = {"reason": "同一人"}
    crossed = desk.manager.call("POST", f"/api/staff/people/{two}/merge", {"other_id": one} | reason)
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{three}/merge", {"other_id": two} | reason))
    path = f"/api/staff/proposals/{crossed['proposal_id']}/confirm"
    refused(lambda: desk.manager2.call("POST", path, {"reason": "核对无误"}), 404, "person_unknown")
    assert first.order(order_id)["order_id"] == order_id
    assert find(desk.manager, phone=phone)["person"]["person_id"] == one
    path = f"/api/staff/people/{two}/phone"
    refused(lambda: desk.manager.call("POST", path, {"phone": new_phone()} | reason), 404, "person_unknown")


def test_what_is_being_merged_is_not_taken_back(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (keeps, goes), proposal = merging(world, desk)
    decisions, proposal_id = wire().desk.decisions, proposal["proposal_id"]
    merge = decisions._people.merge

    def late(*told: Any) -> Any:
        for one in (desk.manager, desk.manager2):
            with pytest.raises(ProposalOver):
                decisions.refuse(staff_of(one.account), proposal_id, "撤回")
        return merge(*told)

    monkeypatch.setattr(decisions._people, "merge", late)
    decisions.confirm(staff_of(desk.manager2.account), proposal_id, "同意")
    assert merged_into(goes) == keeps
    assert proposal_seen(desk.manager2, proposal) is None
    refused(lambda: confirm(desk.manager2, proposal), 409, "proposal_over")


def test_what_is_taken_back_is_not_merged(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, goes), proposal = merging(world, desk)
    decisions, proposal_id = wire().desk.decisions, proposal["proposal_id"]
    asked = decisions._decided

    def just_after(who: Any, one: Any, state: Any) -> Any:
        if state == "CONFIRMING":  # the second person has read it, and writes next
            decisions.refuse(staff_of(desk.manager.account), proposal_id, "撤回")
        return asked(who, one, state)

    monkeypatch.setattr(decisions, "_decided", just_after)
    with pytest.raises(ProposalOver):
        decisions.confirm(staff_of(desk.manager2.account), proposal_id, "同意")
    assert not merged_into(goes)
    assert proposal_seen(desk.manager2, proposal) is None


def test_agreed_to_and_taken_back_at_once_one_of_both_is_so(world: World, desk: Desk) -> None:
    for _ in range(3):
        (keeps, goes), proposal = merging(world, desk)
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
        assert merged_into(goes) == (keeps if said[1] else None)
        assert proposal_seen(desk.manager2, proposal) is None


def test_a_merge_that_died_in_the_middle_is_gone_on_with_by_anybody_who_may_agree(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (keeps, goes), proposal = merging(world, desk)
    third = colleague(world.box.console_url, MANAGER)
    people = wire().desk.people

    def dies(*_: Any) -> Any:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(people, "merge", dies)
        refused(lambda: confirm(desk.manager2, proposal), 500, "broken")
    assert not merged_into(goes)
    for who, actions in ((desk.manager, []), (desk.manager2, ["confirm"]), (third, ["confirm"]), (desk.finance, [])):
        shown = proposal_seen(who, proposal)
        assert shown is not None
        assert (shown["state"], shown["actions"]) == ("CONFIRMING", actions)
        path = f"/api/staff/proposals/{proposal['proposal_id']}/refuse"
        if who is not desk.finance:
            refused(partial(who.call, "POST", path, {"reason": "撤回"}), 409, "proposal_over")
    again = desk.manager.call("POST", f"/api/staff/people/{keeps}/merge", {"other_id": goes, "reason": "同一人"})
    assert (again["proposal_id"], again["state"]) == (proposal["proposal_id"], "CONFIRMING")
    refused(lambda: confirm(desk.manager, proposal), 403, "own_proposal")
    confirm(third, proposal)
    assert merged_into(goes) == keeps
    assert proposal_seen(third, proposal) is None


def test_a_merge_that_died_and_can_never_end_leaves_the_list(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (keeps, goes), proposal = merging(world, desk)
    with monkeypatch.context() as patched:
        patched.setattr(wire().desk.people, "merge", lambda *_: next(iter(())))
        refused(lambda: confirm(desk.manager2, proposal), 500, "broken")
    (other, _), _ = merging(world, desk)
    elsewhere = desk.manager.call("POST", f"/api/staff/people/{other}/merge", {"other_id": keeps, "reason": "同一人"})
    confirm(desk.manager2, elsewhere)
    assert proposal_seen(desk.manager2, proposal) is None
    assert not merged_into(goes)
    row = desk.manager.call("GET", "/api/staff/audit", subject=f"person {keeps}", action="lapse_merge")["rows"][0]
    assert row["data"]["proposal"] == proposal["proposal_id"]
