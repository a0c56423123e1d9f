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
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, confirm, find
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff import who as staff_of

MANAGER = StaffRole.MANAGER


@pytest.fixture(scope="module")
def desk(world: World) -> Desk:
    return Desk(world)


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


def seen(who: Colleague, proposal: dict[str, Any]) -> dict[str, Any] | None:
    """What waits, as somebody's list shows it; None where it does not."""
    after: dict[str, str] = {}
    while True:
        page = who.call("GET", "/api/staff/decisions", **after)
        for one in page["proposals"]:
            if one["proposal_id"] == proposal["proposal_id"]:
                return dict(one)
        if page["proposals_after"] is None:
            return None
        after = {"proposals_after": page["proposals_after"]}


def outcome(who: Colleague, proposal: dict[str, Any]) -> str:
    try:
        confirm(who, proposal)
    except ApiError as refusal:
        return refusal.code
    return "done"


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
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: stranger.call("POST", path, {"phone": taken, "reason": "换号"}), 404, "person_unknown")
    refused(lambda: desk.manager.call("POST", path, {"phone": taken, "reason": "换号"}), 409, "phone_taken", "phone")
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
    shown = seen(desk.manager2, proposal)
    assert shown is not None
    assert (shown["params"]["owner_phone"], shown["personal"]) == (masked, True)
    assert [one["person_id"] for one in shown["accounts"]] == [person]
    others = seen(desk.finance, proposal)
    assert others is not None
    assert (others["params"]["owner_phone"], others["accounts"], others["actions"]) == ("", [], [])
    path = f"/api/staff/proposals/{proposal['proposal_id']}"
    refused(lambda: desk.finance.call("GET", path), 403, "forbidden")
    assert desk.manager2.call("GET", path)["params"]["owner_phone"] == fresh
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"person {person}", action="view_proposal")["rows"]
    assert [row["staff_id"] for row in rows] == [desk.manager2.account.staff_id]


def test_the_old_number_is_told_that_staff_moved_the_account_and_takes_it_back(world: World, desk: Desk) -> None:
    world.box.stream.skip()
    owner, phone = world.phoned()
    order_id, person, fresh = world.draft(owner), world.person(owner), new_phone()
    body = {"phone": fresh, "reason": "来电要求"}
    confirm(desk.manager2, desk.manager.call("POST", f"/api/staff/people/{person}/phone", body))
    world.box.stream.drain()
    assert [one["text"] for one in world.outside.control("GET", f"/sms?phone={phone}")][-1].count("更换手机号") == 1
    taken, back = world.guest(), world.guest()
    sms_login(world, taken, fresh)
    user = world.outside.control("POST", "/users", phone=phone)  # an SMS more would be too soon
    back.login_by_wechat(user["login_code"], user["phone_code"])
    back.token = back.call("POST", "/api/login/phone/undo")["token"]
    assert [one["order_id"] for one in back.call("GET", "/api/orders")["orders"]] == [order_id]
    refused(partial(taken.call, "GET", "/api/me"), 401, "session_over")


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
    user = world.outside.control("POST", "/users", phone=fresh)
    taker = world.guest()
    taker.login_by_wechat(user["login_code"], user["phone_code"])
    refused(lambda: confirm(desk.manager2, proposal), 409, "phone_taken", "phone")
    assert seen(desk.manager2, proposal) is None


def test_two_who_agree_at_once_move_the_account_once(world: World, desk: Desk) -> None:
    student, _ = world.phoned()
    world.draft(student)
    person, fresh = world.person(student), new_phone()
    body = {"phone": fresh, "reason": "换号"}
    proposal = desk.manager.call("POST", f"/api/staff/people/{person}/phone", body)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: outcome(desk.manager2, proposal), range(2)))
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
    user = world.outside.control("POST", "/users", phone=fresh)
    hers = world.guest()
    hers.login_by_wechat(user["login_code"], user["phone_code"])
    assert [one["order_id"] for one in hers.call("GET", "/api/orders")["orders"]] == [order_id]


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
    assert seen(desk.manager2, proposal) is None
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
    assert seen(desk.manager2, proposal) is None


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
        assert seen(desk.manager2, proposal) is None


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
        shown = seen(who, proposal)
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
    assert seen(third, proposal) is None


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
    assert seen(desk.manager2, proposal) is None
    assert not merged_into(goes)
    row = desk.manager.call("GET", "/api/staff/audit", subject=f"person {keeps}", action="lapse_merge")["rows"][0]
    assert row["data"]["proposal"] == proposal["proposal_id"]
