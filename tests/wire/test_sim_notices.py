"""Notices: sealed and signed, retried, spoilt on request, and never forgotten by a restart."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from sandbox import notices
from sandbox.pay_envelope import LADDER
from sandbox.server import Reply, Request, Server
from tests.worlds.simulators import Outside, Shop, merchant, until


def signed(outside: Outside, request: Request, key: RSAPrivateKey | None = None) -> bool:
    """The receiver's own check, by the protocol's text.  key: the platform's of now unless told otherwise."""
    head = f"{request.header('Wechatpay-Timestamp')}\n{request.header('Wechatpay-Nonce')}\n".encode()
    signature = base64.b64decode(request.header("Wechatpay-Signature"))
    try:
        (key or outside.keys.platform).public_key().verify(signature, head + request.body + b"\n", PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def opened(outside: Outside, request: Request) -> dict[str, Any]:
    resource = json.loads(request.body)["resource"]
    sealed = base64.b64decode(resource["ciphertext"])
    key = AESGCM(outside.keys.apiv3_key.encode())
    content: dict[str, Any] = json.loads(
        key.decrypt(resource["nonce"].encode(), sealed, resource["associated_data"].encode())
    )
    return content


def pay(outside: Outside, client: Any, number: str, **more: Any) -> None:
    client.pay(description="毕业照", out_trade_no=number, amount={"total": 3000, "currency": "CNY"})
    outside.pay.user_pays(number, **more)


def state(outside: Outside, number: str) -> str:
    return str(outside.pay.notices.of(number)[0]["state"])


def test_a_notice_is_sent_until_it_is_taken(outside: Outside, shop: Shop, client: Any) -> None:
    shop.statuses = [500, 404, 204]
    pay(outside, client, "ladder0001")
    until(lambda: state(outside, "ladder0001") == "DELIVERED")
    (notice,) = outside.pay.notices.of("ladder0001")
    assert [one["status"] for one in notice["tries"]] == [500, 404, 204]
    assert len({request.body for request in shop.seen}) == 1
    assert len({request.header("Wechatpay-Nonce") for request in shop.seen}) == 3
    assert all(signed(outside, request) for request in shop.seen)
    time.sleep(0.1)
    assert len(shop.seen) == 3


def test_the_ladder_has_fifteen_rungs_over_a_day_and_then_gives_up(
    outside: Outside, shop: Shop, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (len(LADDER), sum(LADDER)) == (15, 86640)  # 24 h 4 min
    outside.pay.notices.speed = 2_000_000.0
    shop.statuses = [500]
    pay(outside, client, "giveup0001")
    until(lambda: state(outside, "giveup0001") == "GIVEN_UP")
    assert len(shop.seen) == 16
    shop.statuses = [200]
    outside.pay.notices.send_again(outside.pay.notices.of("giveup0001")[0]["key"])
    until(lambda: state(outside, "giveup0001") == "DELIVERED")


def test_the_rungs_are_waited_for_on_the_fast_clock(outside: Outside, shop: Shop, client: Any) -> None:
    outside.pay.notices.speed = 50.0  # 15 s take 0.3 s
    shop.statuses = [500, 500, 200]
    began = time.monotonic()
    pay(outside, client, "rungs00001")
    until(lambda: len(shop.seen) == 3)
    assert time.monotonic() - began >= 2 * LADDER[0] / 50


def test_an_answer_later_than_the_limit_does_not_count(
    outside: Outside, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notices.ANSWER_SECONDS == 5.0
    monkeypatch.setattr(notices, "ANSWER_SECONDS", 0.2)
    calls: list[float] = []

    def slow_once(request: Request) -> Reply:
        calls.append(time.monotonic())
        time.sleep(0.6 if len(calls) == 1 else 0.0)
        return Reply()

    slow = Server(slow_once).start()
    client._notify_url = slow.url + "/n"
    pay(outside, client, "slow000001")
    until(lambda: state(outside, "slow000001") == "DELIVERED")
    assert [one["status"] for one in outside.pay.notices.of("slow000001")[0]["tries"]] == [0, 200]
    slow.stop()


def test_a_slow_shop_does_not_hold_up_the_other_notices(outside: Outside, shop: Shop, client: Any) -> None:
    slow = Server(lambda request: time.sleep(1.0) or Reply()).start()  # type: ignore[func-returns-value]
    client._notify_url = slow.url + "/n"
    pay(outside, client, "holdup0001")
    client._notify_url = shop.url
    began = time.monotonic()
    pay(outside, client, "holdup0002")
    until(lambda: shop.seen)
    assert time.monotonic() - began < 0.8
    slow.stop()


@pytest.mark.parametrize(
    "fault", ["notice_signtest", "notice_unknown_serial", "notice_old_timestamp", "notice_tampered"]
)
def test_a_spoilt_notice_comes_first_and_the_good_one_follows(
    outside: Outside, shop: Shop, client: Any, fault: str
) -> None:
    outside.faults.set(fault)
    shop.statuses = [401, 200]
    pay(outside, client, "spoilt0001")
    bad, good = until(lambda: len(shop.seen) == 2 and shop.seen)
    assert signed(outside, good)
    wrong = {
        "notice_signtest": bad.header("Wechatpay-Signature").startswith("WECHATPAY/SIGNTEST/"),
        "notice_unknown_serial": bad.header("Wechatpay-Serial") != outside.keys.platform_key_id,
        "notice_old_timestamp": signed(outside, bad) and time.time() - int(bad.header("Wechatpay-Timestamp")) > 300,
        "notice_tampered": bad.body != good.body and not signed(outside, bad),
    }
    assert wrong[fault]
    tries = until(
        lambda: state(outside, "spoilt0001") == "DELIVERED" and outside.pay.notices.of("spoilt0001")[0]["tries"]
    )
    assert [one["spoilt"] for one in tries] == [fault, None]


def test_while_keys_change_a_notice_comes_under_the_certificate_too(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("notice_by_certificate")
    pay(outside, client, "twokeys001")
    old, new = until(lambda: len(shop.seen) == 2 and shop.seen)
    certificate = load_pem_x509_certificate(outside.keys.certificate.encode())
    assert int(old.header("Wechatpay-Serial"), 16) == certificate.serial_number
    assert certificate.public_key() == outside.keys.certificate_key.public_key()
    assert signed(outside, old, outside.keys.certificate_key)
    assert (new.header("Wechatpay-Serial"), signed(outside, new)) == (outside.keys.platform_key_id, True)
    assert old.body == new.body


def test_a_probe_wrongly_taken_is_on_record_and_the_good_one_still_comes(
    outside: Outside, shop: Shop, client: Any
) -> None:
    outside.faults.set("notice_signtest")
    pay(outside, client, "probe00001")
    until(lambda: state(outside, "probe00001") == "DELIVERED")
    assert [(one["status"], one["spoilt"]) for one in outside.pay.notices.of("probe00001")[0]["tries"]] == [
        (200, "notice_signtest"),
        (200, None),
    ]


def test_double_late_lost_and_wrong_amount(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("notice_double")
    pay(outside, client, "double0001")
    one, two = until(lambda: len(shop.seen) == 2 and shop.seen)
    assert json.loads(one.body)["id"] == json.loads(two.body)["id"]

    outside.faults.set("notice_late", seconds=0.4)
    began = time.monotonic()
    pay(outside, client, "late000001")
    until(lambda: len(shop.seen) == 3)
    assert time.monotonic() - began >= 0.4

    outside.faults.set("notice_wrong_amount")
    pay(outside, client, "wrong00001")
    wrong = until(lambda: len(shop.seen) == 4 and shop.seen[3])
    assert signed(outside, wrong)
    assert opened(outside, wrong)["amount"]["total"] == 2999

    outside.faults.set("notice_lost")
    pay(outside, client, "lost000001")
    time.sleep(0.2)
    assert (len(shop.seen), state(outside, "lost000001")) == (4, "LOST")


def test_a_refund_notice_can_overtake_the_payments(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("notice_reordered")
    pay(outside, client, "order00001")
    outside.pay.refunds.seconds = None
    amount = {"refund": 3000, "total": 3000, "currency": "CNY"}
    client.refund("o1", amount, out_trade_no="order00001", notify_url=shop.url)
    assert not shop.seen
    outside.pay.refunds.finish("o1")
    first, second = until(lambda: len(shop.seen) == 2 and shop.seen)
    assert [json.loads(one.body)["event_type"] for one in (first, second)] == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]


def test_nothing_is_forgotten_by_a_restart(tmp_path: Path, shop: Shop) -> None:
    first = Outside(tmp_path, speed=1.0).start()
    client = merchant(first, shop)
    user = first.wechat.new_user("13800000001")
    code = first.wechat.login_code(user["openid"])
    pay(first, client, "restart001", notice_after=0.3)
    first.faults.set("sms_5xx", times=3)
    keys = first.keys
    first.stop()
    assert not shop.seen

    second = Outside(tmp_path, speed=1.0).start()
    try:
        assert second.keys == keys
        assert second.pay.books.trade("restart001")["state"] == "SUCCESS"
        assert [one["phone"] for one in second.wechat.users()] == ["13800000001"]
        assert second.records.get("login_code", code)
        assert second.faults.take("sms_5xx")
        notice = until(lambda: shop.seen)[0]
        assert signed(second, notice)
        assert opened(second, notice)["out_trade_no"] == "restart001"
    finally:
        second.stop()
