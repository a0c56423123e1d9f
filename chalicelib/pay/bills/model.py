"""A day's bill of a channel beside our ledger: what differs, and the whole as a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Difference(StrEnum):
    """MISSING_HERE: the channel moved money we know nothing of; MISSING_THERE: the other way round."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_THERE = "MISSING_THERE"
    AMOUNT = "AMOUNT"


@dataclass(frozen=True, kw_only=True)
class BillDifference:
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
class BillReport:
    """paid, returned: what the bill says, in fen; lines: the differences, none when the day matches.

    others: how many lines have numbers not of our form, as another shop of the same merchant makes; others_fen: what
    they come to, refunds taken off.  They are in none of the other figures.
    unlisted: how many more there were than a report keeps; unended: fen of the bill's refunds that were not over, and
    may end without another line, by the number the ledger will know them by (out_refund_no; out_trade_no where it is
    not ours); elsewhere: fen of our refunds that were over and that the ledger has on another day, by out_refund_no;
    outside: fen of the refunds that were over and not ours, by out_trade_no.
    """

    channel: str
    day: date
    made_at: datetime
    payments: int
    refunds: int
    paid: int
    returned: int
    lines: tuple[BillDifference, ...] = ()
    unlisted: int = 0
    others: int = 0
    others_fen: int = 0
    unended: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        """How many there were, listed or not."""
        return len(self.lines) + self.unlisted
