"""What became of a trade's money, as its channel and the bills say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt
from chalicelib.pay.deadline import Deadline
from chalicelib.pay.model import KEPT, Back, Channel, ChannelRefund, PaidFact, RefundStatus, TradeState
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_refund_no, out_trade_no

SECONDS = 8.0  # for all that is asked about a trade: a second person waits for the answer
MOVING = frozenset({RefundStatus.PROCESSING, RefundStatus.SUCCESS, RefundStatus.ABNORMAL})


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """said: of the trade; tries: of every refund of ours, the first one first; outside: fen that the bills show as
    gone without us."""

    said: TradeState | PaidFact
    tries: tuple[ChannelRefund, ...]
    outside: int

    @property
    def paid(self) -> PaidFact | None:
        return self.said if isinstance(self.said, PaidFact) else None

    @property
    def closed_try(self) -> int:
        """The number of our newest refund that the channel took on and closed; 0 for none."""
        closed = (number for number, one in enumerate(self.tries, start=1) if one.status is RefundStatus.CLOSED)
        return max(closed, default=0)

    @property
    def back(self) -> Back:
        """How much went back, by whomever.  WeChat Pay says SOME of a trade for a refund that it closed, and Alipay
        NOTHING after a part."""
        if self.paid is None:
            return Back.NOTHING
        if self.paid.back is Back.ALL or self.outside >= self.paid.amount:
            return Back.ALL
        told = self.paid.back is Back.SOME and not explains(self.tries)
        return Back.SOME if told or self.outside else Back.NOTHING

    @property
    def untouched(self) -> bool:
        """All of it is at the channel, and no refund of ours is on its way."""
        return self.paid is not None and self.back is Back.NOTHING and not is_moving(self.tries)


def tries(channel: Channel, order: Order, attempt_no: int, last: int, within: Deadline) -> tuple[ChannelRefund, ...]:
    """Our refunds of an attempt as the channel has them.  last: number of the last one to ask about.  Raises
    OutsideBusy, also when the time is over, and OutsideFailed."""
    found = []
    for number in range(1, last + 1):
        if within.is_over:
            raise OutsideBusy
        known_as = out_refund_no(order.head.order_id, attempt_no, number)
        found.append(channel.query_refund(known_as, seconds=within.left))
    return tuple(found)


def explains(ours: tuple[ChannelRefund, ...]) -> bool:
    """Whether a refund of ours is why a channel says that some went back, though nothing did."""
    return any(one.status is RefundStatus.CLOSED for one in ours)


def is_moving(ours: tuple[ChannelRefund, ...]) -> bool:
    """Whether a refund of ours went out, or still may."""
    return any(one.status in MOVING for one in ours)


class MatchedBill(Protocol):
    """outside: fen that went without us, by out_trade_no."""

    @property
    def outside(self) -> Mapping[str, int]: ...


class MatchedBills(Protocol):
    """A channel's bills from one day to another, those that were matched, and the days of those that were not."""

    def between(self, channel: str, first: date, last: date) -> Sequence[MatchedBill]: ...

    def missing(self, channel: str, first: date, last: date) -> Sequence[date]: ...


class MoneyTracer:
    """channels: by name, those that are set up."""

    def __init__(self, *, channels: Mapping[str, Channel], reports: MatchedBills, clock: Clock) -> None:
        self._channels, self._reports, self._clock = channels, reports, clock

    def is_set_up(self, channel: str) -> bool:
        return channel in self._channels

    def trace(self, order: Order, attempt: Attempt) -> Whereabouts:
        """Asks the channel and the bills since the attempt began.  Raises OutsideBusy, OutsideFailed."""
        channel, within = self._channels[attempt.channel], Deadline(SECONDS)
        number, newest = out_trade_no(order.head.order_id, attempt.attempt_no), order.refund_of(attempt.attempt_no)
        said = channel.query(number, seconds=within.share(2))
        ours = tries(channel, order, attempt.attempt_no, newest.try_no if newest else 0, within)
        bills = self._reports.between(attempt.channel, _day(attempt.started_at), _day(self._clock()))
        return Whereabouts(said=said, tries=ours, outside=sum(one.outside.get(number, 0) for one in bills))

    def unmatched(self, channel: str, since: datetime) -> date | None:
        """The first day from `since` to yesterday, at least one, whose bill nobody has matched, of those that the
        channel still has."""
        today = _day(self._clock())
        first = max(_day(since), today - KEPT)
        last = max(first, today - timedelta(days=1))
        return next(iter(self._reports.missing(channel, first, last)), None)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
