"""Where a trade's money is, according to its channel and the bills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib.orders.machine.money_guards import MOST_REFUND_TRIES
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, RefundState, parts_of
from chalicelib.pay.model import KEPT, Back, Channel, ChannelRefund, PaidFact, RefundStatus, TradeState
from chalicelib.pay.time_budget import Deadline
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no

SECONDS = 8.0  # for all calls about one trade: a second person waits for the answer
MOVING = frozenset({RefundStatus.PROCESSING, RefundStatus.SUCCESS, RefundStatus.ABNORMAL})


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """answer: about the trade; tries: about each of our refunds of all of it, the first one first; parts: fen that
    went back by other refunds, on the channel's own page or of a part, as our records have it."""

    answer: TradeState | PaidFact
    tries: tuple[ChannelRefund, ...]
    parts: int

    @property
    def paid(self) -> PaidFact | None:
        return self.answer if isinstance(self.answer, PaidFact) else None

    @property
    def closed_try(self) -> int:
        """The number of our newest refund that the channel took on and then closed; 0 if there is none."""
        closed = [refund.out_refund_no for refund in self.tries if refund.status is RefundStatus.CLOSED]
        return try_of(closed[-1]) if closed else 0

    @property
    def back(self) -> Back:
        """How much went back, whoever sent it.  The trade's own state is not enough: WeChat Pay says SOME after a
        refund that it closed, and Alipay NOTHING after a part went back."""
        if self.paid is None:
            return Back.NOTHING
        if self.paid.back is Back.ALL or self.parts >= self.paid.amount:
            return Back.ALL
        reported = self.paid.back is Back.SOME and not explains(self.tries)
        return Back.SOME if reported or self.parts else Back.NOTHING

    @property
    def untouched(self) -> bool:
        """Whether all of it is at the channel, and no refund of ours is on its way."""
        return self.paid is not None and self.back is Back.NOTHING and not is_moving(self.tries)


def tries(
    channel: Channel, order: Order, attempt_no: int, within: Deadline, before: int = MOST_REFUND_TRIES + 1
) -> tuple[ChannelRefund, ...]:
    """Our refunds of all of an attempt's money as the channel has them.  before: only those with a lower number.
    Raises OutsideBusy, also when the time is over, and OutsideFailed."""
    refunds = []
    for refund in order.refunds:
        if refund.attempt_no != attempt_no or refund.part or refund.try_no >= before:
            continue
        if within.is_over:
            raise OutsideBusy
        refund_no = out_refund_no(order.head.order_id, attempt_no, refund.try_no)
        refunds.append(channel.query_refund(refund_no, seconds=within.left))
    return tuple(refunds)


def try_of(number: str) -> int:
    """The number of the try in an out_refund_no of ours."""
    named = parse_out_refund_no(number)
    assert named is not None
    return named[2]


def explains(ours: tuple[ChannelRefund, ...]) -> bool:
    """Whether a refund of ours explains why a channel says that some went back although nothing did."""
    return any(refund.status is RefundStatus.CLOSED for refund in ours)


def is_moving(ours: tuple[ChannelRefund, ...]) -> bool:
    """Whether a refund of ours has gone out, or still may."""
    return any(refund.status in MOVING for refund in ours)


class MatchedBills(Protocol):
    """missing: the days of a channel whose bill nobody has matched."""

    def missing(self, channel: str, first: date, last: date) -> Sequence[date]: ...


class MoneyTracer:
    """channels: those that are set up, by name."""

    def __init__(self, *, channels: Mapping[str, Channel], reports: MatchedBills, clock: Clock) -> None:
        self._channels, self._reports, self._clock = channels, reports, clock

    def is_set_up(self, channel: str) -> bool:
        return channel in self._channels

    def trace(self, order: Order, attempt: Attempt) -> Whereabouts:
        """Asks the channel.  Raises OutsideBusy, OutsideFailed."""
        channel, within = self._channels[attempt.channel], Deadline(SECONDS)
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        answer = channel.query(number, seconds=within.share(2))
        ours = tries(channel, order, attempt.attempt_no, within)
        done = sum(
            part.amount for part in parts_of(order.refunds, attempt.attempt_no) if part.state is RefundState.DONE
        )
        return Whereabouts(answer=answer, tries=ours, parts=attempt.gone_outside + done)

    def unmatched(self, channel: str, since: datetime) -> date | None:
        """The first day whose bill nobody has matched, from `since` to yesterday (at least one day) and no older than
        the channel keeps bills; None if all are matched."""
        today = _day(self._clock())
        first = max(_day(since), today - KEPT)
        last = max(first, today - timedelta(days=1))
        return next(iter(self._reports.missing(channel, first, last)), None)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
