"""Keys that a provider no longer takes: the call is made once more with newer ones, if there are any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.identity.errors import SmsFailed
from chalicelib.identity.tencent.sms import TencentSms
from chalicelib.pay.channels.alipay import Alipay
from chalicelib.pay.channels.wechat import WeChatPay
from chalicelib.pay.model import (
    ChannelRefund,
    CloseResult,
    Kind,
    NoticeRefused,
    PaidFact,
    RefundStatus,
    TradeState,
)
from chalicelib.shared.clock import system_clock
from chalicelib.shared.errors import OutsideFailed
from chalicelib.shared.ids import random_id
from sandbox.keys import new_private_key
from sandbox.tencent.sms import SIGN_NAME, TEMPLATE_ID
from sandbox.wechat_pay.seal import pay_sign, platform_headers, sealed_notice
from tests.protocols import alipay_channel, pay_channel
from tests.protocols.pay_channel import IN_AN_HOUR, a_trade, refund_of
from tests.worlds.simulators import Outside


class Pair:
    """A channel with keys that end, and the newer one that it may ask for.  asked: how often it did."""

    def __init__(self, make: Callable[..., Any], changes: Callable[[], dict[str, str]], outside: Outside) -> None:
        self.asked, self.has_newer, self._make = 0, True, make
        self.old = make()
        self.old.newer = self._newer
        self._outside, self._changes = outside, changes

    def _newer(self) -> Any:
        self.asked += 1
        return self._make() if self.has_newer else None

    def rotate(self) -> None:
        """The old keys end at once."""
        self._outside.keys.change(self._changes(), overlap=False)


@pytest.fixture
def wechat(outside: Outside) -> Pair:
    def changes() -> dict[str, str]:
        return {
            "merchant_pem": new_private_key(),
            "merchant_serial": random_id().upper(),
            "apiv3_key": "SANDBOX".ljust(32, "n"),
        }

    return Pair(lambda: pay_channel.channel(outside.keys, api_url=outside.pay.url), changes, outside)


@pytest.fixture
def alipay(outside: Outside) -> Pair:
    def changes() -> dict[str, str]:
        return {"alipay_app_pem": new_private_key()}

    return Pair(lambda: alipay_channel.channel(outside.keys, url=outside.alipay.url), changes, outside)


@pytest.fixture(params=["wechat", "alipay"])
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_every_call_is_made_again_with_newer_keys(pair: Pair) -> None:
    pay: WeChatPay | Alipay = pair.old
    trade = a_trade()
    pair.rotate()
    assert pay.start(trade, system_clock() + IN_AN_HOUR).kind is Kind.NATIVE
    assert pay.query(trade.out_trade_no) in (TradeState.NOTPAY, TradeState.ABSENT)
    assert pay.query_refund(refund_of(trade).out_refund_no).status is RefundStatus.ABSENT
    with pytest.raises(OutsideFailed):  # not paid: refused, but not for its keys
        pay.refund(refund_of(trade))
    assert pay.bill((system_clock() - timedelta(days=2)).date()).lines == ()
    assert pay.close(trade.out_trade_no, seconds=6.0) in (CloseResult.CLOSED, CloseResult.UNKNOWN)
    assert pair.asked == 6


def test_without_newer_keys_it_is_refused_as_before(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    pay: WeChatPay | Alipay = pair.old
    pair.has_newer = False
    pair.rotate()
    with pytest.raises(OutsideFailed):
        pay.start(a_trade(), system_clock() + IN_AN_HOUR)
    assert pay.close(a_trade().out_trade_no, seconds=6.0) is CloseResult.UNKNOWN
    assert pair.asked == 2
    assert capsys.readouterr().out.count('"level": "error", "what": "keys refused"') == 2


def test_what_the_mini_program_pays_with_is_signed_by_the_newer_key(wechat: Pair, outside: Outside) -> None:
    wechat.rotate()
    params = wechat.old.start(
        a_trade(kind=Kind.JSAPI, payer=outside.wechat.new_user()["openid"]), system_clock() + IN_AN_HOUR
    ).params
    assert pay_sign(outside.keys, params)


def notice(outside: Outside, number: str) -> tuple[dict[str, str], bytes]:
    """What the channel would send of a payment, sealed and signed by today's keys."""
    content = {
        "out_trade_no": number, "transaction_id": "4200", "trade_state": "SUCCESS", "mchid": outside.keys.mchid,
        "appid": outside.keys.appid, "success_time": "2026-06-01T10:00:00+08:00", "amount": {"total": 3000},
    }  # fmt: skip
    raw = sealed_notice(
        outside.keys,
        notice_id="n",
        at="2026-06-01T10:00:00+08:00",
        event="TRANSACTION.SUCCESS",
        about="transaction",
        content=content,
    )
    return {name.lower(): value for name, value in platform_headers(outside.keys, raw).items()}, raw


def test_a_notice_of_a_newer_key_is_opened_by_it(wechat: Pair, outside: Outside) -> None:
    wechat.rotate()
    fact = wechat.old.read_notice(*notice(outside, a_trade().out_trade_no))
    assert isinstance(fact, PaidFact)
    assert not isinstance(fact, ChannelRefund)
    assert wechat.asked == 1


def test_a_stranger_makes_nobody_look_for_newer_keys(wechat: Pair, alipay: Pair, outside: Outside) -> None:
    headers, raw = notice(outside, a_trade().out_trade_no)
    for changed in ({"wechatpay-serial": "ANOTHER"}, {"wechatpay-signature": "AAAA"}, {"wechatpay-timestamp": "1"}):
        with pytest.raises(NoticeRefused):
            wechat.old.read_notice(headers | changed, raw)
    with pytest.raises(NoticeRefused):
        alipay.old.read_notice({}, b"sign=AAAA&sign_type=RSA2&notify_type=trade_status_sync")
    assert (wechat.asked, alipay.asked) == (0, 0)


def sms(outside: Outside, newer: Callable[[], TencentSms | None]) -> TencentSms:
    keys = outside.keys
    return TencentSms(
        secret_id=keys.sms_secret_id,
        secret_key=keys.sms_secret_key,
        app_id=keys.sms_app_id,
        sign=SIGN_NAME,
        template=TEMPLATE_ID,
        url=outside.sms.url,
        newer=newer,
    )


@pytest.mark.parametrize("name", ["sms_secret_id", "sms_secret_key"])
def test_a_code_is_sent_with_newer_credentials(outside: Outside, name: str) -> None:
    sender, phone = sms(outside, lambda: sms(outside, lambda: None)), "13800001111"
    outside.keys.change({name: f"AKIDSANDBOX{random_id()}"}, overlap=False)
    before = len(outside.sms.sent(phone))
    sender.send(phone, "123456")
    assert len(outside.sms.sent(phone)) == before + 1


def test_a_code_that_newer_credentials_do_not_send_either_is_alarmed_once(
    outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    sender = sms(outside, lambda: None)
    outside.keys.change({"sms_secret_key": "another"}, overlap=False)
    with pytest.raises(SmsFailed):
        sender.send("13800001112", "123456")
    assert capsys.readouterr().out.count('"alarm"') == 1
