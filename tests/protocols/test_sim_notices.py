"""Notices: sealed and signed, retried, spoilt on request, and never forgotten by a restart."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
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
from sandbox.server import Reply, Request, Server
from sandbox.wechat_pay.envelope import LADDER
from tests.worlds.simulators import Outside, Shop, merchant, until
from tools.suite.patience import PATIENCE

Slow = tuple[Server, list[Request], threading.Event]


def signed(outside: Outside, request: Request, key: RSAPrivateKey | None = None) -> bool:
    """The receiver's own check, by the protocol's text.  key: the platform's of now unless told otherwise."""
    head = f"{request.header('Wechatpay-Timestamp')}\n{request.header('Wechatpay-Nonce')}\n".encode()
    signature = base64.b64decode(request.header("Wechatpay-Signature"))
    try:
        (key or outside.keys.platform).public_key().verify(signature, head + request.body + b"\n", PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def signed_at(request: Request) -> int:
    return int(request.header("Wechatpay-Timestamp"))


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


def only(outside: Outside, number: str) -> dict[str, Any]:
    (notice,) = outside.pay.notices.of(number)
    return notice


def state(outside: Outside, number: str) -> str:
    return str(only(outside, number)["state"])


def statuses(outside: Outside, number: str) -> list[int]:
    """What was answered so far."""
    return [one["status"] for one in only(outside, number)["tries"]]


def delivered(outside: Outside, number: str) -> None:
    """Waits for it."""
    until(lambda: state(outside, number) == "DELIVERED")


def tried(outside: Outside, number: str, times: int) -> None:
    """Waits for it."""
    until(lambda: len(statuses(outside, number)) == times)


def all_due_is_sent(outside: Outside, client: Any) -> None:
    """What is due goes before what becomes due later: two notices, one after the other, have arrived elsewhere."""
    elsewhere = Shop()
    for _ in range(2):
        number = f"last{len(outside.pay.books.trades()):04}"
        amount = {"total": 1, "currency": "CNY"}
        client.pay(description="毕业照", out_trade_no=number, amount=amount, notify_url=elsewhere.url)
        outside.pay.user_pays(number)
        delivered(outside, number)
    elsewhere.server.stop()


def test_a_notice_is_sent_until_it_is_taken(outside: Outside, shop: Shop, client: Any) -> None:
    shop.statuses = [500, 404, 204]
    pay(outside, client, "ladder0001")
    delivered(outside, "ladder0001")
    assert statuses(outside, "ladder0001") == [500, 404, 204]
    assert len({request.body for request in shop.seen}) == 1
    assert len({request.header("Wechatpay-Nonce") for request in shop.seen}) == 3
    assert all(signed(outside, request) for request in shop.seen)
    outside.clock.ahead = sum(LADDER)
    all_due_is_sent(outside, client)
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
    delivered(outside, "giveup0001")


def test_the_rungs_are_waited_for_on_the_fast_clock(outside: Outside, shop: Shop, client: Any) -> None:
    outside.pay.notices.speed = 50.0  # 15 s take 0.3 s
    outside.clock.stand()
    shop.statuses = [500, 500, 200]
    pay(outside, client, "rungs00001")
    for tries in (1, 2):
        tried(outside, "rungs00001", tries)
        outside.clock.ahead += LADDER[tries - 1] / 50 - 0.01
        all_due_is_sent(outside, client)
        assert len(shop.seen) == tries
        outside.clock.ahead += 0.02
    delivered(outside, "rungs00001")
    assert len(shop.seen) == 3


@pytest.fixture
def slow() -> Iterator[Slow]:
    """A shop whose first answer waits for the event, and what it was sent."""
    seen, late = list[Request](), threading.Event()

    def slow_once(request: Request) -> Reply:
        seen.append(request)
        if len(seen) == 1:
            late.wait(PATIENCE)
        return Reply()

    server = Server(slow_once).start()
    yield server, seen, late
    late.set()
    server.stop()


def test_an_answer_later_than_the_limit_does_not_count(
    outside: Outside, client: Any, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, seen, late = slow
    assert notices.ANSWER_SECONDS == 5.0
    outside.clock.stand()
    client._notify_url = server.url + "/n"
    with monkeypatch.context() as hasty:
        hasty.setattr(notices, "ANSWER_SECONDS", 0.2)
        pay(outside, client, "slow000001")
        until(lambda: statuses(outside, "slow000001") == [0])
    late.set()
    outside.clock.ahead += LADDER[0]
    delivered(outside, "slow000001")
    assert (statuses(outside, "slow000001"), len(seen)) == ([0, 200], 2)


def test_a_slow_shop_does_not_hold_up_the_other_notices(outside: Outside, shop: Shop, client: Any, slow: Slow) -> None:
    server, seen, late = slow
    client._notify_url = server.url + "/n"
    pay(outside, client, "holdup0001")
    until(lambda: seen)
    client._notify_url = shop.url
    pay(outside, client, "holdup0002")
    delivered(outside, "holdup0002")
    assert state(outside, "holdup0001") == "WAITING"
    late.set()
    delivered(outside, "holdup0001")


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
        "notice_old_timestamp": signed(outside, bad) and signed_at(good) - signed_at(bad) > 300,
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
    delivered(outside, "probe00001")
    assert [(one["status"], one["spoilt"]) for one in outside.pay.notices.of("probe00001")[0]["tries"]] == [
        (200, "notice_signtest"),
        (200, None),
    ]


def test_double_late_lost_and_wrong_amount(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("notice_double")
    pay(outside, client, "double0001")
    one, two = until(lambda: len(shop.seen) == 2 and shop.seen)
    assert json.loads(one.body)["id"] == json.loads(two.body)["id"]

    outside.clock.stand()
    outside.faults.set("notice_late", seconds=40)
    pay(outside, client, "late000001")
    outside.clock.ahead += 39
    all_due_is_sent(outside, client)
    assert len(shop.seen) == 2
    outside.clock.ahead += 2
    until(lambda: len(shop.seen) == 3)

    outside.faults.set("notice_wrong_amount")
    pay(outside, client, "wrong00001")
    wrong = until(lambda: len(shop.seen) == 4 and shop.seen[3])
    assert signed(outside, wrong)
    assert opened(outside, wrong)["amount"]["total"] == 2999

    outside.faults.set("notice_lost")
    pay(outside, client, "lost000001")
    outside.clock.ahead += sum(LADDER)
    all_due_is_sent(outside, client)
    assert (len(shop.seen), state(outside, "lost000001")) == (4, "LOST")


def test_a_refund_notice_can_overtake_the_payments(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("notice_reordered")
    pay(outside, client, "order00001")
    outside.pay.refunds.seconds = None
    amount = {"refund": 3000, "total": 3000, "currency": "CNY"}
    client.refund("o1", amount, out_trade_no="order00001", notify_url=shop.url)
    assert state(outside, "order00001") == "HELD"
    outside.pay.refunds.finish("o1")
    first, second = until(lambda: len(shop.seen) == 2 and shop.seen)
    assert [json.loads(one.body)["event_type"] for one in (first, second)] == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]


def test_nothing_is_forgotten_by_a_restart(tmp_path: Path, shop: Shop) -> None:
    first = Outside(tmp_path, speed=1.0).start()
    first.clock.stand()
    client = merchant(first, shop)
    user = first.wechat.new_user("13800000001")
    code = first.wechat.login_code(user["openid"])
    pay(first, client, "restart001", notice_after=600)
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
        second.clock.ahead = 600
        notice = until(lambda: shop.seen)[0]
        assert signed(second, notice)
        assert opened(second, notice)["out_trade_no"] == "restart001"
    finally:
        second.stop()
