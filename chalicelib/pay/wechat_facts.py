"""What WeChat Pay's objects and bills say, in channel-neutral words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.pay.model import BillLine, PaidFact, RefundFact, RefundStatus
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import fen, from_yuan


def paid_fact(said: Mapping[str, Any]) -> PaidFact:
    """From a transaction object (query or notice)."""
    return PaidFact(
        out_trade_no=said["out_trade_no"], transaction_id=said["transaction_id"], amount=fen(said["amount"]["total"]),
        currency=said["amount"].get("currency", "CNY"), mchid=said["mchid"], appid=said["appid"],
        paid_at=datetime.fromisoformat(said["success_time"]), returned=said.get("trade_state") == "REFUND",
    )  # fmt: skip


def refund_fact(said: Mapping[str, Any]) -> RefundFact:
    """From a refund object (`status`) or a refund notice (`refund_status`)."""
    status = said.get("refund_status") or said["status"]
    return RefundFact(
        out_refund_no=said["out_refund_no"], status=RefundStatus(status), amount=fen(said["amount"]["refund"]),
        refund_id=said["refund_id"],
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
            refund_amount=from_yuan(fields["退款金额"] if returned else "0"),
            at=datetime.strptime(fields["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
        )  # fmt: skip
