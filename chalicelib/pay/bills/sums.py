"""What the refunds of a bill come to: those that are over, those that are not, and those that are not ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from chalicelib.pay.model import BillLine
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no

UNENDED = frozenset({"PROCESSING", "ABNORMAL", "CHANGE"})  # states that moved nothing yet
UNMOVED = UNENDED | {"CLOSED"}  # and the one that never will


def is_ours(line: BillLine) -> bool:
    """Its trade's number has the form of ours."""
    return parse_out_trade_no(line.out_trade_no) is not None


def moved(line: BillLine) -> int:
    """Fen a line brought, or less than 0 for what it took."""
    return line.amount - (0 if line.state in UNMOVED else line.refund_amount)


def is_foreign(line: BillLine) -> bool:
    """A refund that we did not ask for."""
    return bool(line.out_refund_no) and parse_out_refund_no(line.out_refund_no) is None


def unended(bill: Iterable[BillLine]) -> dict[str, int]:
    """Fen by the number the ledger will have, should the refund end."""
    sums = Counter[str]()
    for line in bill:
        if line.out_refund_no and line.state in UNENDED:
            sums[line.out_trade_no if is_foreign(line) else line.out_refund_no] += line.refund_amount
    return dict(sums)


def elsewhere(unclear: Iterable[BillLine], wrong: Collection[str]) -> dict[str, int]:
    """Fen of our refunds that are over, by their number.  unclear: what the ledger of the day does not say; wrong:
    numbers of which it differs on any day."""
    ours = (one for one in unclear if one.out_refund_no and not is_foreign(one) and one.state not in UNMOVED)
    return {one.out_refund_no: one.refund_amount for one in ours if one.out_refund_no not in wrong}


def outside(bill: Iterable[BillLine]) -> dict[str, int]:
    """Fen that went back without us, by out_trade_no."""
    sums = Counter[str]()
    for line in bill:
        if is_foreign(line) and line.state not in UNMOVED:
            sums[line.out_trade_no] += line.refund_amount
    return dict(sums)
