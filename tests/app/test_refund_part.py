"""Finance returns a part of what was paid, over HTTP: a little alone, more by two, and the order goes on."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.desk.money import solo_refunds
from tests.worlds.app import World, refused
from tests.worlds.branch import confirm, decide
from tests.worlds.finance import Desk
from tests.worlds.staff_orders import settle


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_little_is_returned_by_one_and_the_student_sees_it(world: World, desk: Desk) -> None:
    student = world.student()
    order_id = desk.paid(student, refund_until="REVIEW")
    give = partial(decide, desk.one, order_id, "refund_part", attempt_no=1)
    for amount in (0, 2000):
        error = refused(partial(give, amount=amount), 422, "part_wrong", "amount")
        assert "这笔款请填 0.01 到 19.99 元" in error["action"]
    said = give(amount=500)
    assert (said["proposal"], said["order"]["state"]) == (None, "IN_REVIEW")
    settle(order_id, "DONE")
    (attempt,) = desk.one.call("GET", f"/api/staff/orders/{order_id}")["attempts"]
    assert (attempt["state"], attempt["left"], attempt["outside"]) == ("OK", 1500, 0)
    (row,) = [one for one in desk.refunds("OVER") if one["order_id"] == order_id]
    assert (row["refund"]["amount"], row["refund"]["reason"], row["actions"]) == (500, "经办人员退还部分款项", [])
    (receipt,) = student.order(order_id)["receipts"]
    assert (receipt["back"]["amount_text"], receipt["back"]["done_at"] is not None) == ("5.00", True)
    student.act(order_id, "refund")
    (receipt,) = student.order(order_id)["receipts"]
    assert (receipt["back"]["amount_text"], receipt["back"]["done_at"]) == ("20.00", None)


def test_more_than_a_little_is_agreed_by_a_second_person(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    decide(desk.one, order_id, "refund_part", attempt_no=1, amount=900)
    refused(partial(decide, desk.one, order_id, "refund"), 409, "refund_part_under_way")
    settle(order_id, "DONE")
    proposal = decide(desk.one, order_id, "refund_part", attempt_no=1, amount=101)["proposal"]
    assert (proposal["params"]["amount"], proposal["order"]["amount"]) == (101, 1100)
    confirm(desk.two, proposal)
    settle(order_id, "DONE")
    assert desk.one.call("GET", f"/api/staff/orders/{order_id}")["attempts"][0]["left"] == 999


def test_small_ones_count_as_refunds_of_one_person(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solo_refunds, "A_DAY", 1)
    for alone in (True, False):
        order_id = desk.paid(world.student())
        said = decide(desk.one, order_id, "refund_part", attempt_no=1, amount=1)
        assert (said["proposal"] is None) is alone
