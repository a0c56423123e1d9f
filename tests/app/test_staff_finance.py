"""The finance desk over HTTP: refunds whoever made them, and what the channel could not do."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.desk import decisions as decisions_module
from chalicelib.desk import finance as finance_module
from chalicelib.desk.money import solo_refunds
from chalicelib.orders.model import State
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import confirm, decide, waits
from tests.worlds.finance import Desk, matched, take_out
from tests.worlds.home import row
from tests.worlds.review_desk import approve
from tests.worlds.staff import colleague, who
from tests.worlds.staff_orders import made_order, made_unpaid, settle
from tools.suite.patience import wait_for


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_refunds_are_listed_whoever_made_them(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    student = world.student()
    by_staff, by_student = desk.paid(student), desk.paid(student, refund_until="REVIEW")
    orphan = made_unpaid(world, world.person(student), world.plain_task(branch=desk.branch))
    code = student.pay(orphan)["params"]["code_url"]
    monkeypatch.setattr(wire().outside.wechat_pay, "close", lambda number, seconds: "UNKNOWN")
    student.act(orphan, "cancel")
    monkeypatch.undo()
    world.outside.scan(code)
    wait_for(lambda: wire().stores.orders.load(orphan).refunds, "the refund")  # type: ignore[union-attr]
    decide(desk.one, by_staff, "refund")
    student.act(by_student, "refund")
    for order_id in (by_staff, by_student, orphan):
        settle(order_id, "DONE")
    listed = desk.refunds("OVER")
    assert [(one["order_id"], one["refund"]["cause"]) for one in listed] == [
        (by_student, "STUDENT"),
        (by_staff, "STAFF"),
        (orphan, "AUTOMATIC"),
    ]
    assert listed[1]["refund"]["reason"] == "经办人员同意退款，款项原路退回"
    assert listed[2]["refund"]["reason"] == "订单已不能支付，款项原路退回"
    assert {(one["number"], one["channel"], one["refund"]["label"]) for one in listed} == {
        (f"{order_id}_01R1", "wechat", "已退款") for order_id in (by_staff, by_student, orphan)
    }
    assert (desk.refunds("OPEN"), desk.refunds("STUCK")) == ([], [])
    monkeypatch.setattr(finance_module, "PAGE", 2)
    first = desk.one.call("GET", "/api/staff/refunds", group="OVER")
    second = desk.one.call("GET", "/api/staff/refunds", group="OVER", cursor=first["cursor"])
    assert [one["order_id"] for one in first["refunds"] + second["refunds"]] == [one["order_id"] for one in listed]
    assert second["cursor"] is None
    stranger = colleague(world.box.console_url, StaffRole.FINANCE, branch="guangdong")
    found = stranger.call("GET", "/api/staff/refunds", group="OVER")["refunds"]
    assert not {one["order_id"] for one in found} & {by_staff, by_student, orphan}


def test_a_days_eleventh_refund_by_one_person_waits_for_a_second(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Here the third; what a second person agrees to does not count, and a refusal neither."""
    monkeypatch.setattr(solo_refunds, "A_DAY", 2)
    orders = [desk.paid(world.student()) for _ in range(4)]
    for order_id in orders[:2]:
        assert decide(desk.one, order_id, "refund")["proposal"] is None
        refused(partial(decide, desk.one, order_id, "refund"), 409, "order_not_in_this_state")
    assert "refunded many paid orders alone today" in capfd.readouterr().out
    third = decide(desk.one, orders[2], "refund")["proposal"]
    assert third["action"] == "refund"
    assert desk.one.call("GET", f"/api/staff/orders/{orders[2]}")["state"] == "IN_REVIEW"
    assert confirm(desk.two, third)["order"]["state"] == "REFUNDING"
    assert decide(desk.two, orders[3], "refund")["proposal"] is None


def test_what_a_manager_releases_counts_like_a_refund(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solo_refunds, "A_DAY", 1)
    manager = colleague(world.box.console_url, StaffRole.MANAGER, branch=desk.branch)
    first, second = desk.paid(world.student()), desk.paid(world.student())
    unpaid = made_unpaid(world, world.person(world.student()), world.plain_task(branch=desk.branch))
    for order_id, alone in ((unpaid, True), (first, True), (second, False)):
        assert (decide(manager, order_id, "release")["proposal"] is None) is alone


def test_an_abnormal_refund_is_asked_for_again_under_its_number(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_refund_abnormal")
    decide(desk.one, order_id, "refund")
    settle(order_id, "ABNORMAL")
    assert waits(desk.one, order_id) == ["REFUND_STUCK"]
    (stuck,) = desk.refunds("STUCK")
    assert (stuck["number"], stuck["actions"]) == (f"{order_id}_01R1", ["refund_retry"])
    assert [one["action"] for one in stuck["refused"]] == ["returned_on_page"]
    shown = desk.one.call("GET", f"/api/staff/orders/{order_id}")
    assert [one for one in shown["refused"] if one["action"] == "returned_on_page"] == stuck["refused"]
    on_page = partial(decide, desk.one, order_id, "returned_on_page", attempt_no=1, reference="503 96")
    refused(on_page, 409, "refund_still_open")  # whoever asks all the same
    refused(
        lambda: decide(desk.one, order_id, "returned_by_hand", attempt_no=1, reference="x"), 409, "refund_still_open"
    )
    assert desk.agreed(order_id, "refund_retry", attempt_no=1)["refunds"][0]["try_no"] == 1
    assert (desk.refunds("STUCK"), waits(desk.one, order_id)) == ([], [])
    assert [one["number"] for one in desk.refunds("OPEN")] == [f"{order_id}_01R1"]
    refused(lambda: decide(desk.one, order_id, "refund_retry", attempt_no=1), 409, "refund_not_stuck")


def test_a_closed_refund_gets_a_new_number_or_is_paid_back_by_hand(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_refund_closed", times=2)
    decide(desk.one, order_id, "refund")
    settle(order_id, "CLOSED")
    (stuck,) = desk.refunds("STUCK")
    assert stuck["actions"] == ["refund_retry", "returned_by_hand", "returned_on_page"]
    assert [one["try_no"] for one in desk.agreed(order_id, "refund_retry", attempt_no=1)["refunds"]] == [1, 2]
    assert ([one["number"] for one in desk.refunds("OVER")], desk.refunds("STUCK")) == ([f"{order_id}_01R1"], [])
    settle(order_id, "CLOSED")
    (stuck,) = desk.refunds("STUCK")
    assert stuck["number"] == f"{order_id}_01R2"
    for reference in ("", "  "):
        asked = partial(decide, desk.one, order_id, "returned_by_hand", attempt_no=1, reference=reference)
        refused(asked, 422, "reference_needed", "reference")
    desk.unmatched("wechat")
    asked = partial(decide, desk.one, order_id, "returned_by_hand", attempt_no=1, reference="回单 88")
    refused(asked, 409, "bill_first")  # WeChat Pay says REFUND for it, and would for one on its page
    matched("wechat")
    order = desk.agreed(order_id, "returned_by_hand", attempt_no=1, reference="回单 88")
    assert (order["label"], order["refunds"][1]["label"]) == ("已退款", "已人工退回")
    assert (desk.refunds("STUCK"), waits(desk.one, order_id)) == ([], [])
    row = wire().staff.audit.search(who(desk.two.account), subject=f"order {order_id}")[0][0]
    assert (row.action, row.data["reference"]) == ("returned_by_hand", "回单 88")
    assert row.data["proposed_by"] == desk.one.account.staff_id
    refused(lambda: decide(desk.one, order_id, "refund"), 409, "order_not_in_this_state")


def test_a_refund_without_money_for_it_waits_and_is_seen(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_not_enough")
    decide(desk.one, order_id, "refund")
    wire().money.pay.refunds.push_due(order_id, 1, 1)
    (stuck,) = desk.refunds("STUCK")
    assert (stuck["refund"]["waits"], stuck["actions"]) == ("商户余额不足，充值后自动重试", ["returned_on_page"])
    assert waits(desk.one, order_id) == ["REFUND_WAITS"]
    settle(order_id, "DONE")
    assert (desk.refunds("STUCK"), waits(desk.one, order_id)) == ([], [])


def test_a_payment_that_does_not_match_is_resolved_by_what_the_channel_says_now(world: World, desk: Desk) -> None:
    nothing, accepted, returned = (desk.suspect(1) for _ in range(3))
    assert waits(desk.one, nothing) == ["SUSPECT"]
    for verdict in ("accept", "refund"):
        asked = partial(decide, desk.one, nothing, "resolve", attempt_no=1, verdict=verdict)
        refused(asked, 409, "payment_nothing_held")
    world.box.faults.set("pay_5xx", times=2)
    refused(lambda: decide(desk.one, nothing, "resolve", attempt_no=1, verdict="dismiss"), 503, "outside_busy")
    world.box.faults.clear()
    assert desk.agreed(nothing, "resolve", attempt_no=1, verdict="dismiss")["attempts"][0]["state"] == "ABANDONED"
    for order_id in (accepted, returned):
        world.outside.control("POST", f"/trades/{out_trade_no(order_id, 1)}", outcome="pay")
        asked = partial(decide, desk.one, order_id, "resolve", attempt_no=1, verdict="dismiss")
        refused(asked, 409, "payment_money_held")
    assert desk.agreed(accepted, "resolve", attempt_no=1, verdict="accept")["label"] == "待审核"
    order = desk.agreed(returned, "resolve", attempt_no=1, verdict="refund")
    assert (order["label"], order["refunds"][0]["cause"]) == ("待支付", "STAFF")
    settle(returned, "DONE")
    asked = partial(decide, desk.one, accepted, "resolve", attempt_no=1, verdict="refund")
    refused(asked, 409, "payment_not_suspect")


@pytest.mark.parametrize(("verdict", "state", "label"), [
    ("accept", "OK", "待审核"), ("refund", "ORPHAN", "待支付"), ("dismiss", "ABANDONED", "待支付"),
])  # fmt: skip
def test_a_payment_at_a_channel_that_is_gone_is_resolved_by_what_it_had_said(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, verdict: str, state: str, label: str
) -> None:
    order_id = desk.suspect(1)
    take_out("wechat", monkeypatch)
    order = desk.agreed(order_id, "resolve", attempt_no=1, verdict=verdict)
    assert (order["label"], order["attempts"][0]["state"]) == (label, state)
    assert [one["amount"] for one in order["refunds"]] == ([2001] if verdict == "refund" else [])
    assert waits(desk.one, order_id) == []


def test_an_application_names_what_was_taken_where_that_is_not_the_price(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = desk.suspect(1)
    take_out("wechat", monkeypatch)
    desk.agreed(order_id, "resolve", attempt_no=1, verdict="accept")
    monkeypatch.undo()
    approve(colleague(world.box.console_url, StaffRole.REVIEWER, branch=desk.branch), order_id)
    asked = decide(desk.one, order_id, "refund")["proposal"]
    assert asked["order"]["amount"] == desk.one.call("GET", f"/api/staff/orders/{order_id}")["price"] + 1


def test_the_first_page_tells_how_many_of_the_decisions_are_payments(world: World, desk: Desk) -> None:
    made_order(world, world.plain_task(branch=desk.branch), State.CORRECTION)
    order_id = desk.suspect(-1)
    waiting = row(desk.one.call("GET", "/api/staff/home"), "DECISIONS")
    assert (waiting["count"], waiting["parts"]) == (2, {"SUSPECT": 1})
    world.outside.control("POST", f"/trades/{out_trade_no(order_id, 1)}", outcome="pay")
    desk.agreed(order_id, "resolve", attempt_no=1, verdict="accept")
    waiting = row(desk.one.call("GET", "/api/staff/home"), "DECISIONS")
    assert (waiting["count"], waiting["parts"]) == (1, {})  # the correction


def test_money_is_for_two_of_finance_and_for_nobody_else(world: World, desk: Desk) -> None:
    order_id = desk.suspect(1)
    manager = colleague(world.box.console_url, StaffRole.MANAGER, branch=desk.branch)
    stranger = colleague(world.box.console_url, StaffRole.FINANCE, branch="guangdong")
    proposal = decide(desk.one, order_id, "resolve", attempt_no=1, verdict="dismiss")["proposal"]
    before = wire().stores.orders.load(order_id)
    for action in ("refund", "refund_part", "refund_retry", "returned_by_hand", "resolve"):
        for one, status, code in ((manager, 403, "forbidden"), (stranger, 404, "order_not_found")):
            refused(partial(decide, one, order_id, action, attempt_no=1), status, code)
    for one, status, code in (
        (desk.one, 403, "own_proposal"),
        (manager, 403, "forbidden"),
        (stranger, 404, "proposal_unknown"),
    ):
        refused(partial(confirm, one, proposal), status, code)
    extra = {"action": "refund", "reason": "退一部分", "amount": 1000}
    path = f"/api/staff/orders/{order_id}/decisions"
    refused(lambda: desk.one.call("POST", path, extra), 422, "invalid", "amount")  # or all would go back
    blank = {"action": "refund", "reason": "   "}
    refused(lambda: desk.one.call("POST", path, blank), 422, "invalid", "reason")
    assert wire().stores.orders.load(order_id) == before
    assert confirm(desk.two, proposal)["order"]["attempts"][0]["state"] == "ABANDONED"
    refused(lambda: confirm(desk.two, proposal), 409, "proposal_over")


def test_proposals_come_in_pages_of_their_own(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions_module, "PAGE", 1)
    orders = [desk.suspect(1) for _ in range(2)]
    for order_id in orders:
        assert decide(desk.one, order_id, "resolve", attempt_no=1, verdict="dismiss")["proposal"]
    found, query = list[str](), dict[str, str]()
    while True:
        page = desk.two.call("GET", "/api/staff/decisions", **query)
        assert bool(page["orders"]) is not bool(query)
        found += [one["order_id"] for one in page["proposals"]]
        if page["proposals_after"] is None:
            break
        query = {"proposals_after": page["proposals_after"]}
    assert found[-2:] == orders
    assert len(found) == len(set(found))
    refused(
        partial(desk.two.call, "GET", "/api/staff/decisions", proposals_after="x"), 422, "invalid", "proposals_after"
    )


def test_what_waits_is_all_there_is_page_by_page(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    suspects = [desk.suspect(1) for _ in range(3)]
    monkeypatch.setattr(decisions_module, "PAGE", 2)
    first = desk.one.call("GET", "/api/staff/decisions")
    second = desk.one.call("GET", "/api/staff/decisions", cursor=first["cursor"])
    assert (len(first["orders"]), second["cursor"]) == (2, None)
    assert {one["order"]["order_id"] for one in first["orders"] + second["orders"]} == set(suspects)
