"""A channel that attempts still name but the settings no longer have: it counts as one that never answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.pay.model import (
    CALL_SECONDS,
    Bill,
    Channel,
    ChannelRefund,
    CloseResult,
    NoticeRefused,
    PaidFact,
    RefundOrder,
    Started,
    Trade,
    TradeState,
)
from chalicelib.shared.errors import OutsideBusy


class ChannelGone(OutsideBusy):
    code = "channel_not_set_up"
    message = "这笔付款所用的支付渠道已停用，暂时无法查询或退款"
    action = "请联系系统管理员恢复该渠道的设置；已收到的款项不会丢失"


class Away:
    """Its attempts are abandoned, watched for a week past their end and then closed; its refunds wait until the
    settings have the channel again, or are ended by hand."""

    def start(self, trade: Trade, deadline: datetime) -> Started:
        raise ChannelGone

    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> TradeState | PaidFact:
        raise ChannelGone

    def close(self, number: str, *, seconds: float) -> CloseResult:
        return CloseResult.UNKNOWN

    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        raise ChannelGone

    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        raise ChannelGone

    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | ChannelRefund | None:
        raise NoticeRefused("channel")

    def bill(self, day: date) -> Bill:
        raise ChannelGone


class Channels(dict[str, Channel]):
    """The channels that are set up, by name; any other name gives an Away."""

    def __missing__(self, name: str) -> Channel:
        return Away()
