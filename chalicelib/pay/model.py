"""Payment in channel-neutral words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from chalicelib.shared.money import Fen


class Kind(StrEnum):
    """How a payment is started; it follows from the device."""

    JSAPI = "JSAPI"
    NATIVE = "NATIVE"


class TradeState(StrEnum):
    """What a channel says of a trade.  ABSENT is not closed: a slow prepay may still land."""

    ABSENT = "ABSENT"
    NOTPAY = "NOTPAY"
    CLOSED = "CLOSED"


class CloseResult(StrEnum):
    """What closing came to."""

    CLOSED = "CLOSED"
    PAID = "PAID"
    UNKNOWN = "UNKNOWN"


class RefundStatus(StrEnum):
    """A refund at the channel."""

    PROCESSING = "PROCESSING"
    SUCCESS = "SUCCESS"
    ABNORMAL = "ABNORMAL"
    CLOSED = "CLOSED"
    ABSENT = "ABSENT"


@dataclass(frozen=True, kw_only=True)
class Trade:
    """One attempt as the channel is told of it.  payer: openid, JSAPI only."""

    out_trade_no: str
    amount: Fen
    kind: Kind
    description: str
    payer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Started:
    """params: what the client needs to pay (JSAPI: wx.requestPayment's arguments; NATIVE: code_url)."""

    kind: Kind
    params: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PaidFact:
    """A trade is paid.  returned: the channel also shows a refund on it."""

    out_trade_no: str
    transaction_id: str
    amount: Fen
    currency: str
    mchid: str
    appid: str
    paid_at: datetime
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class RefundFact:
    """State of one refund at the channel."""

    out_refund_no: str
    status: RefundStatus
    amount: Fen
    refund_id: str


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """Money to send back: `amount` of the `total` that was paid."""

    out_trade_no: str
    out_refund_no: str
    amount: Fen
    total: Fen
    reason: str


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a channel's daily bill."""

    out_trade_no: str
    transaction_id: str
    state: str
    amount: Fen
    out_refund_no: str
    refund_amount: Fen
    at: datetime


class Channel(Protocol):
    """A payment channel.  Every method raises OutsideBusy or OutsideFailed when the channel gives no usable answer."""

    def start(self, trade: Trade, deadline: datetime) -> Started: ...
    def query(self, out_trade_no: str) -> TradeState | PaidFact: ...
    def close(self, out_trade_no: str, *, seconds: float) -> CloseResult: ...
    def refund(self, order: RefundOrder) -> RefundFact: ...
    def query_refund(self, out_refund_no: str) -> RefundFact: ...
    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | RefundFact | None: ...
    def bill(self, day: date) -> Iterator[BillLine]: ...
