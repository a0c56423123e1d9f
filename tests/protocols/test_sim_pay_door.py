"""The simulated WeChat Pay's door: signatures, parameters, outages."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from tests.worlds.simulators import Outside, said
from tools.suite.patience import PATIENCE


def prepay(client: Any, number: str, total: int = 3000, **more: Any) -> tuple[int, Any]:
    return said(
        client.pay(description="毕业照采集", out_trade_no=number, amount={"total": total, "currency": "CNY"}, **more)
    )


def test_requests_are_verified_byte_for_byte(outside: Outside, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from wechatpayv3 import core

    assert requests.get(f"{outside.pay.url}/v3/certificates", timeout=PATIENCE).json()["code"] == "SIGN_ERROR"
    real = requests.post

    def compact(url: str, **sent: Any) -> requests.Response:
        """A client that signs its JSON with blanks and sends it without."""
        body = json.dumps(sent.pop("json"), separators=(",", ":")).encode()
        return real(url, **{**sent, "data": body})

    monkeypatch.setattr(core.requests, "post", compact)
    assert prepay(client, "bytes00001") == (401, {"code": "SIGN_ERROR", "message": "签名错误，请检查后再试"})


@pytest.mark.parametrize(("skew", "code"), [(-320, "SIGN_ERROR"), (-280, None), (280, None), (320, "SIGN_ERROR")])
def test_a_clock_may_be_less_than_five_minutes_off(
    client: Any, monkeypatch: pytest.MonkeyPatch, skew: int, code: str | None
) -> None:
    """Twenty seconds on either side of the limit: what the asking takes counts, too."""
    from wechatpayv3 import utils

    monkeypatch.setattr(utils, "time", SimpleNamespace(time=lambda: time.time() + skew))
    status, answer = prepay(client, "skew000001")
    assert (status, answer.get("code")) == (401 if code else 200, code)


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


def test_outages(outside: Outside, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
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
    outside.faults.set("pay_cut")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        prepay(client, "fault00004")
    assert said(client.query(out_trade_no="fault00004"))[1]["trade_state"] == "NOTPAY"
    for fault in ("pay_slow_prepay", "pay_timeout"):
        outside.faults.set(fault, seconds=5.0)
        with monkeypatch.context() as hasty:
            hasty.setattr(client._core, "_timeout", (PATIENCE, 0.2))
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
    assert json.loads(requests.get(outside.pay.url + "/v3/x", timeout=PATIENCE).text)["code"] == "SIGN_ERROR"
