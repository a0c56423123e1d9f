"""WeChat Pay's objects and bills as facts that do not depend on the channel."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, convert

from chalicelib.pay.model import Back, Bill, BillLine, ChannelRefund, PaidFact, RefundStatus, Text, TradeState
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import fen, from_yuan

Moment = Annotated[datetime, Meta(tz=True)]
UNPAID = {
    "NOTPAY": TradeState.NOTPAY, "USERPAYING": TradeState.NOTPAY, "PAYERROR": TradeState.NOTPAY,
    "CLOSED": TradeState.CLOSED, "REVOKED": TradeState.CLOSED,
}  # fmt: skip


class Total(Struct):
    total: int
    currency: Text = "CNY"


class Transaction(Struct):
    """A paid trade; its other fields are not used."""

    out_trade_no: Text
    transaction_id: Text
    amount: Total
    mchid: Text
    appid: Text
    success_time: Moment
    trade_state: Literal["SUCCESS", "REFUND"]


class RefundAmount(Struct):
    refund: int


class WeChatRefund(Struct):
    """A refund, from an answer (`status`) or a notice (`refund_status`)."""

    out_refund_no: Text
    refund_id: Text
    amount: RefundAmount
    status: str = ""
    refund_status: str = ""
    success_time: Moment | None = None


def paid_fact(fields: Mapping[str, Any]) -> PaidFact:
    """The payment in a transaction object (of a query or a notice).  Raises ValueError if a field is missing."""
    trade = convert(fields, Transaction)
    return PaidFact(
        out_trade_no=trade.out_trade_no,
        transaction_id=trade.transaction_id,
        amount=fen(trade.amount.total),
        currency=trade.amount.currency,
        mchid=trade.mchid,
        appid=trade.appid,
        paid_at=trade.success_time,
        back=Back.SOME if trade.trade_state == "REFUND" else Back.NOTHING,
    )


def trade_state(answer: Mapping[str, Any]) -> TradeState | PaidFact:
    """The state in an answer to a query, or its payment.  Raises KeyError for a state that was never documented."""
    state = answer["trade_state"]
    return paid_fact(answer) if state in ("SUCCESS", "REFUND") else UNPAID[state]


def refund_fact(fields: Mapping[str, Any]) -> ChannelRefund:
    """The state in a refund object.  Raises ValueError if a field is missing."""
    refund = convert(fields, WeChatRefund)
    return ChannelRefund(
        out_refund_no=refund.out_refund_no,
        status=RefundStatus(refund.refund_status or refund.status),
        amount=fen(refund.amount.refund),
        refund_id=refund.refund_id,
        done_at=refund.success_time,
    )


def read_bill(text: str) -> Bill:
    """CSV in yuan, a back-tick before every field; the last two rows are a heading of totals and the totals.
    Raises ValueError or KeyError if this is not such a bill."""
    rows = ([field.lstrip("`").strip() for field in row] for row in csv.reader(io.StringIO(text)) if row)
    head, lines, totals = next(rows), list[BillLine](), dict[str, str]()
    for row in rows:
        if row[0] == "总交易单数":
            totals = dict(zip(row, next(rows, ()), strict=False))
        else:
            lines.append(_line(dict(zip(head, row, strict=False))))
    return Bill(lines=tuple(lines), agrees=bool(totals) and _agrees(lines, totals))


def _line(fields: Mapping[str, str]) -> BillLine:
    is_refund = fields["交易状态"] == "REFUND"
    return BillLine(
        out_trade_no=fields["商户订单号"],
        transaction_id=fields["微信订单号"],
        state=fields["退款状态"] if is_refund else fields["交易状态"],
        amount=from_yuan("0" if is_refund else fields.get("订单金额") or fields["应结订单金额"]),
        out_refund_no=fields["商户退款单号"] if is_refund else "",
        refund_amount=from_yuan((fields.get("申请退款金额") or fields["退款金额"]) if is_refund else "0"),
        at=datetime.strptime(fields["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
    )


def _agrees(lines: Sequence[BillLine], totals: Mapping[str, str]) -> bool:
    paid = from_yuan(totals.get("订单总金额") or totals["应结订单总金额"])
    returned = from_yuan(totals.get("申请退款总金额") or totals["退款总金额"])
    sums = (len(lines), sum(line.amount for line in lines), sum(line.refund_amount for line in lines))
    return sums == (int(totals["总交易单数"]), paid, returned)
