"""Opens an Alipay notice: a signed form, verified byte for byte before anything in it is believed; no network.

Signed are all fields but sign and sign_type, decoded, sorted and joined as `name=value` with &, by RSA-SHA256 (RSA2).
A notice has no time limit: Alipay sends the same one for 25 hours, and a repeated fact changes nothing here.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.pay.model import NoticeRefused, PaidFact, RefundFact, RefundStatus
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import parse_out_refund_no
from chalicelib.shared.money import from_yuan

MOST_FIELDS = 100  # a real notice has about thirty
PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})


def verified(raw: bytes, key: RSAPublicKey) -> dict[str, str]:
    """The form's fields.  Raises NoticeRefused for what Alipay did not sign."""
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise NoticeRefused("form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NoticeRefused("field twice")
    signature = fields.pop("sign", "")
    if fields.pop("sign_type", "") != "RSA2":
        raise NoticeRefused("sign type")
    message = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    try:
        key.verify(base64.b64decode(signature, validate=True), message.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError) as error:  # ValueError: not base64
        raise NoticeRefused("signature") from error
    return fields


def fact(fields: Mapping[str, str]) -> PaidFact | RefundFact | None:
    """What a verified notice tells; None for a trade that waits or closed unpaid (its slot asks).

    Raises NoticeRefused when a field is missing or is not what it should be.
    """
    try:
        return _refunded(fields) if fields.get("gmt_refund") else _paid(fields)
    except (KeyError, ValueError) as error:
        raise NoticeRefused("content") from error


def _paid(fields: Mapping[str, str]) -> PaidFact | None:
    return paid_fact(fields, fields["seller_id"], fields["app_id"]) if fields["trade_status"] in PAID else None


def _refunded(fields: Mapping[str, str]) -> PaidFact | RefundFact:
    """Of a refund of ours, out_biz_no is its number; money somebody else sent back shows on the trade, which is closed
    when all of it went: of a part the bill tells a person."""
    number = fields.get("out_biz_no", "")
    if parse_out_refund_no(number) is None:
        returned = fields["trade_status"] == "TRADE_CLOSED"
        return paid_fact(fields, fields["seller_id"], fields["app_id"], returned=returned)
    return RefundFact(
        out_refund_no=number, status=RefundStatus.SUCCESS, amount=from_yuan(fields["refund_fee"]),
        refund_id=fields["trade_no"],
    )  # fmt: skip


def paid_fact(said: Mapping[str, Any], mchid: str, appid: str, *, returned: bool = False) -> PaidFact:
    """From a notice (gmt_payment) or an answer to a query (send_pay_date)."""
    paid_at = said.get("gmt_payment") or said["send_pay_date"]
    return PaidFact(
        out_trade_no=said["out_trade_no"], transaction_id=said["trade_no"], amount=from_yuan(said["total_amount"]),
        currency="CNY", mchid=mchid, appid=appid, returned=returned,
        paid_at=datetime.strptime(paid_at[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
    )  # fmt: skip
