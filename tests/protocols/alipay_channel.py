"""The product's Alipay channel in front of the simulator, and a buyer with a browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from chalicelib.pay.channels.alipay import Alipay, AlipayMerchant
from chalicelib.pay.model import Kind, Trade
from chalicelib.shared.clock import system_clock
from sandbox.keys import Keys
from tests.protocols.pay_channel import IN_AN_HOUR, a_trade
from tools.suite.patience import PATIENCE

NOWHERE = "http://127.0.0.1:9/gateway.do"  # the discard port: nobody listens
BACK = "http://127.0.0.1:1/orders?id=1"


def channel(keys: Keys, *, url: str = "", notice_url: str = "http://127.0.0.1:9/n", **changes: Any) -> Alipay:
    """changes: of the Merchant; `clock` too."""
    clock = changes.pop("clock", system_clock)
    known: dict[str, Any] = {
        "app_id": keys.alipay_app_id, "seller_id": keys.alipay_seller_id, "private_key": keys.alipay_app_pem,
        "public_key": keys.alipay_public_pem, "notice_url": notice_url,
        "gateway_url": f"{url}/gateway.do" if url else NOWHERE,
    }  # fmt: skip
    return Alipay(AlipayMerchant(**known | changes), clock)


def started(pay: Alipay, kind: Kind = Kind.NATIVE, **changes: Any) -> Trade:
    """An offer that can be paid for an hour."""
    trade = a_trade(kind=kind, back_url=BACK, **changes)
    pay.start(trade, system_clock() + IN_AN_HOUR)
    return trade


def page(pay: Alipay, kind: Kind) -> tuple[Trade, str]:
    """(trade, address) of a page to pay on."""
    trade = a_trade(kind=kind, back_url=BACK)
    return trade, pay.start(trade, system_clock() + IN_AN_HOUR).params["pay_url"]


def press(url: str, button: str) -> requests.Response:
    """A browser opens the page and presses a button; it does not follow where that leads."""
    shown = requests.get(url, timeout=PATIENCE)
    assert "支付宝（沙箱）" in shown.text, shown.text
    action = shown.text.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    parts = urlsplit(url)
    return requests.post(
        f"{parts.scheme}://{parts.netloc}{action}", data={"do": button}, timeout=PATIENCE, allow_redirects=False
    )


def fields(raw: bytes) -> dict[str, str]:
    return dict(parse_qsl(raw.decode(), keep_blank_values=True))
