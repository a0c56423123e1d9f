"""Money that two of finance say is back: paid by hand elsewhere, or returned on the channel's own page."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.orders import facts
from chalicelib.pay.model import ChannelRefund, RefundStatus
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import Fen
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide, waits
from tests.worlds.finance import Desk, matched, take_out
from tests.worlds.staff import who
from tests.worlds.staff_orders import settle


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def said_beforehand(desk: Desk, order_id: str) -> dict[str, str]:
    """What the channel's answer is known to stand in the way of, and why."""
    says = desk.two.call("GET", f"/api/staff/orders/{order_id}/payments/1/channel")
    return {one["action"]: one["why"] for one in says["refused"]}


def test_what_went_back_on_the_page_is_not_paid_a_second_time(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_not_enough", times=3)
    decide(desk.one, order_id, "refund")
    world.box.faults.clear()
    world.box.pay.refunds.outside(out_trade_no(order_id, 1))  # finance loses patience
    wire().money.pay.refunds.push_due(order_id, 1, 1)
    (stuck,) = desk.refunds("STUCK")
    assert stuck["refund"]["waits"].startswith("渠道已有其他退款")
    wire().student.orders.apply(order_id, facts.RefundClosed(attempt_no=1, try_no=1, amount=Fen(2000)))
    asked = partial(decide, desk.one, order_id, "returned_by_hand", attempt_no=1, reference="回单 89")
    refused(asked, 409, "went_back")
    order = desk.agreed(order_id, "returned_on_page", attempt_no=1, reference="503 88")
    assert (order["label"], order["attempts"][0]["state"]) == ("已退款", "RETURNED_OUTSIDE")
    row = wire().staff.audit.search(who(desk.two.account), subject=f"order {order_id}")[0][0]
    assert (row.action, row.data["reference"]) == ("returned_on_page", "503 88")


def told_by_bill(order_id: str, refund_no: str, amount: int) -> None:
    part = facts.PartReturned(attempt_no=1, refund_no=refund_no, amount=Fen(amount), back_at=wire().clock())
    wire().student.orders.apply(order_id, part)


def test_what_went_back_on_the_page_after_ours_was_closed_is_not_paid_a_second_time(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_refund_closed", times=1)
    decide(desk.one, order_id, "refund")
    settle(order_id, "CLOSED")
    world.box.pay.refunds.outside(out_trade_no(order_id, 1), 500)
    desk.unmatched("wechat")
    by_hand = partial(decide, desk.one, order_id, "returned_by_hand", attempt_no=1, reference="回单 91")
    on_page = partial(decide, desk.one, order_id, "returned_on_page", attempt_no=1, reference="503 91")
    refused(by_hand, 409, "bill_first")
    refused(on_page, 409, "not_back")
    told = said_beforehand(desk, order_id)
    assert "的账单核对之前，不能确定此后有没有在商户平台退过款。请等该日账单核对后再登记" in told["returned_by_hand"]
    assert told["returned_on_page"].startswith("渠道没有显示这笔付款有退款。")
    matched("wechat")
    told_by_bill(order_id, "page1", 500)
    refused(by_hand, 409, "went_back")
    world.box.pay.refunds.outside(out_trade_no(order_id, 1), 1500)
    refused(on_page, 409, "bill_shows_part")
    assert said_beforehand(desk, order_id)["returned_on_page"].startswith("渠道账单只显示退了 5.00 元，不是全部。")
    told_by_bill(order_id, "page2", 1500)
    order = desk.one.call("GET", f"/api/staff/orders/{order_id}")
    assert (order["label"], order["attempts"][0]["state"]) == ("已退款", "RETURNED_OUTSIDE")


def test_a_refund_closed_there_and_one_that_never_got_there_can_be_paid_back_by_hand(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_refund_closed", times=1)
    decide(desk.one, order_id, "refund")
    settle(order_id, "CLOSED")
    world.box.faults.set("pay_not_enough", times=5)
    desk.agreed(order_id, "refund_retry", attempt_no=1)
    world.box.faults.clear()
    wire().student.orders.apply(order_id, facts.RefundClosed(attempt_no=1, try_no=2, amount=Fen(2000)))
    matched("wechat")
    order = desk.agreed(order_id, "returned_by_hand", attempt_no=1, reference="回单 92")
    assert (order["label"], order["refunds"][1]["label"]) == ("已退款", "已人工退回")


def test_what_did_not_go_back_is_not_written_down_as_gone(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_not_enough", times=3)
    decide(desk.one, order_id, "refund")
    refused(partial(decide, desk.one, order_id, "returned_on_page", attempt_no=1), 422, "reference_needed", "reference")
    asked = partial(decide, desk.one, order_id, "returned_on_page", attempt_no=1, reference="503 89")
    refused(asked, 409, "not_back")
    world.box.faults.clear()
    settle(order_id, "DONE")


def test_money_at_a_channel_that_is_gone_is_paid_back_by_hand(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = desk.paid(world.student())
    world.box.faults.set("pay_not_enough", times=3)
    decide(desk.one, order_id, "refund")
    world.box.faults.clear()
    take_out("wechat", monkeypatch)
    wire().money.pay.refunds.push_due(order_id, 1, 1)
    (one,) = desk.refunds("OPEN") + desk.refunds("STUCK")
    assert one["actions"] == ["returned_by_hand"]
    shown = desk.one.call("GET", f"/api/staff/orders/{order_id}")["actions"]
    assert [may["action"] for may in shown if may["attempt_no"] == 1] == ["returned_by_hand"]
    order = desk.agreed(order_id, "returned_by_hand", attempt_no=1, reference="回单 90")
    assert (order["label"], order["refunds"][0]["label"]) == ("已退款", "已人工退回")


def test_a_refund_of_another_amount_is_ended_by_two_once_the_rest_is_back(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = desk.paid(world.student())
    monkeypatch.setattr(world.box.pay.refunds, "seconds", None)
    decide(desk.one, order_id, "refund")
    settle(order_id, "PROCESSING")
    on_page = partial(decide, desk.one, order_id, "returned_on_page", attempt_no=1, reference="503 93")
    assert "人工" not in refused(on_page, 409, "refund_still_open")["message"]  # it is not what was asked for
    other = ChannelRefund(
        out_refund_no=f"{order_id}_01R1", status=RefundStatus.SUCCESS, amount=Fen(1999), refund_id="503"
    )
    monkeypatch.setattr(wire().outside.wechat_pay, "query_refund", lambda number, *, seconds: other)
    wire().money.pay.refunds.push_due(order_id, 1, 1)
    (stuck,) = desk.refunds("STUCK")
    assert (stuck["actions"], waits(desk.one, order_id)) == (["returned_on_page"], ["REFUND_STUCK"])
    assert stuck["refund"]["waits"].startswith("渠道退回的金额与应退金额不同")
    order = desk.agreed(order_id, "returned_on_page", attempt_no=1, reference="503 93")
    assert (order["label"], order["attempts"][0]["state"]) == ("已退款", "RETURNED_OUTSIDE")
    assert order["refunds"][0]["state"] == "CLOSED"
    assert (desk.refunds("STUCK"), waits(desk.one, order_id)) == ([], [])
