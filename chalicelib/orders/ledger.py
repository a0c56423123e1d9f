"""The ledger: what each change of an order does to money, as entries that are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, AttemptState, OutsideRefund, Refund, RefundState, left_of
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import Fen

if TYPE_CHECKING:
    from chalicelib.orders.machine.decide import Change


class EntryKind(StrEnum):
    """PAID came in at the channel; RETURNED and OUTSIDE went out there; BY_HAND went out some other way."""

    PAID = "PAID"
    RETURNED = "RETURNED"
    OUTSIDE = "OUTSIDE"
    BY_HAND = "BY_HAND"


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One entry.

    number: out_trade_no, or out_refund_no for RETURNED and BY_HAND; transaction_id: the channel's number of what is
    PAID, otherwise empty; refund_no: of OUTSIDE the refund's number at the channel, empty until the bill gives one;
    amount: fen, negative where it corrects an earlier entry of the same numbers that was too high (finance asked the
    channel again, or the bill gave a number to what had none); at: when, according to the channel; counts: how many
    payments or refunds there are more by it, 0 where it corrects one, -1 where there was none after all; twice:
    RETURNED or OUTSIDE after the same money had gone back some other way.
    """

    channel: str
    kind: EntryKind
    order_id: str
    seq: int
    number: str
    amount: int
    at: datetime
    counts: int = 1
    transaction_id: str = ""
    refund_no: str = ""
    twice: bool = False

    @property
    def day(self) -> date:
        """The business day, in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()


def entries(change: Change) -> Iterator[LedgerEntry]:
    """What a recorded change adds to the ledger: mostly nothing."""
    for attempt in change.after.attempts:
        yield from _of_attempt(change, change.before.attempt(attempt.attempt_no), attempt)
    for refund in change.after.refunds:
        yield from _of_refund(change, change.before.refund(refund.attempt_no, refund.try_no), refund)


def _taken(attempt: Attempt | None) -> Fen:
    return Fen(0) if attempt is None or attempt.paid_amount is None else attempt.paid_amount


def _of_attempt(change: Change, before: Attempt | None, after: Attempt) -> Iterator[LedgerEntry]:
    if more := _taken(after) - _taken(before):
        counts = bool(_taken(after)) - bool(_taken(before))
        yield _entry(change, after, EntryKind.PAID, more, after.paid_at, counts=counts)
    had, has = ({refund.number: refund for refund in one.outside} if one else {} for one in (before, after))
    for number in had.keys() | has.keys():
        yield from _of_outside(change, after, had.get(number), has.get(number))


def _of_outside(
    change: Change, attempt: Attempt, before: OutsideRefund | None, after: OutsideRefund | None
) -> Iterator[LedgerEntry]:
    """before, after: of one number; an amount that became less is corrected on the day of its entry."""
    refund = before or after
    assert refund is not None
    more = (after.amount if after else 0) - (before.amount if before else 0)
    if more:
        counts = (after is not None) - (before is not None)
        twice = left_of(attempt, change.after.refunds) < 0 or attempt.state is AttemptState.RETURNED
        booked = _entry(change, attempt, EntryKind.OUTSIDE, more, refund.at, counts=counts)
        yield replace(booked, refund_no=refund.number, twice=twice)


def _of_refund(change: Change, before: Refund | None, after: Refund) -> Iterator[LedgerEntry]:
    attempt, number = change.after.attempt(after.attempt_no), _number(change.after, after)
    assert attempt is not None
    if after.state is RefundState.BY_HAND and (before is None or before.state is not after.state):
        yield _entry(change, attempt, EntryKind.BY_HAND, after.amount, number=number)
    if after.done_at and (before is None or before.done_at is None):
        returned = _entry(change, attempt, EntryKind.RETURNED, after.amount, after.done_at, number)
        own = (refund for refund in change.after.refunds if refund.attempt_no == after.attempt_no)
        twice = not after.part and any(refund.state is RefundState.BY_HAND for refund in own)
        yield replace(returned, twice=twice)


def _entry(
    change: Change,
    attempt: Attempt,
    kind: EntryKind,
    amount: int,
    at: datetime | None = None,
    number: str = "",
    counts: int = 1,
) -> LedgerEntry:
    record = change.record
    assert record is not None
    return LedgerEntry(
        channel=attempt.channel,
        kind=kind,
        order_id=_id(change.after),
        seq=record.seq,
        amount=amount,
        at=at or record.at,
        number=number or out_trade_no(_id(change.after), attempt.attempt_no),
        counts=counts,
        transaction_id=attempt.transaction_id if kind is EntryKind.PAID else "",
    )


def _id(order: Order) -> str:
    return order.head.order_id


def _number(order: Order, refund: Refund) -> str:
    return out_refund_no(_id(order), refund.attempt_no, refund.try_no)
