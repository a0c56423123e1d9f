"""The simulated WeChat Pay, driven by the library the product uses."""

from __future__ import annotations

import gzip
import hashlib
import secrets
import time
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
import requests

from sandbox.wechat_pay.books import CannotPay
from tests.worlds.simulators import Outside, Shop, said, until
from tools.suite.patience import PATIENCE

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


def has_status(client: Any, out_refund_no: str, status: str) -> bool:
    return bool(said(client.query_refund(out_refund_no))[1]["status"] == status)


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
    page = requests.get(url, params={"redirect_url": back}, timeout=PATIENCE)
    assert "￥30.00" in page.text
    answer = requests.post(
        url, params={"redirect_url": back}, data={"do": "pay"}, timeout=PATIENCE, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    assert said(client.query(out_trade_no="h500000001"))[1]["trade_type"] == "MWEB"
    again = requests.post(url, params={"redirect_url": "javascript:alert(1)"}, data={"do": "pay"}, timeout=PATIENCE)
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
        until(partial(has_status, client, number, state))
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


def test_the_funds_bill_tells_what_moved(outside: Outside, client: Any) -> None:
    paid(outside, client, "fund000001", 3000)
    outside.pay.refunds.seconds = 0.0
    client.refund("f1", {"refund": 3000, "total": 3000, "currency": "CNY"}, out_trade_no="fund000001")
    until(lambda: said(client.query_refund("f1"))[1]["status"] == "SUCCESS")
    today = datetime.now(CHINA).date().isoformat()
    assert said(client.fundflow_bill(today))[1]["code"] == "STATEMENT_CREATING"
    outside.faults.set("pay_bill_early")
    answer = said(client.fundflow_bill(today, tar_type="GZIP"))[1]
    bill = gzip.decompress(client.download_bill(answer["download_url"])[1])
    assert hashlib.sha1(bill).hexdigest() == answer["hash_value"]
    lines = bill.decode("utf-8-sig").split("\r\n")
    moves = [[field.lstrip("`") for field in line.split(",")] for line in lines[1:3]]
    assert [(one[5], one[6], one[7], one[10]) for one in moves] == [
        ("收入", "30.00", "30.00", "fund000001"),
        ("支出", "30.00", "0.00", "f1"),
    ]
    assert lines[4] == "`2,`1,`30.00,`1,`30.00"
