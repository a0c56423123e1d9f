"""The product's WeChat Pay channel against the simulator: real requests, real signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.pay.channels.wechat import WeChatPay
from chalicelib.pay.channels.wechat_facts import read_bill
from chalicelib.pay.model import (
    Back,
    CloseResult,
    Kind,
    NotEnough,
    PaidFact,
    RefundStatus,
    Trade,
    TradeState,
)
from chalicelib.shared.clock import SHANGHAI, system_clock
from chalicelib.shared.errors import OutsideFailed
from sandbox.wechat_pay.bill import bill_csv
from sandbox.wechat_pay.books import CannotPay
from tests.protocols.pay_channel import IN_AN_HOUR, a_trade, channel, refund_of, started
from tests.worlds.simulators import Outside, Shop, until

Call = Callable[[WeChatPay], Any]


@pytest.fixture
def pay(outside: Outside, shop: Shop) -> WeChatPay:
    return channel(outside.keys, api_url=outside.pay.url, notice_url=shop.url)


def paid(outside: Outside, pay: WeChatPay) -> Trade:
    trade = started(pay)
    outside.pay.user_pays(trade.out_trade_no)
    return trade


# -- starting ----------------------------------------------------------------------------------------------------------


def test_the_library_still_has_its_only_seam(outside: Outside) -> None:
    """`_core._gate_way` is private: if an upgrade takes it away, nothing would reach the address of our settings."""
    from wechatpayv3.core import Core

    keys = outside.keys
    bare = "".join(keys.merchant_pem.strip().splitlines()[1:-1])
    core = Core(
        keys.mchid,
        keys.merchant_serial,
        bare,
        keys.apiv3_key,
        public_key=keys.platform_public_pem,
        public_key_id=keys.platform_key_id,
    )
    assert core._gate_way == "https://api.mch.weixin.qq.com"


def test_native_gives_a_code_that_can_be_scanned(outside: Outside, pay: WeChatPay) -> None:
    trade, deadline = a_trade(), system_clock() + IN_AN_HOUR
    begun = pay.start(trade, deadline)
    assert begun.kind is Kind.NATIVE
    asked = outside.pay.books.trade(trade.out_trade_no)["asked"]
    assert datetime.fromisoformat(asked["time_expire"]) == deadline.replace(microsecond=0)
    assert asked["time_expire"].endswith("+08:00")
    assert (asked["amount"], asked["description"]) == ({"total": 3000, "currency": "CNY"}, "毕业生图像采集")
    outside.pay.scan(begun.params["code_url"])
    assert isinstance(pay.query(trade.out_trade_no), PaidFact)


def test_jsapi_gives_arguments_that_wechat_accepts(outside: Outside, pay: WeChatPay) -> None:
    openid = outside.wechat.new_user()["openid"]
    begun = pay.start(a_trade(kind=Kind.JSAPI, payer=openid), system_clock() + IN_AN_HOUR)
    assert begun.params.keys() == {"timeStamp", "nonceStr", "package", "signType", "paySign"}
    with pytest.raises(CannotPay, match="签名"):
        outside.pay.request_payment({**begun.params, "timeStamp": "1"}, openid=openid)
    assert outside.pay.request_payment(begun.params, openid=openid)["state"] == "SUCCESS"


def test_starting_the_same_trade_again_is_the_same_trade(outside: Outside, pay: WeChatPay) -> None:
    trade, deadline = a_trade(), system_clock() + IN_AN_HOUR
    first, second = pay.start(trade, deadline), pay.start(trade, deadline)
    assert first != second
    outside.pay.scan(second.params["code_url"])
    assert len(outside.pay.books.trades()) == 1


@pytest.mark.parametrize("end", ["pay", "close"])
def test_a_trade_that_is_over_gets_no_new_prepay(outside: Outside, pay: WeChatPay, end: str) -> None:
    trade = paid(outside, pay) if end == "pay" else started(pay)
    pay.close(trade.out_trade_no, seconds=3)
    with pytest.raises(OutsideFailed):
        started(pay, trade)


# -- asking and closing ------------------------------------------------------------------------------------------------


def test_every_state_of_a_trade(outside: Outside, pay: WeChatPay) -> None:
    assert pay.query(a_trade().out_trade_no) is TradeState.ABSENT
    trade = started(pay)
    assert pay.query(trade.out_trade_no) is TradeState.NOTPAY
    outside.pay.user_fails(trade.out_trade_no)
    assert pay.query(trade.out_trade_no) is TradeState.NOTPAY
    assert pay.close(trade.out_trade_no, seconds=3) is CloseResult.CLOSED
    assert pay.query(trade.out_trade_no) is TradeState.CLOSED
    trade = paid(outside, pay)
    fact = pay.query(trade.out_trade_no)
    assert isinstance(fact, PaidFact)
    assert (fact.out_trade_no, fact.amount, fact.currency) == (trade.out_trade_no, 3000, "CNY")
    assert (fact.mchid, fact.appid, fact.back) == (outside.keys.mchid, outside.keys.appid, Back.NOTHING)
    assert abs((system_clock() - fact.paid_at).total_seconds()) < 5
    assert fact.transaction_id == outside.pay.books.trade(trade.out_trade_no)["transaction_id"]
    outside.pay.refunds.outside(trade.out_trade_no)
    returned = pay.query(trade.out_trade_no)
    assert isinstance(returned, PaidFact)
    assert returned.back is Back.SOME  # its word for a part, too


def test_closing(outside: Outside, pay: WeChatPay) -> None:
    trade = started(pay)
    assert pay.close(trade.out_trade_no, seconds=3) is CloseResult.CLOSED
    assert pay.close(trade.out_trade_no, seconds=3) is CloseResult.CLOSED
    assert pay.close(paid(outside, pay).out_trade_no, seconds=3) is CloseResult.PAID
    assert pay.close(a_trade().out_trade_no, seconds=3) is CloseResult.UNKNOWN  # a slow prepay may still land
    outside.faults.set("pay_paid_while_closing")
    assert pay.close(started(pay).out_trade_no, seconds=3) is CloseResult.PAID


# -- refunds and bills -------------------------------------------------------------------------------------------------


def test_a_refund_keeps_its_number(outside: Outside, shop: Shop, pay: WeChatPay) -> None:
    outside.pay.refunds.seconds = None
    trade = paid(outside, pay)
    wanted = refund_of(trade)
    assert pay.query_refund(wanted.out_refund_no).status is RefundStatus.ABSENT
    first, again = pay.refund(wanted), pay.refund(wanted)
    assert first == again
    assert (first.status, first.amount, first.out_refund_no) == (RefundStatus.PROCESSING, 3000, wanted.out_refund_no)
    outside.pay.refunds.finish(wanted.out_refund_no)
    assert pay.query_refund(wanted.out_refund_no).status is RefundStatus.SUCCESS
    assert pay.refund(wanted).status is RefundStatus.SUCCESS
    assert len(outside.pay.refunds.of(trade.out_trade_no)) == 1
    told = until(lambda: [one for one in shop.seen if b'"REFUND.SUCCESS"' in one.body])[0]
    fact = pay.read_notice({name.lower(): value for name, value in told.headers}, told.body)
    assert fact == pay.query_refund(wanted.out_refund_no)


@pytest.mark.parametrize("outcome", ["ABNORMAL", "CLOSED"])
def test_a_refund_that_does_not_go_through(outside: Outside, pay: WeChatPay, outcome: str) -> None:
    outside.pay.refunds.seconds = None
    wanted = refund_of(paid(outside, pay))
    pay.refund(wanted)
    outside.pay.refunds.finish(wanted.out_refund_no, outcome)
    assert pay.query_refund(wanted.out_refund_no).status is RefundStatus(outcome)


def test_a_refused_refund_is_a_failure(outside: Outside, pay: WeChatPay) -> None:
    with pytest.raises(OutsideFailed):
        pay.refund(refund_of(started(pay)))
    outside.faults.set("pay_not_enough")
    trade = paid(outside, pay)
    with pytest.raises(NotEnough):
        pay.refund(refund_of(trade))
    assert pay.refund(refund_of(trade)).status is RefundStatus.PROCESSING


def test_a_bill_in_yuan_becomes_lines_in_fen(outside: Outside, pay: WeChatPay) -> None:
    outside.pay.refunds.seconds = None
    first, second = paid(outside, pay), paid(outside, pay)
    pay.refund(refund_of(second))
    outside.faults.set("pay_bill_early")
    today = system_clock().astimezone(SHANGHAI).date()
    lines = pay.bill(today).lines
    known = [(one.out_trade_no, one.state, one.amount, one.refund_amount) for one in lines]
    assert known == [
        (first.out_trade_no, "SUCCESS", 3000, 0),
        (second.out_trade_no, "SUCCESS", 3000, 0),
        (second.out_trade_no, "PROCESSING", 0, 3000),
    ]
    assert lines[2].out_refund_no == refund_of(second).out_refund_no
    assert all(one.at.astimezone(SHANGHAI).date() == today for one in lines)


def test_what_a_coupon_of_the_merchant_bore_counts_in_a_bill_both_ways(outside: Outside, pay: WeChatPay) -> None:
    """The order's amount, and what was asked back of it: what was settled of either is less."""
    trade = started(pay)
    outside.pay.books.pay(trade.out_trade_no, coupon=200)
    pay.refund(refund_of(trade))
    outside.faults.set("pay_bill_early")
    came, went = pay.bill(system_clock().astimezone(SHANGHAI).date()).lines
    assert (came.amount, went.refund_amount) == (3000, 3000)


def test_a_bill_is_held_against_its_own_totals(outside: Outside, pay: WeChatPay) -> None:
    trade = started(pay)
    outside.pay.books.pay(trade.out_trade_no, coupon=200)
    pay.refund(refund_of(paid(outside, pay)))
    day = system_clock().astimezone(SHANGHAI).date()
    outside.faults.set("pay_bill_early")
    assert pay.bill(day).agrees
    plain = bill_csv(outside.pay._keys, day, outside.pay.books.trades(), outside.pay.refunds.refunds()).decode(
        "utf-8-sig"
    )
    *rows, heading, totals = plain.split("\r\n")[:-1]

    def agrees(*lines: str) -> bool:
        return read_bill("\r\n".join(lines)).agrees

    assert agrees(*rows, heading, totals)
    assert not agrees(*rows)
    assert not agrees(*rows, heading)
    assert not agrees(*rows[:-1], heading, totals)
    fields = totals.split(",")
    assert fields[0] == "`3"
    assert fields[5:] == ["`60.00", "`30.00"]
    for place, wrong in ((0, "`2"), (5, "`59.99"), (6, "`30.01")):
        assert not agrees(*rows, heading, ",".join([*fields[:place], wrong, *fields[place + 1 :]]))


def test_a_bill_whose_digest_differs_is_refused(
    outside: Outside, pay: WeChatPay, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(outside, pay)
    outside.faults.set("pay_bill_early", times=2)
    monkeypatch.setattr(outside.pay, "_download", lambda request: b"changed on the way")
    with pytest.raises(OutsideFailed):
        pay.bill(system_clock().astimezone(SHANGHAI).date())


def test_a_bill_that_is_not_ready_is_a_failure(pay: WeChatPay) -> None:
    with pytest.raises(OutsideFailed):
        pay.bill(system_clock().astimezone(SHANGHAI).date())
