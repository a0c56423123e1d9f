"""An order's money in words, what its channel says now, and a season's figures: to the fen what the ledger says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.notify.money_totals import season_of
from chalicelib.orders.ledger import EntryKind
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide
from tests.worlds.finance import Desk, matched, take_out
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_unpaid, settle
from tools.replay import replay


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def money(desk: Desk, order_id: str) -> dict[str, Any]:
    return dict(desk.one.call("GET", f"/api/staff/orders/{order_id}/money"))


def says(desk: Desk, order_id: str, attempt_no: object = 1) -> dict[str, Any]:
    return dict(desk.one.call("GET", f"/api/staff/orders/{order_id}/payments/{attempt_no}/channel"))


def season(desk: Desk, **asked: Any) -> dict[str, Any]:
    return dict(desk.one.call("GET", "/api/staff/season", **asked))


def test_an_orders_money_is_told_entry_by_entry_with_what_is_left(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    decide(desk.one, order_id, "refund")
    settle(order_id, "DONE")
    told = money(desk, order_id)
    assert [(line["text"], line["amount"], line["balance"]) for line in told["lines"]] == [
        ("微信支付收到付款 20.00 元", 2000, 2000),
        ("经微信支付原路退回 20.00 元", -2000, 0),
    ]
    assert (told["balance"], told["order"]["label"]) == (0, "已退款")


def test_what_finance_found_at_the_channel_corrects_what_the_notice_said(world: World, desk: Desk) -> None:
    order_id = desk.suspect(1)
    assert [line["balance"] for line in money(desk, order_id)["lines"]] == [2001]
    world.outside.control("POST", f"/trades/{out_trade_no(order_id, 1)}", outcome="pay")
    desk.agreed(order_id, "resolve", attempt_no=1, verdict="accept")
    assert [(line["text"], line["balance"]) for line in money(desk, order_id)["lines"]] == [
        ("微信支付收到付款 20.01 元", 2001),
        ("核实来款，把收到的付款调减 0.01 元", 2000),
    ]


def test_money_whose_stream_was_lost_is_fed_again(world: World, desk: Desk) -> None:
    world.box.stream.skip()
    desk.paid(world.student())
    world.box.stream.skip()
    year = season_of(wire().clock().astimezone(SHANGHAI).date())
    before = season(desk, year=year)["total"]
    for _ in range(2):
        replay(timedelta(hours=1))
        after = season(desk, year=year)["total"]
        assert (after["payments"] - before["payments"], after["income"] - before["income"]) == (1, 2000)


def test_an_order_that_nobody_paid_has_no_money(world: World, desk: Desk) -> None:
    student = world.student()
    order_id = made_unpaid(world, world.person(student), world.plain_task(branch=desk.branch))
    assert (money(desk, order_id)["lines"], money(desk, order_id)["balance"]) == ([], 0)
    stranger = colleague(world.box.console_url, StaffRole.FINANCE, branch="guangdong")
    refused(lambda: stranger.call("GET", f"/api/staff/orders/{order_id}/money"), 404, "order_not_found")


def test_the_channel_is_asked_now_and_its_answer_told_in_words(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid, nothing = desk.paid(world.student()), desk.suspect(1)
    matched("wechat")
    answer = says(desk, paid)
    assert (answer["state"], answer["amount"], answer["back"]) == ("PAID", 2000, "NOTHING")
    assert answer["text"].startswith("微信支付现在说：支付成功，20.00 元，")
    assert answer["text"].endswith("，没有退款。")
    assert (says(desk, nothing)["state"], says(desk, nothing)["text"]) == ("NOTPAY", "微信支付现在说：还没有付款。")
    decide(desk.one, paid, "refund")
    settle(paid, "DONE")
    assert says(desk, paid)["text"].endswith("款项已全部退回，第 1 次退款已退 20.00 元。")
    for wrong in (2, "x", "999"):
        refused(lambda wrong=wrong: says(desk, paid, wrong), 422, "attempt_unknown", "attempt_no")  # type: ignore[misc]
    world.box.faults.set("pay_5xx", times=2)
    refused(lambda: says(desk, paid), 503, "outside_busy")
    world.box.faults.clear()
    take_out("wechat", monkeypatch)
    assert says(desk, paid)["state"] == "GONE"


def test_a_season_has_what_the_ledger_has(world: World, desk: Desk) -> None:
    student = world.student()
    orders = [desk.paid(student), desk.paid(student), desk.suspect(1)]
    decide(desk.one, orders[0], "refund")
    settle(orders[0], "DONE")
    today = wire().clock().astimezone(SHANGHAI).date()
    sums = Counter[bool]()
    for entry in wire().stores.ledger.of_day("wechat", today):
        if entry.order_id in orders:
            sums[entry.kind is EntryKind.PAID] += entry.amount
    whole = {
        "income": sums[True],
        "returned": sums[False],
        "net": sums[True] - sums[False],
        "payments": 3,
        "refunds": 1,
    }
    assert whole["net"] == 2000 + 2001
    world.box.stream.drain()
    found = season(desk)
    assert found["total"] == whole
    assert found["days"] == [{"day": today.isoformat(), "sums": whole}]
    assert found["channels"] == [{"channel": "wechat", "sums": whole}]
    assert sum(task["sums"]["net"] for task in found["tasks"]) == whole["net"]
    assert sum(school["sums"]["net"] for school in found["schools"]) == whole["net"]
    assert {"state": "REFUNDED", "label": "已退款", "orders": 1} in found["states"]
    assert season(desk, year=found["year"])["total"] == whole
    assert season(desk, year=found["year"] - 1)["total"] == dict.fromkeys(whole, 0)


def test_a_payment_that_is_corrected_is_one_and_what_is_no_payment_is_none(world: World, desk: Desk) -> None:
    doubt, nothing = desk.suspect(1), desk.suspect(1)
    world.outside.control("POST", f"/trades/{out_trade_no(doubt, 1)}", outcome="pay")
    desk.agreed(doubt, "resolve", attempt_no=1, verdict="accept")
    desk.agreed(nothing, "resolve", attempt_no=1, verdict="dismiss")
    world.box.stream.drain()
    total = season(desk)["total"]
    assert (total["payments"], total["income"], total["refunds"]) == (1, 2000, 0)


def test_an_entry_that_comes_twice_is_counted_once(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    world.box.stream.drain()
    today = wire().clock().astimezone(SHANGHAI).date()
    (entry,) = [one for one in wire().stores.ledger.of_day("wechat", today) if one.order_id == order_id]
    assert wire().followups.money_totals.add(entry) is False
    assert season(desk)["total"]["payments"] == 1
