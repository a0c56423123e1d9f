"""The product's WeChat Pay channel when the provider is slow, broken or not the one who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import requests

from chalicelib.pay.channels import patience as asking
from chalicelib.pay.channels.wechat import WeChatPay
from chalicelib.pay.model import CloseResult, TradeState
from chalicelib.shared.clock import system_clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from sandbox.server import Reply, Server
from sandbox.wechat_pay import books
from tests.protocols.pay_channel import a_trade, channel, refund_of, started
from tests.worlds.simulators import Outside, Shop
from tools.suite.patience import PATIENCE

Call = Callable[[WeChatPay], Any]
IN_AN_HOUR = system_clock() + timedelta(hours=1)


@pytest.fixture
def pay(outside: Outside, shop: Shop) -> WeChatPay:
    return channel(outside.keys, api_url=outside.pay.url, notice_url=shop.url)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an answer for longer than a moment."""
    for patience in ("PATIENT", "HURRIED"):
        monkeypatch.setattr(asking, patience, (0.2, 0.2))


def tries(outside: Outside, fault: str, set_times: int) -> int:
    """How often the channel was asked while the fault was set."""
    return set_times - int({row["name"]: row["times"] for row in outside.faults.menu()}[fault])


def test_a_silent_channel_makes_closing_unknown(outside: Outside, pay: WeChatPay, hasty: None) -> None:
    trade = started(pay)
    outside.faults.set("pay_timeout", times=9, seconds=2)
    assert pay.close(trade.out_trade_no, seconds=PATIENCE) is CloseResult.UNKNOWN
    assert tries(outside, "pay_timeout", 9) == 2
    outside.faults.clear()
    assert pay.query(trade.out_trade_no) is TradeState.NOTPAY


@pytest.mark.parametrize(("seconds", "timeout"), [(3, asking.HURRIED), (10, asking.PATIENT)])
def test_the_library_waits_no_longer_than_it_is_told(
    pay: WeChatPay, monkeypatch: pytest.MonkeyPatch, seconds: float, timeout: asking.Timeout
) -> None:
    told: list[asking.Timeout] = []

    def request(*asked: Any, **more: Any) -> Any:
        told.append(more["timeout"])
        raise requests.Timeout

    monkeypatch.setattr(requests.Session, "request", request)
    assert pay.close(a_trade().out_trade_no, seconds=seconds) is CloseResult.UNKNOWN
    assert set(told) == {timeout}


# -- outages -----------------------------------------------------------------------------------------------------------

CALLS: dict[str, Call] = {
    "start": lambda pay: started(pay),
    "query": lambda pay: pay.query(a_trade().out_trade_no),
    "refund": lambda pay: pay.refund(refund_of(a_trade())),
    "query_refund": lambda pay: pay.query_refund(refund_of(a_trade()).out_refund_no),
}


@pytest.mark.parametrize("fault", ["pay_5xx", "pay_busy", "pay_cut"])
@pytest.mark.parametrize("call", CALLS)
def test_an_outage_is_busy_after_a_second_try(outside: Outside, pay: WeChatPay, call: str, fault: str) -> None:
    outside.faults.set(fault, times=2)
    with pytest.raises(OutsideBusy):
        CALLS[call](pay)
    assert {row["name"]: row["times"] for row in outside.faults.menu()}[fault] == 0


def test_one_hiccup_is_not_noticed(outside: Outside, pay: WeChatPay) -> None:
    for fault in ("pay_5xx", "pay_busy", "pay_prepay_lost", "pay_cut"):
        outside.faults.set(fault)
        trade = started(pay)
        assert pay.query(trade.out_trade_no) is TradeState.NOTPAY
    assert len(outside.pay.books.trades()) == 4


def test_an_answer_that_is_not_signed_by_wechat_is_no_answer(outside: Outside, pay: WeChatPay) -> None:
    trade = started(pay)
    outside.faults.set("pay_bad_answer_signature", times=2)
    with pytest.raises(OutsideBusy):
        pay.query(trade.out_trade_no)


@pytest.mark.parametrize(("fault", "call"), [("pay_timeout", "query"), ("pay_slow_prepay", "start")])
def test_a_slow_channel_is_busy(outside: Outside, pay: WeChatPay, hasty: None, fault: str, call: str) -> None:
    outside.faults.set(fault, times=9, seconds=2)
    with pytest.raises(OutsideBusy):
        CALLS[call](pay)
    assert 1 <= tries(outside, fault, 9) <= 2


def test_nobody_listens(outside: Outside) -> None:
    with pytest.raises(OutsideBusy):
        started(channel(outside.keys))


# -- answers of somebody between us and the provider -------------------------------------------------------------------


@pytest.fixture
def stranger() -> Iterator[Server]:
    """Answers everything with a page of its own."""
    kind = (("Content-Type", "text/html"),)
    server = Server(lambda request: Reply(status=404, body=b"<h1>404</h1>", headers=kind)).start()
    yield server
    server.stop()


def test_a_strangers_404_is_not_the_providers(outside: Outside, stranger: Server) -> None:
    pay = channel(outside.keys, api_url=stranger.url)
    for call in CALLS.values():
        with pytest.raises(OutsideFailed):
            call(pay)
    assert pay.close(a_trade().out_trade_no, seconds=3) is CloseResult.UNKNOWN


@pytest.mark.parametrize(
    ("code", "result"),
    [("ORDER_CLOSED", CloseResult.CLOSED), ("ORDERPAID", CloseResult.PAID), ("NO_AUTH", CloseResult.UNKNOWN)],
)
def test_codes_of_closing(outside: Outside, code: str, result: CloseResult) -> None:
    server = Server(lambda request: Reply.of({"code": code, "message": "…"}, status=400)).start()
    assert channel(outside.keys, api_url=server.url).close(a_trade().out_trade_no, seconds=3) is result
    server.stop()


@pytest.mark.parametrize("body", [b"{", b"[]", b"nonsense"])
def test_json_that_is_none_is_no_answer(outside: Outside, body: bytes) -> None:
    server = Server(
        lambda request: Reply(status=400, body=body, headers=(("Content-Type", "application/json"),))
    ).start()
    pay = channel(outside.keys, api_url=server.url)
    with pytest.raises((OutsideBusy, OutsideFailed)):
        pay.query(a_trade().out_trade_no)
    assert pay.close(a_trade().out_trade_no, seconds=3) is CloseResult.UNKNOWN
    server.stop()


@pytest.mark.parametrize(
    ("state", "seen"),
    [("USERPAYING", TradeState.NOTPAY), ("PAYERROR", TradeState.NOTPAY), ("REVOKED", TradeState.CLOSED)],
)
def test_rarer_states(
    outside: Outside, pay: WeChatPay, monkeypatch: pytest.MonkeyPatch, state: str, seen: TradeState
) -> None:
    monkeypatch.setitem(books.STATE_TEXT, state, "…")
    trade = started(pay)
    outside.pay.books.save({**outside.pay.books.trade(trade.out_trade_no), "state": state})
    assert pay.query(trade.out_trade_no) is seen


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda pay: pay.start(a_trade(), IN_AN_HOUR), {}),
        (lambda pay: pay.query("A" * 22 + "_01"), {"trade_state": "SUCCESS", "amount": {}}),
        (lambda pay: pay.query("A" * 22 + "_01"), {}),
        (lambda pay: pay.refund(refund_of(a_trade())), {"status": "SUCCESS"}),
        (lambda pay: pay.query_refund("A" * 22 + "_01R1"), {"status": "MELTED"}),
        (lambda pay: pay.bill(date(2026, 6, 1)), {"download_url": "https://nowhere"}),
    ],
)
def test_an_answer_that_lacks_what_it_must_have_is_a_failure(
    pay: WeChatPay, monkeypatch: pytest.MonkeyPatch, call: Call, said: dict[str, Any]
) -> None:
    monkeypatch.setattr(pay, "_call", lambda *asked, **more: (200, said))
    with pytest.raises(OutsideFailed):
        call(pay)


def test_a_state_nobody_documented_is_a_failure(
    outside: Outside, pay: WeChatPay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(books.STATE_TEXT, "FROZEN", "…")
    trade = started(pay)
    outside.pay.books.save({**outside.pay.books.trade(trade.out_trade_no), "state": "FROZEN"})
    with pytest.raises(OutsideFailed):
        pay.query(trade.out_trade_no)
