"""What a channel says is believed only as a whole: a null, a number, a list or nothing in any field is no fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.pay.channels import alipay_notice, wechat_facts
from chalicelib.pay.channels.alipay import Alipay, AlipayMerchant
from chalicelib.pay.model import Back, ChannelRefund, Kind, RefundOrder, RefundStatus, Trade
from chalicelib.shared.errors import OutsideFailed
from chalicelib.shared.money import fen
from tests.worlds.orders import T0

ID = "O" * 22
NONSENSE: tuple[Any, ...] = (None, 7, True, 30.5, [], {}, "")
PAID_AT = datetime(2026, 11, 24, 8, tzinfo=UTC)

TRANSACTION: dict[str, Any] = {
    "out_trade_no": f"{ID}_01", "transaction_id": "42001", "mchid": "1900000001", "appid": "wx1",
    "trade_state": "SUCCESS", "success_time": "2026-11-24T16:00:00+08:00", "amount": {"total": 2000, "currency": "CNY"},
}  # fmt: skip
REFUND: dict[str, Any] = {
    "out_refund_no": f"{ID}_01R1", "refund_id": "50", "status": "SUCCESS", "amount": {"refund": 2000},
}  # fmt: skip
ALI_TRADE: dict[str, Any] = {
    "out_trade_no": f"{ID}_01", "trade_no": "2026", "total_amount": "20.00", "send_pay_date": "2026-11-24 16:00:00",
}  # fmt: skip
ALI_REFUND: dict[str, Any] = {"out_biz_no": f"{ID}_01R1", "refund_fee": "20.00", "trade_no": "2026"}

Read = Callable[[Mapping[str, Any]], object]
FACTS: dict[str, tuple[Read, dict[str, Any]]] = {
    "WeChat's payment": (wechat_facts.paid_fact, TRANSACTION),
    "WeChat's refund": (wechat_facts.refund_fact, REFUND),
    "Alipay's payment": (lambda said: alipay_notice.paid_fact(said, "2088", "2021"), ALI_TRADE),
    "Alipay's refund": (lambda said: alipay_notice.refund_fact(said, RefundStatus.SUCCESS), ALI_REFUND),
}


def spoilt(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in whole.items():
        yield f"no {name}", {one: said for one, said in whole.items() if one != name}
        for nonsense in NONSENSE:
            yield f"{name}: {nonsense!r}", whole | {name: nonsense}
        if isinstance(value, dict):
            for inner, changed in spoilt(value):
                if inner != "no currency":  # it may be left out: there is but one
                    yield f"{name}.{inner}", whole | {name: changed}


@pytest.mark.parametrize(("name", "said"), [
    ("WeChat's refund", {"success_time": "2026-11-24T16:00:00+08:00"}),
    ("Alipay's refund", {"gmt_refund": "2026-11-24 16:00:00.123"}),
    ("Alipay's refund", {"gmt_refund_pay": "2026-11-24 16:00:00"}),
])  # fmt: skip
def test_a_refund_is_of_the_moment_that_the_channel_names(name: str, said: dict[str, str]) -> None:
    read, whole = FACTS[name]
    refund, silent = read(whole | said), read(whole)
    assert isinstance(refund, ChannelRefund)
    assert isinstance(silent, ChannelRefund)
    assert (refund.done_at and refund.done_at.replace(microsecond=0), silent.done_at) == (PAID_AT, None)


@pytest.mark.parametrize("name", FACTS)
def test_whole_it_is_believed(name: str) -> None:
    read, whole = FACTS[name]
    assert read(whole)


@pytest.mark.parametrize("name", FACTS)
def test_nonsense_in_any_field_is_no_fact(name: str) -> None:
    read, whole = FACTS[name]
    taken = []
    for what, said in spoilt(whole):
        if said.get("amount") in ({"total": 7, "currency": "CNY"}, {"refund": 7}):
            continue  # seven fen are money
        try:
            taken.append((what, read(said)))
        except (ValueError, KeyError):
            continue
    assert taken == []


@pytest.mark.parametrize("amount", [-1, 100_000_001, "2000", 20.5])
def test_an_amount_is_fen(amount: Any) -> None:
    with pytest.raises(ValueError, match=r"fen|Expected"):
        wechat_facts.paid_fact(TRANSACTION | {"amount": {"total": amount}})


@pytest.mark.parametrize("text", ["2026-11-24T16:00:00", "2026-11-24", "today"])
def test_a_time_without_a_zone_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="datetime"):
        wechat_facts.paid_fact(TRANSACTION | {"success_time": text})


@pytest.mark.parametrize("state", ["NOTPAY", "CLOSED", "PAYERROR", "REVOKED"])
def test_a_payment_that_is_none_is_no_fact(state: str) -> None:
    with pytest.raises(ValueError, match="trade_state"):
        wechat_facts.paid_fact(TRANSACTION | {"trade_state": state})


def test_how_much_went_back_is_what_the_channel_says_and_no_more() -> None:
    assert wechat_facts.paid_fact(TRANSACTION | {"trade_state": "REFUND"}).back is Back.SOME
    gone = alipay_notice.paid_fact(ALI_TRADE | {"gmt_refund": "2026-11-25 16:00:00.123"}, "2088", "2021", back=Back.ALL)
    assert (gone.paid_at, gone.back_at) == (PAID_AT, datetime(2026, 11, 25, 8, tzinfo=UTC))


@pytest.mark.parametrize("mine", [("", "2021"), ("2088", "")])
def test_money_that_nobody_took_is_no_fact(mine: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="nobody"):
        alipay_notice.paid_fact(ALI_TRADE, *mine)


OK, PAID = {"code": "10000"}, {"trade_status": "TRADE_SUCCESS"}
ASKS: dict[str, tuple[Callable[[Alipay], object], list[dict[str, Any]]]] = {
    "query": (
        lambda pay: pay.query(f"{ID}_01"),
        [{}, OK, OK | PAID, OK | PAID | ALI_TRADE | {"trade_no": None}],
    ),
    "refund": (
        lambda pay: pay.refund(
            RefundOrder(
                out_trade_no=f"{ID}_01", out_refund_no=f"{ID}_01R1", amount=fen(2000), total=fen(2000), reason=""
            )
        ),
        [{}, OK | {"fund_change": "Y"}, OK | {"fund_change": "Y", "trade_no": 7}],
    ),
    "query refund": (
        lambda pay: pay.query_refund(f"{ID}_01R1"),
        [
            {},
            OK | {"refund_status": "REFUND_SUCCESS", "refund_amount": None, "trade_no": "2026"},
            OK | {"refund_status": "REFUND_SUCCESS", "refund_amount": "20.00"},
        ],
    ),
    "precreate": (
        lambda pay: pay.start(
            Trade(out_trade_no=f"{ID}_01", amount=fen(2000), kind=Kind.NATIVE, description="x"), deadline=T0
        ),
        [{}, OK, OK | {"qr_code": ""}, OK | {"qr_code": None}],
    ),
    "bill": (lambda pay: pay.bill(T0.date()), [{}, OK, OK | {"bill_download_url": []}]),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKS)
def test_an_answer_that_is_not_whole_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ask, answers = ASKS[name]
    merchant = AlipayMerchant(
        app_id="2021", seller_id="2088", private_key="", public_key="", notice_url="", gateway_url=""
    )
    pay = Alipay(merchant, lambda: T0)
    for said in answers:
        monkeypatch.setattr(pay, "_call", lambda *asked, said=said, **how: dict(said))
        with pytest.raises(OutsideFailed):
            ask(pay)
