"""The result of matching a channel's bill of a day with our ledger: a report with its differences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

SETTLED = "已向渠道核实并入账"  # the note of a difference that is none any more


class Difference(StrEnum):
    """MISSING_HERE: in the bill but not in our ledger; MISSING_THERE: in our ledger but not in the bill; TRANSACTION:
    under another number of the channel than ours; DOUBLE: more than once in the bill; TWICE: gone back at the channel
    after the same money had gone back some other way; SUM: the sums of the day differ,
    and no other difference and no known cause explains it; PROOF: an entry of the ledger is not what its order's events
    say, or its sums are not what the bills say."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_THERE = "MISSING_THERE"
    AMOUNT = "AMOUNT"
    TRANSACTION = "TRANSACTION"
    DOUBLE = "DOUBLE"
    TWICE = "TWICE"
    SUM = "SUM"
    PROOF = "PROOF"


@dataclass(frozen=True, kw_only=True)
class BillDifference:
    """One difference.  number: out_trade_no or out_refund_no, empty for sums; returned: it is a refund; here, there:
    fen in our ledger and in the bill, None for nothing, of SUM less what is explained, of PROOF's numbers by the
    order's events; note: what has been done about it already."""

    kind: Difference
    number: str
    order_id: str
    returned: bool
    here: int | None
    there: int | None
    at: datetime
    note: str = ""

    @property
    def key(self) -> tuple[bool, str]:
        """Its kind and number, by which bill and ledger are compared."""
        return self.returned, self.number


@dataclass(frozen=True, kw_only=True)
class BillReport:
    """paid, returned: sums of the bill in fen; lines: the differences, none when the day matches.

    others: how many lines have numbers not in our format, such as those of another shop of the same merchant;
    others_fen: their sum, less refunds.  No other figure includes them.
    unlisted: how many differences the report left out.
    unended: fen of the bill's refunds that were still under way and may end without another line, by their number in
    the ledger (out_refund_no, or out_trade_no for a refund that is not ours).
    elsewhere: fen of the payments, and of our finished refunds, that the ledger has on another day, by number.
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

    @property
    def is_open(self) -> bool:
        """Whether a difference is not settled."""
        return self.unlisted > 0 or any(line.note != SETTLED for line in self.lines)

    @property
    def differences(self) -> int:
        """How many differences there are, listed or not."""
        return len(self.lines) + self.unlisted
