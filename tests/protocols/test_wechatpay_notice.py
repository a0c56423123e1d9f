"""Opening a notice: what is taken, what is refused, and that a stranger never makes us call anybody."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.pay.channels.wechat import WeChatPay
from chalicelib.pay.model import CONTENT, ChannelRefund, NoticeRefused, PaidFact, RefundStatus
from chalicelib.shared.clock import system_clock
from chalicelib.shared.money import fen
from sandbox.box import Sandbox
from sandbox.keys import Keys, load_keys
from sandbox.wechat_pay import seal as pay_seal
from tests.protocols.pay_channel import channel
from tests.worlds.pay_notice import Notice

NOW = system_clock()
NUMBER = "A" * 22 + "_01"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a notice made somebody call out")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return load_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def pay(keys: Keys) -> WeChatPay:
    return channel(keys, clock=lambda: NOW)


def paid_content(keys: Keys, **changes: Any) -> dict[str, Any]:
    known = {
        "appid": keys.appid, "mchid": keys.mchid, "out_trade_no": NUMBER, "transaction_id": "42001",
        "trade_state": "SUCCESS", "success_time": "2026-11-24T16:00:00+08:00",
        "amount": {"total": 3000, "payer_total": 3000, "currency": "CNY"},
    }  # fmt: skip
    return known | changes


def a_notice(
    keys: Keys, at: datetime = NOW, *, event: str = "TRANSACTION.SUCCESS", content: Any = None, seal: Keys | None = None
) -> Notice:
    """seal: keys to seal and sign with; the platform's unless told."""
    owner = cast("Sandbox", SimpleNamespace(keys=seal or keys))
    return Notice.of(owner, paid_content(keys) if content is None else content, at, event)


def again(keys: Keys, notice: Notice, raw: bytes) -> Notice:
    """Other bytes, well signed."""
    return Notice.signed(cast("Sandbox", SimpleNamespace(keys=keys)), raw, NOW)


def test_a_good_one(keys: Keys, pay: WeChatPay) -> None:
    notice = a_notice(keys)
    fact = pay.read_notice(notice.headers, notice.raw)
    assert fact == PaidFact(
        out_trade_no=NUMBER,
        transaction_id="42001",
        amount=fen(3000),
        currency="CNY",
        mchid=keys.mchid,
        appid=keys.appid,
        paid_at=datetime.fromisoformat("2026-11-24T16:00:00+08:00"),
    )


@pytest.mark.parametrize("status", ["SUCCESS", "ABNORMAL", "CLOSED"])
def test_a_refunds(keys: Keys, pay: WeChatPay, status: str) -> None:
    told = {"mchid": keys.mchid, "out_refund_no": f"{NUMBER}R1", "refund_id": "5030", "refund_status": status,
            "amount": {"refund": 3000}}  # fmt: skip
    notice = a_notice(keys, event=f"REFUND.{status}", content=told)
    assert pay.read_notice(notice.headers, notice.raw) == ChannelRefund(
        out_refund_no=f"{NUMBER}R1", status=RefundStatus(status), amount=fen(3000), refund_id="5030"
    )


def test_a_refund_of_another_merchant_is_none_of_ours(
    keys: Keys, pay: WeChatPay, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"mchid": "1900000001", "out_refund_no": f"{NUMBER}R1", "refund_id": "50", "refund_status": "SUCCESS",
            "amount": {"refund": 3000, "total": 3000}}  # fmt: skip
    notice = a_notice(keys, event="REFUND.SUCCESS", content=told)
    assert pay.read_notice(notice.headers, notice.raw) is None
    assert "refund of another merchant" in capsys.readouterr().out


def test_an_event_we_do_not_use_is_none(keys: Keys, pay: WeChatPay) -> None:
    notice = a_notice(keys, event="PAYSCORE.USER_OPEN_SERVICE")
    assert pay.read_notice(notice.headers, notice.raw) is None


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_five_minutes_are_allowed_both_ways(keys: Keys, pay: WeChatPay, seconds: int) -> None:
    notice = a_notice(keys, NOW + timedelta(seconds=seconds))
    assert isinstance(pay.read_notice(notice.headers, notice.raw), PaidFact)


@pytest.mark.parametrize("seconds", [-302, 302, -86400])
def test_old_and_future_ones_are_stale(keys: Keys, pay: WeChatPay, seconds: int) -> None:
    notice = a_notice(keys, NOW + timedelta(seconds=seconds))
    with pytest.raises(NoticeRefused, match="stale"):
        pay.read_notice(notice.headers, notice.raw)


DEEP = b"[" * 20_000 + b"]" * 20_000


def test_what_is_nested_without_end_is_refused(keys: Keys, pay: WeChatPay, monkeypatch: pytest.MonkeyPatch) -> None:
    good = a_notice(keys)
    for raw in (DEEP, good.raw[:-1] + b',"more":' + DEEP + b"}"):
        with pytest.raises(NoticeRefused, match="envelope"):
            pay.read_notice(good.headers | again(keys, good, raw).headers, raw)
    content = {"deep": True}
    dumps = {id(content): DEEP.decode()}
    as_told = SimpleNamespace(dumps=lambda one, **how: dumps.get(id(one)) or json.dumps(one, **how))
    monkeypatch.setattr(pay_seal, "json", as_told)
    notice = a_notice(keys, content=content)
    with pytest.raises(NoticeRefused, match=CONTENT):
        pay.read_notice(notice.headers, notice.raw)


Spoil = Callable[[Notice], Notice]


def _header(name: str, value: str) -> Spoil:
    return lambda notice: Notice({**notice.headers, name: value}, notice.raw)


SPOILT: dict[str, tuple[Spoil, str]] = {
    "signature of something else": (_header("wechatpay-signature", "QUJD"), "signature"),
    "a probe": (
        lambda one: Notice(
            {**one.headers, "wechatpay-signature": "WECHATPAY/SIGNTEST/" + one.headers["wechatpay-signature"][19:]},
            one.raw,
        ),
        "signature",
    ),
    "signature that is no base64": (_header("wechatpay-signature", "***"), "signature"),
    "signature that is not ASCII": (_header("wechatpay-signature", "签名é"), "signature"),
    "unknown serial": (_header("wechatpay-serial", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"), "serial"),
    "another public key id": (_header("wechatpay-serial", "PUB_KEY_ID_0114232134912410000000000000"), "serial"),
    "another nonce": (_header("wechatpay-nonce", "0" * 32), "signature"),
    "a time that is none": (_header("wechatpay-timestamp", "yesterday"), "timestamp"),
    "a time without end": (_header("wechatpay-timestamp", "9" * 400), "timestamp"),
    "full-width digits": (_header("wechatpay-timestamp", "１７９５５０００００"), "timestamp"),
    "a negative time": (_header("wechatpay-timestamp", "-1"), "timestamp"),
    "tampered body": (lambda one: Notice(one.headers, one.raw.replace(b"SUCCESS", b"SUCCEED", 1)), "signature"),
    "one more byte": (lambda one: Notice(one.headers, one.raw + b"\n"), "signature"),
    "no body": (lambda one: Notice(one.headers, b""), "signature"),
    "no headers": (lambda one: Notice({}, one.raw), "timestamp"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_spoilt_ones_are_refused(keys: Keys, pay: WeChatPay, name: str) -> None:
    spoil, reason = SPOILT[name]
    notice = spoil(a_notice(keys))
    with pytest.raises(NoticeRefused) as caught:
        pay.read_notice(notice.headers, notice.raw)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "spoilt",
    [
        {"transaction_id": None}, {"out_trade_no": None}, {"out_trade_no": 7}, {"amount": None}, {"mchid": 1},
        {"amount": {"total": "3000"}}, {"amount": {"total": 30.5}}, {"success_time": None}, {"success_time": "today"},
    ],
    ids=str,
)  # fmt: skip
def test_content_that_is_not_whole_is_refused(keys: Keys, pay: WeChatPay, spoilt: dict[str, Any]) -> None:
    """Kept, it would be found out at every look at its order."""
    notice = a_notice(keys, content=paid_content(keys) | spoilt)
    with pytest.raises(NoticeRefused, match="content"):
        pay.read_notice(notice.headers, notice.raw)


@pytest.mark.parametrize("missing", ["serial", "timestamp", "nonce", "signature"])
def test_every_header_is_needed(keys: Keys, pay: WeChatPay, missing: str) -> None:
    notice = a_notice(keys)
    del notice.headers[f"wechatpay-{missing}"]
    with pytest.raises(NoticeRefused):
        pay.read_notice(notice.headers, notice.raw)


def test_another_merchants_platform_is_not_ours(keys: Keys, pay: WeChatPay, tmp_path: Any) -> None:
    notice = a_notice(keys, seal=load_keys(tmp_path))
    with pytest.raises(NoticeRefused, match="signature"):
        pay.read_notice(notice.headers, notice.raw)


def test_a_wrong_apiv3_key_opens_nothing(keys: Keys) -> None:
    notice = a_notice(keys)
    with pytest.raises(NoticeRefused, match="ciphertext"):
        channel(keys, clock=lambda: NOW, apiv3_key="0" * 32).read_notice(notice.headers, notice.raw)


ENVELOPES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "no JSON object": (lambda envelope: [], "envelope"),
    "no resource": (lambda envelope: {**envelope, "resource": None}, "envelope"),
    "another algorithm": (lambda envelope: _resource(envelope, algorithm="AEAD_SM4_GCM"), "algorithm"),
    "other data bound in": (lambda envelope: _resource(envelope, associated_data="refund"), "ciphertext"),
    "a short nonce": (lambda envelope: _resource(envelope, nonce="x"), "ciphertext"),
    "a ciphertext that is no base64": (lambda envelope: _resource(envelope, ciphertext="***"), "ciphertext"),
    "a ciphertext that is too short": (lambda envelope: _resource(envelope, ciphertext="QUJD"), "ciphertext"),
}


def _resource(envelope: dict[str, Any], **changes: str) -> dict[str, Any]:
    return {**envelope, "resource": {**envelope["resource"], **changes}}


@pytest.mark.parametrize("name", ENVELOPES)
def test_well_signed_nonsense_is_refused(keys: Keys, pay: WeChatPay, name: str) -> None:
    change, reason = ENVELOPES[name]
    notice = a_notice(keys)
    notice = again(keys, notice, json.dumps(change(json.loads(notice.raw))).encode())
    with pytest.raises(NoticeRefused) as caught:
        pay.read_notice(notice.headers, notice.raw)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": 30.0, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {}},
        {"amount": None},
        {"success_time": "soon"},
        {"success_time": None},
    ],
)
def test_content_that_makes_no_sense_is_refused(keys: Keys, pay: WeChatPay, changes: dict[str, Any]) -> None:
    notice = a_notice(keys, content=paid_content(keys, **changes))
    with pytest.raises(NoticeRefused, match="content"):
        pay.read_notice(notice.headers, notice.raw)


def test_while_keys_change_both_sign_and_a_certificate_too(
    keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """WeChat moves a merchant's notices from one key to the next over seven days, mixed."""
    following, certified = (load_keys(tmp_path_factory.mktemp("more")) for _ in range(2))
    serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
    more = {"PUB_KEY_ID_NEXT": following.platform_public_pem, serial: certified.platform_public_pem}
    pay = channel(keys, clock=lambda: NOW, more_keys=more)
    signers = {"PUB_KEY_ID_NEXT": following, serial: certified, keys.platform_key_id: keys}
    for name, owner in signers.items():
        signer = replace(owner, platform_key_id=name, apiv3_key=keys.apiv3_key)
        notice = a_notice(keys, seal=signer)
        assert isinstance(pay.read_notice(notice.headers, notice.raw), PaidFact)
        with pytest.raises(NoticeRefused):
            pay.read_notice({**notice.headers, "wechatpay-serial": "PUB_KEY_ID_GONE"}, notice.raw)
    for name, stranger in (("PUB_KEY_ID_NEXT", certified), (serial, following)):
        notice = a_notice(keys, seal=replace(stranger, platform_key_id=name, apiv3_key=keys.apiv3_key))
        with pytest.raises(NoticeRefused, match="signature"):
            pay.read_notice(notice.headers, notice.raw)
