"""The simulated WeChat Pay, driven by the library the product uses."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import time
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from sandbox.pay_books import CannotPay
from tests.wire.sim_outside import Outside, Shop, said, until

CHINA = timezone(timedelta(hours=8))


def later(seconds: float) -> str:
    return (datetime.now(CHINA) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def prepay(client: Any, number: str, total: int = 3000, **more: Any) -> tuple[int, Any]:
    return said(
        client.pay(description="毕业照采集", out_trade_no=number, amount={"total": total, "currency": "CNY"}, **more)
    )


def paid(outside: Outside, client: Any, number: str, total: int = 3000) -> None:
    assert prepay(client, number, total)[0] == 200
    outside.pay.user_pays(number)


def test_native_from_prepay_to_notice(outside: Outside, shop: Shop, client: Any) -> None:
    status, answer = prepay(client, "native0001", attach="a1")
    assert status == 200
    assert answer["code_url"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert said(client.query(out_trade_no="native0001"))[1]["trade_state"] == "NOTPAY"
    outside.pay.scan(answer["code_url"])
    notice = until(lambda: shop.seen)[0]
    told = client.callback(dict(notice.headers), notice.body)
    assert told["event_type"] == "TRANSACTION.SUCCESS"
    assert told["resource"]["amount"] == {
        "total": 3000,
        "payer_total": 3000,
        "currency": "CNY",
        "payer_currency": "CNY",
    }
    asked = said(client.query(out_trade_no="native0001"))[1]
    assert asked == told["resource"]
    assert said(client.query(transaction_id=asked["transaction_id"]))[1] == asked
    assert (asked["trade_state"], asked["mchid"], asked["attach"]) == ("SUCCESS", outside.keys.mchid, "a1")


def test_jsapi_needs_a_known_payer_and_the_merchants_pay_sign(outside: Outside, client: Any) -> None:
    from wechatpayv3 import WeChatPayType

    user, other = outside.wechat.new_user()["openid"], outside.wechat.new_user()["openid"]
    kind = {"pay_type": WeChatPayType.JSAPI}
    assert prepay(client, "jsapi00001", payer={"openid": "oNobody"}, **kind)[1]["code"] == "PARAM_ERROR"
    status, answer = prepay(client, "jsapi00001", payer={"openid": user}, **kind)
    assert status == 200
    package = f"prepay_id={answer['prepay_id']}"
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    params = {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA"}
    params["paySign"] = client.sign([outside.keys.appid, stamp, nonce, package])
    with pytest.raises(CannotPay, match="签名"):
        outside.pay.request_payment({**params, "nonceStr": "changed"}, openid=user)
    with pytest.raises(CannotPay, match="不一致"):
        outside.pay.request_payment(params, openid=other)
    trade = outside.pay.request_payment(params, openid=user)
    assert (trade["state"], trade["payer"]) == ("SUCCESS", user)


def test_h5_page_pays_and_sends_the_browser_back(outside: Outside, client: Any) -> None:
    from wechatpayv3 import WeChatPayType

    scene = {"payer_client_ip": "127.0.0.1", "h5_info": {"type": "Wap"}}
    url = prepay(client, "h500000001", pay_type=WeChatPayType.H5, scene_info=scene)[1]["h5_url"]
    back = "http://127.0.0.1:1/orders?id=<1>"
    page = requests.get(url, params={"redirect_url": back}, timeout=5)
    assert "￥30.00" in page.text
    answer = requests.post(url, params={"redirect_url": back}, data={"do": "pay"}, timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    assert said(client.query(out_trade_no="h500000001"))[1]["trade_type"] == "MWEB"
    again = requests.post(url, params={"redirect_url": "javascript:alert(1)"}, data={"do": "pay"}, timeout=5)
    assert "请勿重复支付" in again.text
    assert "javascript" not in again.text


def test_the_same_number_again_needs_the_same_parameters(outside: Outside, client: Any) -> None:
    expiry = later(900)
    first = prepay(client, "again00001", time_expire=expiry)[1]["code_url"]
    second = prepay(client, "again00001", time_expire=expiry)[1]["code_url"]
    assert first != second
    assert prepay(client, "again00001", total=1, time_expire=expiry)[1]["code"] == "INVALID_REQUEST"
    assert prepay(client, "again00001", time_expire=later(1800))[1]["code"] == "INVALID_REQUEST"
    with pytest.raises(CannotPay, match="失效"):
        outside.pay.scan(first)
    outside.pay.scan(second)
    status, answer = prepay(client, "again00001", time_expire=expiry)
    assert (status, answer["code"]) == (400, "ORDERPAID")


def test_time_expire_is_the_last_moment_to_pay_and_does_not_close(outside: Outside, client: Any) -> None:
    code = prepay(client, "expiry0001", time_expire=later(600))[1]["code_url"]
    assert prepay(client, "expiry0002", time_expire=later(-5))[1]["code"] == "INVALID_REQUEST"
    assert prepay(client, "expiry0002", time_expire="tomorrow")[1]["code"] == "PARAM_ERROR"
    outside.clock.ahead = 601
    with pytest.raises(CannotPay, match="期限"):
        outside.pay.scan(code)
    assert said(client.query(out_trade_no="expiry0001"))[1]["trade_state"] == "NOTPAY"
    outside.pay.user_pays("expiry0001", after_expiry=True)
    assert said(client.query(out_trade_no="expiry0001"))[1]["trade_state"] == "SUCCESS"


def test_a_prepay_lasts_two_hours_and_an_open_trade_seven_days(outside: Outside, client: Any) -> None:
    code = prepay(client, "lasts00001")[1]["code_url"]
    outside.clock.ahead = 7199
    assert outside.pay.user_fails("lasts00001")["failures"] == 1
    outside.clock.ahead = 7201
    with pytest.raises(CannotPay, match="失效"):
        outside.pay.scan(code)
    fresh = prepay(client, "lasts00001")[1]["code_url"]
    outside.clock.ahead = 7 * 86400 + 1
    assert said(client.query(out_trade_no="lasts00001"))[1]["trade_state"] == "CLOSED"
    with pytest.raises(CannotPay, match="关闭"):
        outside.pay.scan(fresh)


def test_close_is_repeatable_and_refused_when_paid(outside: Outside, client: Any) -> None:
    prepay(client, "close00001")
    assert client.close(out_trade_no="close00001")[0] == 204
    assert client.close(out_trade_no="close00001")[0] == 204
    assert prepay(client, "close00001")[1]["code"] == "ORDER_CLOSED"
    assert said(client.close(out_trade_no="close09999")) == (404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"})
    paid(outside, client, "close00002")
    status, answer = said(client.close(out_trade_no="close00002"))
    assert (status, answer["code"]) == (400, "ORDER_PAID")


def test_the_user_may_pay_while_the_merchant_closes(outside: Outside, shop: Shop, client: Any) -> None:
    outside.faults.set("pay_paid_while_closing")
    prepay(client, "race000001")
    assert said(client.close(out_trade_no="race000001"))[1]["code"] == "ORDER_PAID"
    assert said(client.query(out_trade_no="race000001"))[1]["trade_state"] == "SUCCESS"
    until(lambda: shop.seen)


def test_refund_is_accepted_then_told(outside: Outside, shop: Shop, client: Any) -> None:
    paid(outside, client, "refund0001")
    until(lambda: shop.seen)
    outside.pay.refunds.seconds = None
    amount = {"refund": 3000, "total": 3000, "currency": "CNY"}
    one = said(client.refund("r1", amount, out_trade_no="refund0001", notify_url=shop.url))[1]
    two = said(client.refund("r1", amount, out_trade_no="refund0001", notify_url=shop.url))[1]
    assert (one["status"], one["refund_id"]) == ("PROCESSING", two["refund_id"])
    assert said(client.query(out_trade_no="refund0001"))[1]["trade_state"] == "REFUND"
    assert said(client.refund("r1", {**amount, "refund": 1}, out_trade_no="refund0001"))[1]["code"] == "INVALID_REQUEST"
    assert said(client.refund("r2", amount, out_trade_no="refund0001"))[1]["code"] == "INVALID_REQUEST"
    outside.pay.refunds.finish("r1")
    notice = until(lambda: len(shop.seen) > 1 and shop.seen[1])
    told = client.callback(dict(notice.headers), notice.body)
    assert (told["event_type"], told["resource"]["refund_status"]) == ("REFUND.SUCCESS", "SUCCESS")
    assert said(client.query_refund("r1"))[1]["status"] == "SUCCESS"
    assert said(client.query_refund("r9"))[0] == 404
    assert said(client.refund("r3", amount, out_trade_no="refund9999"))[1]["code"] == "RESOURCE_NOT_EXISTS"


def test_refunds_finish_by_themselves_as_the_menu_says(outside: Outside, shop: Shop, client: Any) -> None:
    outside.pay.refunds.seconds = 0.0
    amount = {"refund": 3000, "total": 3000, "currency": "CNY"}
    for number, fault, state in (("a", "pay_refund_abnormal", "ABNORMAL"), ("b", "pay_refund_closed", "CLOSED")):
        paid(outside, client, f"finish000{number}")
        outside.faults.set(fault)
        client.refund(number, amount, out_trade_no=f"finish000{number}", notify_url=shop.url)
        until(lambda number=number, state=state: said(client.query_refund(number))[1]["status"] == state)
    client.refund("a", amount, out_trade_no="finish000a", notify_url=shop.url)  # the same number tries again
    until(lambda: said(client.query_refund("a"))[1]["status"] == "SUCCESS")
    assert said(client.refund("c", amount, out_trade_no="finish000b"))[0] == 200  # CLOSED needs a new number
    outside.faults.set("pay_not_enough")
    paid(outside, client, "finish000d")
    assert said(client.refund("d", amount, out_trade_no="finish000d")) == (
        403,
        {"code": "NOT_ENOUGH", "message": "基本账户余额不足，请充值后重新发起"},
    )


def test_a_refund_made_on_the_platform_shows_in_the_query_only(outside: Outside, shop: Shop, client: Any) -> None:
    paid(outside, client, "outside001")
    until(lambda: shop.seen)
    outside.pay.refunds.outside("outside001")
    assert said(client.query(out_trade_no="outside001"))[1]["trade_state"] == "REFUND"
    assert [one["event"] for one in outside.pay.notices.notices()] == ["TRANSACTION.SUCCESS"]


def test_the_bill_adds_up_and_its_digest_fits(outside: Outside, client: Any) -> None:
    paid(outside, client, "bill000001", 3000)
    paid(outside, client, "bill000002", 1990)
    outside.pay.refunds.seconds = 0.0
    client.refund("b1", {"refund": 1990, "total": 1990, "currency": "CNY"}, out_trade_no="bill000002")
    until(lambda: said(client.query_refund("b1"))[1]["status"] == "SUCCESS")
    today = datetime.now(CHINA).date().isoformat()
    assert said(client.trade_bill(today))[1]["code"] == "STATEMENT_CREATING"
    assert said(client.trade_bill("2020-01-01"))[0] == 400
    outside.faults.set("pay_bill_early")
    status, answer = said(client.trade_bill(today, tar_type="GZIP"))
    assert status == 200
    status, packed = client.download_bill(answer["download_url"])
    bill = gzip.decompress(packed)
    assert hashlib.sha1(bill).hexdigest() == answer["hash_value"]
    lines = bill.decode("utf-8-sig").split("\r\n")
    assert [line.split(",")[6] for line in lines[1:4]] == ["`bill000001", "`bill000002", "`bill000002"]
    assert lines[5] == "`3,`49.90,`19.90,`0.00,`0.00000,`49.90,`19.90"


def test_requests_are_verified_byte_for_byte(outside: Outside, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from wechatpayv3 import core

    assert requests.get(f"{outside.pay.url}/v3/certificates", timeout=5).json()["code"] == "SIGN_ERROR"
    real = requests.post

    def compact(url: str, **sent: Any) -> requests.Response:
        """A client that signs its JSON with blanks and sends it without."""
        body = json.dumps(sent.pop("json"), separators=(",", ":")).encode()
        return real(url, **{**sent, "data": body})

    monkeypatch.setattr(core.requests, "post", compact)
    assert prepay(client, "bytes00001") == (401, {"code": "SIGN_ERROR", "message": "签名错误，请检查后再试"})


@pytest.mark.parametrize("skew", [-301, 301])
def test_a_clock_that_is_five_minutes_off_is_refused(client: Any, monkeypatch: pytest.MonkeyPatch, skew: int) -> None:
    from wechatpayv3 import utils

    monkeypatch.setattr(utils, "time", SimpleNamespace(time=lambda: time.time() + skew))
    status, answer = prepay(client, "skew000001")
    assert (status, answer["code"]) == (401, "SIGN_ERROR")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total": 0}, "/amount/total"),
        ({"out_trade_no": "short"}, "/out_trade_no"),
        ({"out_trade_no": "x" * 33}, "/out_trade_no"),
        ({"notify_url": "https://shop.test/n?a=1"}, "/notify_url"),
        ({"notify_url": "http://shop.test/n"}, "/notify_url"),
    ],
)
def test_parameters_are_checked(client: Any, change: dict[str, Any], field: str) -> None:
    asked = {"out_trade_no": "check00001", "total": 1, **change}
    amount = {"total": asked.pop("total"), "currency": "CNY"}
    status, answer = said(client.pay(description="毕业照", amount=amount, **asked))
    assert (status, answer["code"], answer["detail"]["field"]) == (400, "PARAM_ERROR", field)


def test_another_app_or_a_wrong_public_key_id_is_refused(client: Any, outside: Outside) -> None:
    assert prepay(client, "other00001", appid="wx0000000000000000")[1]["code"] == "APPID_MCHID_NOT_MATCH"
    client._core._public_key_id = "PUB_KEY_ID_OTHER"
    assert prepay(client, "other00002")[1]["code"] == "INVALID_REQUEST"


def test_outages(outside: Outside, client: Any) -> None:
    outside.faults.set("pay_5xx")
    assert prepay(client, "fault00001") == (500, {"code": "SYSTEM_ERROR", "message": "系统异常，请稍后重试"})
    outside.faults.set("pay_busy")
    assert prepay(client, "fault00001")[0] == 429
    outside.faults.set("pay_bad_answer_signature")
    with pytest.raises(Exception, match="failed to verify the signature"):
        prepay(client, "fault00001")
    outside.faults.set("pay_prepay_lost")
    with pytest.raises(requests.ConnectionError):
        prepay(client, "fault00002")
    assert said(client.query(out_trade_no="fault00002"))[1]["trade_state"] == "NOTPAY"
    client._core._timeout = (1, 0.3)
    for fault in ("pay_slow_prepay", "pay_timeout"):
        outside.faults.set(fault, seconds=0.6)
        with pytest.raises(requests.Timeout):
            prepay(client, "fault00003")
    outside.faults.set("pay_wrong_amount")
    assert said(client.query(out_trade_no="fault00001"))[1]["amount"]["total"] == 2999
    assert said(client.query(out_trade_no="fault00001"))[1]["amount"]["total"] == 3000
    assert all(row["times"] == 0 for row in outside.faults.menu())


def test_answers_are_json_a_stranger_can_read(outside: Outside, client: Any) -> None:
    prepay(client, "signed0001")
    headers: dict[str, str] = {}
    real = client._core._verify_signature
    client._core._verify_signature = lambda given, body: headers.update(given) or real(given, body)
    client.close(out_trade_no="signed0001")
    assert headers["Wechatpay-Serial"] == outside.keys.platform_key_id
    assert "Content-Length" not in headers  # a 204 has no body, yet is signed
    assert json.loads(requests.get(outside.pay.url + "/v3/x", timeout=5).text)["code"] == "SIGN_ERROR"
