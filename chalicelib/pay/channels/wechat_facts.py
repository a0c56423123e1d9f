"""What WeChat Pay's objects and bills say, in channel-neutral words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, convert

from chalicelib.pay.model import Back, BillLine, ChannelRefund, PaidFact, RefundStatus, Text
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import fen, from_yuan

Moment = Annotated[datetime, Meta(tz=True)]


class Total(Struct):
    total: int
    currency: Text = "CNY"


class Transaction(Struct):
    """A paid trade; what else it has is of no use here."""

    out_trade_no: Text
    transaction_id: Text
    amount: Total
    mchid: Text
    appid: Text
    success_time: Moment
    trade_state: Literal["SUCCESS", "REFUND"]


class Returned(Struct):
    refund: int


class WeChatRefund(Struct):
    """A refund, from an answer (`status`) or a notice (`refund_status`)."""

    out_refund_no: Text
    refund_id: Text
    amount: Returned
    status: str = ""
    refund_status: str = ""


def paid_fact(said: Mapping[str, Any]) -> PaidFact:
    """From a transaction object (query or notice).  Raises ValueError for one that is not whole."""
    trade = convert(said, Transaction)
    return PaidFact(
        out_trade_no=trade.out_trade_no, transaction_id=trade.transaction_id, amount=fen(trade.amount.total),
        currency=trade.amount.currency, mchid=trade.mchid, appid=trade.appid,
        paid_at=trade.success_time, back=Back.SOME if trade.trade_state == "REFUND" else Back.NOTHING,
    )  # fmt: skip


def refund_fact(said: Mapping[str, Any]) -> ChannelRefund:
    """From a refund object.  Raises ValueError for one that is not whole."""
    refund = convert(said, WeChatRefund)
    return ChannelRefund(
        out_refund_no=refund.out_refund_no, status=RefundStatus(refund.refund_status or refund.status),
        amount=fen(refund.amount.refund), refund_id=refund.refund_id,
    )  # fmt: skip


def bill_lines(text: str) -> Iterator[BillLine]:
    """The bill is CSV in yuan, every field led by a back-tick, with a two-line summary at the end."""
    for row in csv.DictReader(io.StringIO(text)):
        fields = {(name or "").strip(): (value or "").lstrip("`").strip() for name, value in row.items() if name}
        if fields["交易时间"] == "总交易单数":
            return
        returned = fields["交易状态"] == "REFUND"
        yield BillLine(
            out_trade_no=fields["商户订单号"], transaction_id=fields["微信订单号"],
            state=fields["退款状态"] if returned else fields["交易状态"],
            amount=from_yuan("0" if returned else fields.get("订单金额") or fields["应结订单金额"]),
            out_refund_no=fields["商户退款单号"] if returned else "",
            refund_amount=from_yuan((fields.get("申请退款金额") or fields["退款金额"]) if returned else "0"),
            at=datetime.strptime(fields["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
        )  # fmt: skip
