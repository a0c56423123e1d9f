"""A day's bill of a channel beside our ledger: what differs, and the whole as a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Difference(StrEnum):
    """MISSING_HERE: the channel moved money we know nothing of; MISSING_THERE: the other way round."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_THERE = "MISSING_THERE"
    AMOUNT = "AMOUNT"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One difference.  number: out_trade_no or out_refund_no; here, there: fen, None for nothing; note: what has
    been done about it already."""

    kind: Difference
    number: str
    order_id: str
    returned: bool
    here: int | None
    there: int | None
    at: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """paid, returned: what the bill says, in fen; lines: every difference, none when the day matches."""

    channel: str
    day: date
    made_at: datetime
    payments: int
    refunds: int
    paid: int
    returned: int
    lines: tuple[Line, ...] = ()
