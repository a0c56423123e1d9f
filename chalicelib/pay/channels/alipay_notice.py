"""Parses an Alipay notice, a signed form: verified byte for byte before anything in it is believed; no network.

The signature (RSA2, which is RSA-SHA256) covers all fields but sign and sign_type, decoded, sorted and joined with & as
`name=value`.  A notice never expires: Alipay repeats it for 25 hours, and a repeated fact changes nothing here.
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
from msgspec import Struct, convert

from chalicelib.pay.model import CONTENT, Back, ChannelRefund, NoticeRefused, PaidFact, RefundStatus, Text
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import parse_out_refund_no
from chalicelib.shared.money import from_yuan

MOST_FIELDS = 100  # a real notice has about thirty
PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})


class AlipayTrade(Struct):
    """A paid trade, from a notice (gmt_…) or an answer to a query (send_pay_date); its other fields are not used."""

    out_trade_no: Text
    trade_no: Text
    total_amount: Text
    gmt_payment: str = ""
    send_pay_date: str = ""
    gmt_refund: str = ""


class AlipayRefund(Struct):
    """A refund that we requested, with the field names of a notice (gmt_refund) or of an answer (gmt_refund_pay)."""

    out_biz_no: Text
    refund_fee: Text
    trade_no: Text
    gmt_refund: str = ""
    gmt_refund_pay: str = ""


def verify(raw: bytes, key: RSAPublicKey) -> dict[str, str]:
    """The form's fields without its signature.  Raises NoticeRefused if Alipay did not sign them."""
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


def read_fact(fields: Mapping[str, str]) -> PaidFact | ChannelRefund | None:
    """The fact in a verified notice; None for a trade that waits or closed unpaid: a query finds that out.

    Raises NoticeRefused when a field is missing or is not what it should be.
    """
    try:
        return _refund(fields) if fields.get("gmt_refund") else _payment(fields)
    except (KeyError, ValueError) as error:
        raise NoticeRefused(CONTENT) from error


def _payment(fields: Mapping[str, str]) -> PaidFact | None:
    return paid_fact(fields, fields["seller_id"], fields["app_id"]) if fields["trade_status"] in PAID else None


def _refund(fields: Mapping[str, str]) -> PaidFact | ChannelRefund:
    """A refund that we requested has its number in out_biz_no.  Money returned by somebody else only shows on the
    trade, which is closed once all of it has gone back."""
    number = fields.get("out_biz_no", "")
    if parse_out_refund_no(number) is None:
        back = Back.ALL if fields["trade_status"] == "TRADE_CLOSED" else Back.SOME
        return paid_fact(fields, fields["seller_id"], fields["app_id"], back=back)
    return refund_fact(fields, RefundStatus.SUCCESS)


def paid_fact(fields: Mapping[str, Any], mchid: str, appid: str, *, back: Back = Back.NOTHING) -> PaidFact:
    """The payment in a notice or an answer to a query.  Raises ValueError if a field is missing."""
    trade = convert(fields, AlipayTrade)
    if not mchid or not appid:
        raise ValueError("nobody received it")
    return PaidFact(
        out_trade_no=trade.out_trade_no,
        transaction_id=trade.trade_no,
        amount=from_yuan(trade.total_amount),
        currency="CNY",
        mchid=mchid,
        appid=appid,
        paid_at=_moment(trade.gmt_payment or trade.send_pay_date),
        back=back,
        back_at=_moment(trade.gmt_refund) if back is Back.ALL and trade.gmt_refund else None,
    )


def refund_fact(fields: Mapping[str, Any], status: RefundStatus) -> ChannelRefund:
    """The state of a refund that we requested.  Raises ValueError if a field is missing."""
    refund = convert(fields, AlipayRefund)
    done_at = refund.gmt_refund or refund.gmt_refund_pay
    return ChannelRefund(
        out_refund_no=refund.out_biz_no,
        status=status,
        amount=from_yuan(refund.refund_fee),
        refund_id=refund.trade_no,
        done_at=_moment(done_at) if done_at else None,
    )


def _moment(text: str) -> datetime:
    """Alipay's times are Shanghai time; a refund's also has milliseconds, which are cut off."""
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
