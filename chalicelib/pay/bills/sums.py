"""Sums of a bill: its refunds still under way, and what the ledger has on another day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from chalicelib.pay.model import BillLine
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no

UNENDED = frozenset({"PROCESSING", "ABNORMAL", "CHANGE"})  # states in which no money has moved yet
UNMOVED = UNENDED | {"CLOSED"}  # and the state in which none ever will


def is_ours(line: BillLine) -> bool:
    """Whether the trade's number has the format of ours."""
    return parse_out_trade_no(line.out_trade_no) is not None


def net_amount(line: BillLine) -> int:
    """Fen that a line adds to the merchant's account; negative for a refund."""
    return line.amount - (0 if line.state in UNMOVED else line.refund_amount)


def is_foreign(line: BillLine) -> bool:
    """Whether the line is a refund that we did not request."""
    return line.is_refund and parse_out_refund_no(line.out_refund_no) is None


def unended_refunds(bill: Iterable[BillLine]) -> dict[str, int]:
    """Fen of the refunds still under way, by the number of their ledger entry once they end."""
    sums = Counter[str]()
    for line in bill:
        if line.is_refund and line.state in UNENDED:
            sums[line.out_trade_no if is_foreign(line) else line.out_refund_no] += line.refund_amount
    return dict(sums)


def booked_elsewhere(unbooked: Iterable[BillLine], differing: Collection[tuple[bool, str]]) -> dict[str, int]:
    """Fen of the payments, and of our finished refunds, that the ledger has on another day, by number.

    unbooked: lines that the day's ledger does not have; differing: the kind (whether a refund) and number of those that
    differ from the ledger of any day.
    """
    ours = (line for line in unbooked if not is_foreign(line) and line.state not in UNMOVED)
    return {
        line.number: line.amount + line.refund_amount for line in ours if (line.is_refund, line.number) not in differing
    }
