"""Alipay's notices: a signed form; only an answer whose body is the plain word `success` accepts one."""

from __future__ import annotations

import secrets
import time

from sandbox.alipay.books import fen, stamp, yuan
from sandbox.alipay.seal import signed_form
from sandbox.keys import Keys
from sandbox.notices import Parcel
from sandbox.records import Record

LADDER = (240, 600, 600, 3600, 7200, 21600, 54000)  # seconds; within 25 hours
WRONG = {"alipay_wrong_seller": "seller_id", "alipay_wrong_app": "app_id"}


class AlipayForm:
    """The Style of Alipay."""

    kind = "notice_alipay"
    ladder: tuple[int, ...] = LADDER
    spoils: tuple[str, ...] = ("notice_tampered",)

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def less(self, content: Record) -> Record:
        """The content with an amount that is one fen too low."""
        return {**content, "total_amount": yuan(fen(content["total_amount"]) - 1)}

    def seal(self, notice_id: str, event: str, content: Record) -> bytes:
        header = {"notify_id": notice_id, "notify_type": "trade_status_sync", "notify_time": stamp(time.time())}
        return signed_form(self._keys.alipay, {**header, **content})

    def pack(self, body: bytes, spoil: str | None) -> Parcel:
        payload = body.replace(b"charset=utf-8", b"charset=utf8", 1) if spoil == "notice_tampered" else body
        return Parcel(payload, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})

    def accepts(self, status: int, body: bytes) -> bool:
        return status == 200 and body == b"success"


def trade_form(keys: Keys, trade: Record) -> Record:
    """The content of a paid trade's notice: the documented fields and others that Alipay adds, all of them signed."""
    total, received = yuan(trade["total"]), yuan(trade["total"] - trade.get("coupon", 0))
    return {
        "app_id": keys.alipay_app_id, "auth_app_id": keys.alipay_app_id, "charset": "utf-8", "version": "1.0",
        "seller_id": keys.alipay_seller_id, "seller_email": "shop@example.com", "buyer_id": "2088102100000001",
        "buyer_logon_id": "159****5620", "out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"],
        "trade_status": trade["state"], "subject": trade["subject"], "total_amount": total,
        "receipt_amount": received, "invoice_amount": received, "buyer_pay_amount": received, "point_amount": "0.00",
        "gmt_create": stamp(trade["created_at"]), "gmt_payment": stamp(trade["paid_at"]),
        "fund_bill_list": f'[{{"amount":"{received}","fundChannel":"ALIPAYACCOUNT"}}]',
        "passback_params": f"merchant&a=b {secrets.token_hex(2)}",
    }  # fmt: skip


def refund_form(keys: Keys, trade: Record, request_no: str) -> Record:
    """The content of a notice after a refund; refund_fee is the sum of the trade's refunds so far."""
    return {
        **trade_form(keys, trade), "out_biz_no": request_no, "refund_fee": yuan(trade["refunded"]),
        "gmt_refund": stamp(trade["refunded_at"]) + ".123",
    }  # fmt: skip
