"""A day's bill against the day's ledger: by kind and number, and by the control total, which is 0 once every difference
has a line of the report or a known cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.pay.bills.model import BillDifference, Difference
from chalicelib.pay.bills.sums import UNMOVED
from chalicelib.pay.model import BillLine
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import parse_out_trade_no

TOTALS = "账单的明细与账单自己的合计不同"

Key = tuple[bool, str]  # whether it is a refund; out_trade_no or out_refund_no


@dataclass(frozen=True, kw_only=True)
class Booked:
    """The entries of one number on a day.  entry: the last of them; amount: fen of all.  What went back twice has a
    line of the report, although it is booked."""

    entry: LedgerEntry
    amount: int

    @property
    def key(self) -> Key:
        """As of the line of the bill; a refund on the channel's page whose number is not known has the trade's."""
        return self.entry.kind is not EntryKind.PAID, self.entry.refund_no or self.entry.number

    def has(self, line: BillLine) -> bool:
        """Whether the line is of the same amount, and a payment's of the same transaction."""
        same = line.is_refund or self.entry.transaction_id == line.transaction_id
        return self.amount == _amount(line) and same and not self.entry.twice


Day = Mapping[Key, Booked]


def day_of(entries: Iterable[LedgerEntry]) -> Day:
    """Payments and refunds at the channel, by kind and number."""
    day: dict[Key, Booked] = {}
    for entry in entries:
        if entry.kind is not EntryKind.BY_HAND:
            one = Booked(entry=entry, amount=entry.amount)
            before = day.get(one.key)
            day[one.key] = replace(one, amount=before.amount + one.amount) if before else one
    return day


def key_of(line: BillLine) -> Key:
    return line.is_refund, line.number


def is_booked(line: BillLine, day: Day) -> bool:
    """Whether the day's ledger says the same, so that no order need be read."""
    return key_of(line) in day and day[key_of(line)].has(line)


def missing_in_bill(day: Day, bill: Iterable[BillLine]) -> Iterator[Booked]:
    """What the day's bill does not have."""
    in_bill = set(map(key_of, bill))
    return (booked for key, booked in day.items() if key not in in_bill and booked.amount)


def once(bill: Iterable[BillLine]) -> tuple[list[BillLine], dict[Key, list[BillLine]]]:
    """Each line without its repetitions, and all lines of the numbers that are there more than once."""
    every = defaultdict[Key, list[BillLine]](list)
    for line in bill:
        every[key_of(line)].append(line)
    return [same[0] for same in every.values()], {key: same for key, same in every.items() if len(same) > 1}


def unexplained(
    on: date, bill: Iterable[BillLine], day: Day, explained: Collection[Key], *, agrees: bool
) -> Iterator[BillDifference]:
    """One difference for the payments and one for the refunds whose sums or counts differ without a cause, and one if
    the bill's lines are not its own totals.  explained: what has a line of the report or a known cause."""
    for refund in (False, True):
        moved = [line for line in bill if line.is_refund is refund and line.state not in UNMOVED]
        theirs = [_amount(line) for line in moved if key_of(line) not in explained]
        booked = (one for one in day.values() if one.key[0] is refund and one.amount)
        ours = [one.amount for one in booked if one.key not in explained]
        if (sum(theirs), len(theirs)) != (sum(ours), len(ours)):
            yield _sum(on, refund, sum(ours), sum(theirs), "")
    if not agrees:
        yield _sum(on, False, None, None, TOTALS)


def _sum(on: date, returned: bool, here: int | None, there: int | None, note: str) -> BillDifference:
    return BillDifference(
        kind=Difference.SUM,
        number="",
        order_id="",
        returned=returned,
        here=here,
        there=there,
        at=noon(on),
        note=note,
    )


def double_of(same: Sequence[BillLine]) -> BillDifference:
    """Of lines of one number.  here: what one of them amounts to, and counts; there: all of them."""
    one = difference_of(Difference.DOUBLE, same[0], _amount(same[0]), "")
    return replace(one, there=sum(map(_amount, same)))


def difference_of(kind: Difference, line: BillLine, ours: int | None, note: str) -> BillDifference:
    trade = parse_out_trade_no(line.out_trade_no)
    returned = line.is_refund
    return BillDifference(
        kind=kind,
        number=line.number,
        order_id=trade[0] if trade else "",
        returned=returned,
        here=ours,
        there=line.refund_amount if returned else line.amount,
        at=line.at,
        note=note,
    )


def noon(day: date) -> datetime:
    """For what belongs to a day and has no time."""
    return datetime.combine(day, time(12), SHANGHAI)


def _amount(line: BillLine) -> int:
    return line.refund_amount if line.is_refund else line.amount
