"""The product's Alipay channel against the simulator: what it starts, asks, closes, returns and reads in bills."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from chalicelib.pay.channels.alipay import Alipay
from chalicelib.pay.channels.alipay_bill import read_bill
from chalicelib.pay.model import Back, Bill, CloseResult, Kind, NotEnough, PaidFact, RefundStatus, Trade, TradeState
from chalicelib.shared.clock import SHANGHAI, system_clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from sandbox.alipay.bill import bill_zip
from sandbox.server import Reply, Server
from sandbox.wechat_pay.books import CannotPay
from tests.protocols.alipay_channel import BACK, channel, page, press, started
from tests.protocols.pay_channel import IN_AN_HOUR, a_trade, refund_of
from tests.worlds.simulators import Outside, Shop


@pytest.fixture
def pay(outside: Outside, shop: Shop) -> Alipay:
    return channel(outside.keys, url=outside.alipay.url, notice_url=shop.url)


def paid(outside: Outside, pay: Alipay) -> Trade:
    trade = started(pay)
    outside.alipay.user_pays(trade.out_trade_no)
    return trade


# -- starting ----------------------------------------------------------------------------------------------------------


def test_a_code_is_scanned_and_paid(outside: Outside, pay: Alipay) -> None:
    trade, before = a_trade(), system_clock()
    begun = pay.start(trade, before + IN_AN_HOUR)
    assert begun.kind is Kind.NATIVE
    assert begun.until is not None
    assert timedelta(minutes=100) < begun.until - before < timedelta(hours=2)
    outside.alipay.scan(begun.params["code_url"])
    fact = pay.query(trade.out_trade_no)
    assert isinstance(fact, PaidFact)
    assert (fact.out_trade_no, fact.amount, fact.currency, fact.back) == (trade.out_trade_no, 3000, "CNY", Back.NOTHING)
    assert (fact.mchid, fact.appid) == (outside.keys.alipay_seller_id, outside.keys.alipay_app_id)
    assert abs(fact.paid_at - system_clock()) < timedelta(minutes=1)


@pytest.mark.parametrize("kind", [Kind.PAGE, Kind.WAP])
def test_a_page_is_opened_and_paid_and_leads_back(outside: Outside, pay: Alipay, kind: Kind) -> None:
    trade, url = page(pay, kind)
    assert pay.start(trade, system_clock() + IN_AN_HOUR).until is None
    answer = press(url, "pay")
    assert (answer.status_code, answer.headers["Location"]) == (303, BACK)
    assert isinstance(pay.query(trade.out_trade_no), PaidFact)


def test_a_page_costs_no_call(outside: Outside) -> None:
    assert "sign=" in page(channel(outside.keys), Kind.PAGE)[1]


def test_a_changed_page_is_refused(outside: Outside, pay: Alipay) -> None:
    _, url = page(pay, Kind.PAGE)
    with pytest.raises(AssertionError, match="验签出错"):
        press(url.replace("30.00", "00.01"), "pay")


def test_there_is_no_trade_before_somebody_scans(outside: Outside, pay: Alipay) -> None:
    trade = started(pay)
    assert pay.query(trade.out_trade_no) is TradeState.ABSENT
    assert pay.close(trade.out_trade_no, seconds=3) is CloseResult.UNKNOWN
    outside.alipay.user_pays(trade.out_trade_no)
    assert isinstance(pay.query(trade.out_trade_no), PaidFact)


def test_the_same_number_again_is_the_same_offer(outside: Outside, pay: Alipay) -> None:
    trade = a_trade()
    first, second = (pay.start(trade, system_clock() + IN_AN_HOUR) for _ in range(2))
    assert first.params == second.params
    outside.alipay.scan(first.params["code_url"])
    with pytest.raises(OutsideFailed):
        pay.start(trade, system_clock() + IN_AN_HOUR)


# -- closing -----------------------------------------------------------------------------------------------------------


def test_who_has_scanned_can_be_closed_out(outside: Outside, pay: Alipay) -> None:
    trade = started(pay)
    outside.alipay.user_scans(trade.out_trade_no)
    assert pay.query(trade.out_trade_no) is TradeState.NOTPAY
    assert [pay.close(trade.out_trade_no, seconds=10) for _ in range(2)] == [CloseResult.CLOSED] * 2
    assert pay.query(trade.out_trade_no) is TradeState.CLOSED
    with pytest.raises(CannotPay):
        outside.alipay.user_pays(trade.out_trade_no)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_is_paid_is_not_closed(outside: Outside, pay: Alipay, when: str) -> None:
    trade = started(pay)
    if when == "before":
        outside.alipay.user_pays(trade.out_trade_no)
    else:
        outside.alipay.user_scans(trade.out_trade_no)
        outside.faults.set("alipay_paid_while_closing")
    assert pay.close(trade.out_trade_no, seconds=10) is CloseResult.PAID


def test_time_closes_what_was_scanned(outside: Outside, pay: Alipay) -> None:
    trade = started(pay)
    outside.alipay.user_scans(trade.out_trade_no)
    outside.clock.ahead = 3700
    assert pay.query(trade.out_trade_no) is TradeState.CLOSED
    outside.alipay.user_pays(trade.out_trade_no, after_expiry=True)
    assert isinstance(pay.query(trade.out_trade_no), PaidFact)


# -- refunds -----------------------------------------------------------------------------------------------------------


def test_a_refund_asked_for_twice_moves_money_once(outside: Outside, pay: Alipay) -> None:
    wanted = refund_of(paid(outside, pay))
    assert pay.query_refund(wanted.out_refund_no).status is RefundStatus.ABSENT
    first, again = pay.refund(wanted), pay.refund(wanted)
    assert (first.status, again.status) == (RefundStatus.SUCCESS, RefundStatus.PROCESSING)
    told = pay.query_refund(wanted.out_refund_no)
    assert (told.status, told.amount, told.refund_id) == (RefundStatus.SUCCESS, 3000, first.refund_id)
    assert len(outside.alipay.books.refunds(of=wanted.out_trade_no)) == 1


def test_a_refund_whose_answer_was_lost_is_found(outside: Outside, pay: Alipay) -> None:
    wanted = refund_of(paid(outside, pay))
    outside.faults.set("alipay_answer_lost", times=2)
    with pytest.raises(OutsideBusy):
        pay.refund(wanted)
    assert pay.query_refund(wanted.out_refund_no).status is RefundStatus.SUCCESS


def test_a_refund_needs_money(outside: Outside, pay: Alipay) -> None:
    wanted = refund_of(paid(outside, pay))
    outside.faults.set("alipay_not_enough")
    with pytest.raises(NotEnough):
        pay.refund(wanted)
    assert pay.refund(wanted).status is RefundStatus.SUCCESS


def test_what_was_not_paid_is_not_refunded(outside: Outside, pay: Alipay) -> None:
    trade = started(pay)
    with pytest.raises(OutsideFailed):
        pay.refund(refund_of(trade))
    assert pay.query_refund(refund_of(trade).out_refund_no).status is RefundStatus.ABSENT
    outside.alipay.user_scans(trade.out_trade_no)
    with pytest.raises(OutsideFailed):
        pay.refund(refund_of(trade))


def test_money_that_went_back_on_the_merchants_page_shows(outside: Outside, pay: Alipay) -> None:
    trade = paid(outside, pay)
    outside.alipay.refund_outside(trade.out_trade_no)
    fact = pay.query(trade.out_trade_no)
    assert isinstance(fact, PaidFact)
    assert fact.back is Back.ALL


# -- bills -------------------------------------------------------------------------------------------------------------


def test_a_bill_in_yuan_becomes_lines_in_fen(outside: Outside, pay: Alipay) -> None:
    first, second = paid(outside, pay), paid(outside, pay)
    started(pay)  # what nobody paid is in no bill
    pay.refund(refund_of(second))
    outside.faults.set("alipay_bill_early")
    today = system_clock().astimezone(SHANGHAI).date()
    lines = pay.bill(today).lines
    known = [(one.out_trade_no, one.state, one.amount, one.out_refund_no, one.refund_amount) for one in lines]
    assert known == [
        (first.out_trade_no, "SUCCESS", 3000, "", 0),
        (second.out_trade_no, "SUCCESS", 3000, "", 0),
        (second.out_trade_no, "SUCCESS", 0, refund_of(second).out_refund_no, 3000),
    ]
    assert all(one.at.astimezone(SHANGHAI).date() == today for one in lines)
    assert pay.bill(today - timedelta(days=9)) == Bill()


def test_what_a_coupon_of_the_merchant_bore_counts_in_a_bill_both_ways(outside: Outside, pay: Alipay) -> None:
    """The order's amount, and what was asked back of it: what was received of either is less."""
    trade = started(pay)
    outside.alipay.books.pay(trade.out_trade_no, coupon=200)
    pay.refund(refund_of(trade))
    outside.faults.set("alipay_bill_early")
    came, went = pay.bill(system_clock().astimezone(SHANGHAI).date()).lines
    assert (came.amount, went.refund_amount) == (3000, 3000)


def test_a_bill_is_held_against_its_own_totals(outside: Outside, pay: Alipay) -> None:
    trade = started(pay)
    outside.alipay.books.pay(trade.out_trade_no, coupon=200)
    pay.refund(refund_of(paid(outside, pay)))
    day = system_clock().astimezone(SHANGHAI).date()
    outside.faults.set("alipay_bill_early")
    assert pay.bill(day).agrees
    packed = bill_zip("2088", day, outside.alipay.books.trades(), outside.alipay.books.refunds())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        name, _ = archive.namelist()
        plain = archive.read(name).decode("gb18030")

    def agrees(old: str, new: str) -> bool:
        assert old in plain
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as archive:
            archive.writestr("trades.csv", plain.replace(old, new).encode("gb18030"))
        return read_bill(changed.getvalue()).agrees

    assert agrees("#", "#")
    for old, new in (
        ("#交易合计：2笔", "#交易合计：3笔"),
        ("#退款合计：1笔", "#退款合计：0笔"),
        ("实收共58.00元", "实收共58.01元"),
        ("实收退款共-30.00元", "实收退款共-29.99元"),
        ("#交易合计", "#"),
        ("#退款合计", "#"),
    ):
        assert not agrees(old, new)


def test_a_rare_character_spoils_no_bill(outside: Outside, pay: Alipay) -> None:
    """GBK has no 㛃, a name that people have; Alipay's files have it all the same, as GB18030."""
    trade = outside.alipay.books.trade(paid(outside, pay).out_trade_no)
    outside.alipay.books.save({**trade, "subject": "毕业生图像采集 㛃"})
    outside.faults.set("alipay_bill_early")
    (line,) = pay.bill(system_clock().astimezone(SHANGHAI).date()).lines
    assert line.out_trade_no == trade["out_trade_no"]


def test_a_download_that_is_no_bill_is_refused(outside: Outside, pay: Alipay, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(outside, pay)
    outside.faults.set("alipay_bill_early")
    monkeypatch.setattr(outside.alipay, "_download", lambda request: Reply(body=b"changed on the way"))
    with pytest.raises(OutsideFailed):
        pay.bill(system_clock().astimezone(SHANGHAI).date())


# -- outages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["alipay_5xx", "alipay_system_error", "alipay_bad_answer_signature"])
def test_an_outage_is_busy_after_a_second_try(outside: Outside, pay: Alipay, fault: str) -> None:
    trade = paid(outside, pay)
    outside.faults.set(fault, times=2)
    with pytest.raises(OutsideBusy):
        pay.query(trade.out_trade_no)
    outside.faults.set(fault)
    assert isinstance(pay.query(trade.out_trade_no), PaidFact)
    outside.faults.set(fault, times=2)
    assert pay.close(trade.out_trade_no, seconds=3) is CloseResult.UNKNOWN


def test_a_strangers_unsigned_word_is_believed_for_nothing(outside: Outside) -> None:
    said = {"alipay_trade_query_response": {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}}
    stranger = Server(lambda request: Reply.of(said)).start()
    with pytest.raises(OutsideFailed):
        channel(outside.keys, url=stranger.url).query(a_trade().out_trade_no)
    stranger.stop()


def test_another_merchants_key_opens_nothing(outside: Outside, shop: Shop) -> None:
    stranger = channel(outside.keys, url=outside.alipay.url, private_key=outside.keys.merchant_pem)
    with pytest.raises(OutsideFailed):
        started(stranger)
    assert outside.alipay.books.trades() == []


def test_nobody_listens(outside: Outside) -> None:
    with pytest.raises(OutsideBusy):
        started(channel(outside.keys))
