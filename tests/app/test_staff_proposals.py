"""What waits for a second person: once each, with both their reasons, and only while somebody can still agree."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.worlds.app import World, refused
from tests.worlds.branch import Desk, confirm, decide
from tests.worlds.review_desk import approve
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import bought


def waiting(who: Colleague, order_id: str) -> list[dict[str, Any]]:
    return [one for one in who.call("GET", "/api/staff/decisions")["proposals"] if one["order_id"] == order_id]


def trail(desk: Desk, subject: str) -> list[dict[str, Any]]:
    return list(desk.manager.call("GET", "/api/staff/audit", subject=subject)["rows"])


def approved(world: World, desk: Desk) -> str:
    order_id = bought(world, world.student(), world.plain_task())
    approve(desk.reviewer, order_id)
    return order_id


def test_the_same_is_proposed_once(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    with ThreadPoolExecutor(4) as pool:
        asking = (desk.finance, desk.finance2) * 3
        said = list(pool.map(lambda who: decide(who, order_id, "refund")["proposal"], asking))
    assert len({one["proposal_id"] for one in said}) == 1
    assert len(waiting(desk.finance, order_id)) == 1
    college, major = ({"fields": fields} for fields in ({"college": "新学院"}, {"major": "新专业"}))
    asked = [decide(desk.manager, order_id, "edit", **one)["proposal"] for one in (college, major, college)]
    assert asked[0] == asked[2] != asked[1]
    (seen,) = [one for one in waiting(desk.finance, order_id) if one["proposal_id"] == asked[0]["proposal_id"]]
    assert (seen["actions"], seen["params"]["fields"]) == ([], {"college": ""})  # what is written is not hers to read
    confirm(desk.manager2, asked[0])
    assert asked[1] in waiting(desk.manager, order_id)
    assert decide(desk.manager, order_id, "edit", **college)["proposal"]["proposal_id"] != asked[0]["proposal_id"]
    refused(lambda: decide(desk.manager, order_id, "edit", fields={}), 422, "edit_empty", "fields")


def test_a_proposal_says_whose_order_and_how_much_money_it_is_about(world: World, desk: Desk) -> None:
    orders = [approved(world, desk) for _ in range(2)]
    for order_id in orders:
        decide(desk.finance, order_id, "refund")
    for order_id in orders:
        (seen,), order = waiting(desk.finance2, order_id), desk.finance2.call("GET", f"/api/staff/orders/{order_id}")
        about = seen["order"]
        assert (about["number"], about["task_title"]) == (order["number"], order["task_title"])
        assert about["amount"] == order["price"]
        assert about["student"].items() <= order["student"].items()
        assert "*" in about["student"]["name"]


def test_what_a_proposal_would_write_is_looked_at_by_whoever_may_confirm_it_and_that_is_in_the_trail(
    world: World, desk: Desk
) -> None:
    (student, _), (_, phone) = world.phoned(), world.phoned()
    order_id = world.paid(student)
    written: dict[str, dict[str, Any]] = {
        "edit": {"fields": {"address": "长沙市麓山南路1号"}},
        "transfer": {"owner_phone": phone},
    }
    asked = {name: decide(desk.manager, order_id, name, **params)["proposal"] for name, params in written.items()}
    for name, proposal in asked.items():
        path, value = f"/api/staff/proposals/{proposal['proposal_id']}", next(iter(written[name].values()))
        assert str(value) not in str([proposal, waiting(desk.manager2, order_id), waiting(desk.finance, order_id)])
        refused(partial(desk.finance.call, "GET", path), 403, "forbidden")
        assert desk.manager2.call("GET", path)["params"].items() >= written[name].items()
        row = trail(desk, f"order {order_id}")[0]
        assert (row["action"], row["staff_id"]) == ("view_proposal", desk.manager2.account.staff_id)
        assert row["data"] == {"proposal": proposal["proposal_id"]}
    confirm(desk.manager2, asked["edit"])
    path = f"/api/staff/proposals/{asked['edit']['proposal_id']}"
    refused(lambda: desk.manager2.call("GET", path), 409, "proposal_over")
    refused(lambda: desk.manager2.call("GET", "/api/staff/proposals/nobody"), 404, "proposal_unknown")


def test_what_nobody_can_agree_to_any_more_leaves_the_list_with_its_cause(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    edited = decide(desk.manager, order_id, "edit", fields={"college": "新学院"})["proposal"]
    released = decide(desk.manager, order_id, "release")["proposal"]
    assert waiting(desk.manager, order_id) == [edited, released]
    confirm(desk.finance2, decide(desk.finance, order_id, "refund")["proposal"])
    assert waiting(desk.finance, order_id) == []
    lapsed = {row["data"]["proposal"]: row for row in trail(desk, f"order {order_id}")[:2]}
    for one in (edited, released):
        row = lapsed[one["proposal_id"]]
        assert (row["action"], row["name"]) == (f"lapse_{one['action']}", "系统")
        assert sum("一" <= sign <= "鿿" for sign in row["reason"]) > 3
        refused(partial(confirm, desk.manager2, one), 409, "proposal_over")


def test_confirming_what_became_impossible_takes_it_off_the_list(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    released = decide(desk.manager, order_id, "release")["proposal"]
    confirm(desk.finance2, decide(desk.finance, order_id, "refund")["proposal"])
    with pytest.raises(Exception, match="409"):
        confirm(desk.manager2, released)
    assert trail(desk, f"order {order_id}")[0]["action"] == "lapse_release"
    refused(lambda: confirm(desk.manager2, released), 409, "proposal_over")


def test_the_reason_of_the_second_person_is_kept(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    proposal = decide(desk.finance, order_id, "refund")["proposal"]
    path = f"/api/staff/proposals/{proposal['proposal_id']}/confirm"
    desk.finance2.call("POST", path, {"reason": "已核对学校通知"})
    (row,) = [row for row in trail(desk, f"order {order_id}") if row["action"] == "refund"]
    assert (row["staff_id"], row["data"]["proposed_by"]) == (
        desk.finance2.account.staff_id,
        desk.finance.account.staff_id,
    )
    assert (row["reason"], row["data"]["second_reason"]) == ("学生来电说明情况", "已核对学校通知")


def test_the_trail_says_who_took_back_an_application_and_who_disagreed(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    for who in (desk.finance, desk.finance2):
        proposal = decide(desk.finance, order_id, "refund")["proposal"]
        who.call("POST", f"/api/staff/proposals/{proposal['proposal_id']}/refuse", {"reason": "学生不退了"})
    steps = [(row["action"], row["staff_id"]) for row in trail(desk, f"order {order_id}")]
    ids = [who.account.staff_id for who in (desk.finance, desk.finance2)]
    assert [steps[2], steps[0]] == [("withdraw_refund", ids[0]), ("refuse_refund", ids[1])]


def test_the_trail_says_what_an_application_asks_for(world: World, desk: Desk) -> None:
    order_id = approved(world, desk)
    decide(desk.manager, order_id, "edit", fields={"college": "新学院", "address": "长沙市麓山南路1号"})
    (row,) = [row for row in trail(desk, f"order {order_id}") if row["action"] == "propose_edit"]
    assert row["data"]["fields"] == ["address", "college"]


def test_an_order_has_its_own_proposals_alone(world: World, desk: Desk) -> None:
    one, other = approved(world, desk), approved(world, desk)
    asked = [decide(desk.finance, order_id, "refund")["proposal"] for order_id in (one, other)]
    found = desk.finance2.call("GET", f"/api/staff/orders/{one}/proposals")["proposals"]
    assert [each["proposal_id"] for each in found] == [asked[0]["proposal_id"]]
    assert found[0]["actions"] == ["confirm", "refuse"]
    assert desk.finance.call("GET", f"/api/staff/orders/{one}/proposals")["proposals"][0]["actions"] == ["refuse"]
    confirm(desk.finance2, asked[0])
    assert desk.finance2.call("GET", f"/api/staff/orders/{one}/proposals")["proposals"] == []


def test_the_order_says_whose_account_it_is_to_whoever_may_find_orders(world: World, desk: Desk) -> None:
    student, phone = world.phoned()
    order_id = world.draft(student)
    account = desk.manager.call("GET", f"/api/staff/orders/{order_id}")["account"]
    assert (account["person_id"], account["phone"]) == (world.person(student), f"199****{phone[-4:]}")
    assert desk.reviewer.call("GET", f"/api/staff/orders/{order_id}")["account"] is None
