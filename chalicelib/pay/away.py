"""A channel that attempts still name and the settings no longer have: it counts as one that never answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from chalicelib.pay.model import (
    BillLine,
    Channel,
    CloseResult,
    NoticeRefused,
    PaidFact,
    RefundFact,
    RefundOrder,
    Started,
    Trade,
    TradeState,
)
from chalicelib.shared.errors import OutsideBusy


class Away:
    """Its attempts are abandoned and watched; its refunds wait until the settings have it again, or end by hand."""

    def start(self, trade: Trade, deadline: datetime) -> Started:
        raise OutsideBusy

    def query(self, number: str) -> TradeState | PaidFact:
        raise OutsideBusy

    def close(self, number: str, *, seconds: float) -> CloseResult:
        return CloseResult.UNKNOWN

    def refund(self, order: RefundOrder) -> RefundFact:
        raise OutsideBusy

    def query_refund(self, out_refund_no: str) -> RefundFact:
        raise OutsideBusy

    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | RefundFact | None:
        raise NoticeRefused("channel")

    def bill(self, day: date) -> Iterator[BillLine]:
        raise OutsideBusy


class Channels(dict[str, Channel]):
    """By name, those that are offered; one that is named all the same is away."""

    def __missing__(self, name: str) -> Channel:
        return Away()
