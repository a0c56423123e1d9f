"""The product's WeChat Pay channel in front of simulators without a cloud."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.pay.channels.wechat import WeChatMerchant, WeChatPay
from chalicelib.pay.model import Kind, RefundOrder, Trade
from chalicelib.shared.clock import system_clock
from chalicelib.shared.ids import out_refund_no, out_trade_no, random_id
from chalicelib.shared.money import fen
from sandbox.keys import Keys
from tools.suite.patience import PATIENCE

NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens
IN_AN_HOUR = timedelta(hours=1)


def channel(keys: Keys, *, api_url: str = NOWHERE, notice_url: str = f"{NOWHERE}/n", **changes: Any) -> WeChatPay:
    """changes: of the Merchant; `clock` too."""
    clock = changes.pop("clock", system_clock)
    known: dict[str, Any] = {
        "appid": keys.appid, "mchid": keys.mchid, "serial": keys.merchant_serial, "private_key": keys.merchant_pem,
        "apiv3_key": keys.apiv3_key, "public_key_id": keys.platform_key_id, "public_key": keys.platform_public_pem,
        "notice_url": notice_url, "api_url": api_url,
    }  # fmt: skip
    return WeChatPay(WeChatMerchant(**known | changes), clock)


def a_trade(**changes: Any) -> Trade:
    """A Native payment of 30 yuan with a number of its own."""
    known: dict[str, Any] = {
        "out_trade_no": out_trade_no(random_id(), 1), "amount": fen(3000), "kind": Kind.NATIVE,
        "description": "毕业生图像采集",
    }  # fmt: skip
    return Trade(**known | changes)


def refund_of(trade: Trade, try_no: int = 1) -> RefundOrder:
    """All of it back."""
    order_id, _, attempt = trade.out_trade_no.partition("_")
    number = out_refund_no(order_id, int(attempt), try_no)
    return RefundOrder(
        out_trade_no=trade.out_trade_no, out_refund_no=number, amount=trade.amount, total=trade.amount, reason="student"
    )


def started(pay: WeChatPay, trade: Trade | None = None) -> Trade:
    """A trade that can be paid for an hour."""
    trade = trade or a_trade()
    pay.start(trade, system_clock() + IN_AN_HOUR)
    return trade


@dataclass
class Held:
    """A start on its way to the channel: it has left, and arrives once it may."""

    left: threading.Event = field(default_factory=threading.Event)
    may: threading.Event = field(default_factory=threading.Event)


@contextmanager
def first_start_held(pay: WeChatPay) -> Iterator[Held]:
    """The first start that `pay` sends is slow; the next ones are not."""
    held, real = Held(), pay.start

    def start(*asked: Any) -> Any:
        if not held.left.is_set():
            held.left.set()
            assert held.may.wait(PATIENCE)
        return real(*asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pay, "start", start)
        try:
            yield held
        finally:
            held.may.set()
