"""Payment in words that belong to no channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta

from chalicelib.shared.clock import iso
from chalicelib.shared.errors import OutsideFailed
from chalicelib.shared.money import Fen

KEPT = timedelta(days=90)  # how long a channel keeps its bills
Text = Annotated[str, Meta(min_length=1)]  # a field that a channel must fill: never null, never empty


class Kind(StrEnum):
    """How a payment is started; it depends on the device."""

    JSAPI = "JSAPI"  # inside WeChat, by the mini-program
    NATIVE = "NATIVE"  # a QR code to scan
    H5 = "H5"  # WeChat, from a phone's browser
    PAGE = "PAGE"  # Alipay's page for a desktop
    WAP = "WAP"  # Alipay's page for a phone


class TradeState(StrEnum):
    """A trade's state at the channel.  ABSENT is not closed: a slow prepay may still arrive there."""

    ABSENT = "ABSENT"
    NOTPAY = "NOTPAY"
    CLOSED = "CLOSED"


class CloseResult(StrEnum):
    """What came of closing a trade."""

    CLOSED = "CLOSED"
    PAID = "PAID"
    UNKNOWN = "UNKNOWN"


class RefundStatus(StrEnum):
    """A refund's state at the channel."""

    PROCESSING = "PROCESSING"
    SUCCESS = "SUCCESS"
    ABNORMAL = "ABNORMAL"
    CLOSED = "CLOSED"
    ABSENT = "ABSENT"


class Back(StrEnum):
    """How much of a paid trade went back, according to the trade's own state.  WeChat Pay's REFUND may stand for any
    part of it; Alipay closes a paid trade once all of it went back."""

    NOTHING = "NOTHING"
    SOME = "SOME"
    ALL = "ALL"


@dataclass(frozen=True, kw_only=True)
class Trade:
    """One attempt, as sent to the channel.

    payer: openid, JSAPI only; payer_ip: H5 only; back_url: where a browser returns to, H5, PAGE and WAP.
    """

    out_trade_no: str
    amount: Fen
    kind: Kind
    description: str
    payer: str | None = None
    payer_ip: str = ""
    back_url: str = ""


# Of a call with its second try; with a close before it a start stays within 10, with WeChat asked who pays within 16.
CALL_SECONDS = 7.0
LEAST = 0.5  # seconds; with less there is no point in a call


@dataclass(frozen=True, kw_only=True)
class Started:
    """params: what the client needs to pay (JSAPI: wx.requestPayment's arguments; NATIVE: code_url; H5, PAGE, WAP:
    pay_url to open); until: how long the same params may be shown again, None when new ones cost no call."""

    kind: Kind
    params: Mapping[str, str]
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PaidFact:
    """A trade is paid.  back_at: when the money went back, where the channel says so."""

    out_trade_no: str
    transaction_id: str
    amount: Fen
    currency: str
    mchid: str
    appid: str
    paid_at: datetime
    back: Back = Back.NOTHING
    back_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChannelRefund:
    """The state of one refund at the channel.  done_at: when it succeeded, where the channel says so."""

    out_refund_no: str
    status: RefundStatus
    amount: Fen
    refund_id: str
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """A refund to make: `amount` of the `total` that was paid.  reason: shown to the payer."""

    out_trade_no: str
    out_refund_no: str
    amount: Fen
    total: Fen
    reason: str


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One line of a channel's daily bill: a payment (refund_amount 0) or a refund (amount 0).

    state: SUCCESS for a payment; of a refund, where it stands at the channel (SUCCESS, PROCESSING, …); out_refund_no:
    empty for a payment, and for a refund that was requested without a number.
    """

    out_trade_no: str
    transaction_id: str
    state: str
    amount: Fen
    out_refund_no: str
    refund_amount: Fen
    at: datetime

    @property
    def is_refund(self) -> bool:
        return bool(self.out_refund_no or self.refund_amount)

    @property
    def number(self) -> str:
        """The refund's own number, or the trade's for a payment; a refund without a number of its own is named by its
        trade and time, since there may be several of one trade."""
        if self.is_refund and not self.out_refund_no:
            return f"{self.out_trade_no}@{iso(self.at)}"
        return self.out_refund_no or self.out_trade_no


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A channel's bill of a day.  agrees: its lines are what its own totals say, in number and amount."""

    lines: tuple[BillLine, ...] = ()
    agrees: bool = True


class NotEnough(OutsideFailed):
    """The merchant's account holds too little for the refund, which succeeds once there is money again."""

    code = "merchant_balance_short"
    message = "商户账户余额不足，暂时无法退款"
    action = "请为商户账户充值，系统会自动重试退款"


CONTENT = "content"  # the reason to refuse a notice that the channel did sign


class NoticeRefused(Exception):
    """Not a notice of the channel, or not one we understand.  reason: a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """A payment channel.  Every method raises OutsideBusy or OutsideFailed when the channel gives no usable answer.

    seconds: in which it ends, whatever the channel does.  close: anything but a clear answer is UNKNOWN.  refund: the
    same out_refund_no again is the same refund; raises NotEnough.  read_notice: header names in lower case; None for a
    notice of no use here; raises NoticeRefused, and never calls out.
    """

    def start(self, trade: Trade, deadline: datetime) -> Started: ...
    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> TradeState | PaidFact: ...
    def close(self, number: str, *, seconds: float) -> CloseResult: ...
    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund: ...
    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund: ...
    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | ChannelRefund | None: ...
    def bill(self, day: date) -> Bill: ...
