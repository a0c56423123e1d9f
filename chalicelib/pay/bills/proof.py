"""Proves the ledger of some days, independently of what wrote and what matched it.

Every order in it is told again from its events, and what they say about its money must be the ledger's entries.  Then
what came in less what went out must be what the channel's bills of those days say.  What is in the bill of one day and
in the ledger of another, as a payment at midnight or a refund that took its time, counts on both sides or on neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime

from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import EventRecord
from chalicelib.orders.store.ledger_entries import Ledger
from chalicelib.pay.bills.control import noon
from chalicelib.pay.bills.model import BillDifference, BillReport, Difference
from chalicelib.pay.bills.store import BillReports
from chalicelib.pay.model import KEPT
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_refund_no, parse_out_trade_no

AT_ONCE = 16  # orders read in parallel (5 ms each)
SIGN = {EntryKind.PAID: 1, EntryKind.RETURNED: -1, EntryKind.OUTSIDE: -1, EntryKind.BY_HAND: 0}


@dataclass(frozen=True)
class RetoldEntry:
    """One entry as an order's events say it.  amount: None where they do not say; refund_no: as in LedgerEntry."""

    kind: EntryKind
    number: str
    seq: int
    amount: int | None
    at: datetime
    refund_no: str = ""


@dataclass
class _Attempt:
    """An attempt's state while its order is replayed.  outside: fen of the refunds on the channel's page; unnumbered:
    of those without a number, and when they were; parts: how many refunds of a part there were, which have the first
    numbers."""

    taken: int | None = None
    outside: int = 0
    unnumbered: tuple[int, datetime] | None = None
    paid_at: datetime | None = None
    try_no: int = 1
    parts: int = 0
    closed: bool = False

    def count(self, record: EventRecord) -> None:
        """What the event does to the number of the next refund."""
        match record.event:
            case "refund_part":
                self.parts += 1
            case "refund_closed":
                self.closed = record.data["try_no"] > self.parts
            case "refund_retry":
                self.try_no += self.closed
                self.closed = False


@dataclass
class _Story:
    order_id: str
    attempts: dict[int, _Attempt] = field(default_factory=dict)

    def of(self, record: EventRecord) -> Iterator[RetoldEntry]:
        number = record.data.get("attempt_no")
        if number is None:
            return
        attempt = self.attempts.setdefault(number, _Attempt())
        trade = out_trade_no(self.order_id, number)
        match record.event:
            case "paid" | "resolve":
                yield from self._came(record, attempt, trade)
            case "refund_done":
                returned = out_refund_no(self.order_id, number, record.data["try_no"])
                at = _moment(record, "done_at")
                yield RetoldEntry(EntryKind.RETURNED, returned, record.seq, record.data["amount"], at)
            case "returned_by_hand":
                amount = None if attempt.outside or attempt.parts else attempt.taken
                refund = out_refund_no(self.order_id, number, attempt.parts + attempt.try_no)
                yield RetoldEntry(EntryKind.BY_HAND, refund, record.seq, amount, record.at)
            case "returned_outside" | "returned_on_page":
                if attempt.taken is None:
                    attempt.taken = record.data["amount"]
                    yield RetoldEntry(EntryKind.PAID, trade, record.seq, attempt.taken, _moment(record, "paid_at"))
                rest, at = attempt.taken - attempt.outside, _moment(record, "back_at")
                attempt.outside, attempt.unnumbered = attempt.taken, (rest, at)
                yield RetoldEntry(EntryKind.OUTSIDE, trade, record.seq, rest, at)
            case "part_returned":
                yield from self._part(record, attempt, trade)
        attempt.count(record)

    def _came(self, record: EventRecord, attempt: _Attempt, trade: str) -> Iterator[RetoldEntry]:
        """What finance found at the channel corrects the day on which the money came."""
        amount = record.data.get("amount" if record.event == "paid" else "held")
        if record.event == "paid":
            attempt.paid_at = _moment(record, "paid_at")
        if more := (amount or 0) - (attempt.taken or 0):
            yield RetoldEntry(EntryKind.PAID, trade, record.seq, more, attempt.paid_at or record.at)
        attempt.taken = amount

    def _part(self, record: EventRecord, attempt: _Attempt, trade: str) -> Iterator[RetoldEntry]:
        """A refund with its number takes the place of as much without one."""
        amount, at = record.data["amount"], _moment(record, "back_at")
        yield RetoldEntry(EntryKind.OUTSIDE, trade, record.seq, amount, at, record.data["refund_no"])
        attempt.outside += amount
        if attempt.unnumbered:
            before, told_at = attempt.unnumbered
            less = min(before, amount)
            yield RetoldEntry(EntryKind.OUTSIDE, trade, record.seq, -less, told_at)
            attempt.outside -= less
            attempt.unnumbered = (before - less, told_at) if before > less else None


def _moment(record: EventRecord, name: str) -> datetime:
    """When it happened at the channel, or else when we heard of it."""
    text = record.data.get(name)
    return datetime.fromisoformat(text) if text else record.at


def retell(order_id: str, history: Iterable[EventRecord]) -> Iterator[RetoldEntry]:
    """The entries that an order's events make."""
    story = _Story(order_id)
    for record in history:
        yield from story.of(record)


def unproven(
    entries: Iterable[LedgerEntry], histories: Mapping[str, Iterable[EventRecord]], days: set[date]
) -> list[BillDifference]:
    """Where the entries of those days and the events of their orders disagree.  here: fen in the ledger; there: by the
    events; both None for nothing."""
    kept = {(entry.kind, entry.number, entry.seq, entry.refund_no): entry for entry in entries}
    faults = []
    for order_id, history in histories.items():
        for retold in retell(order_id, history):
            entry, amount = kept.pop((retold.kind, retold.number, retold.seq, retold.refund_no), None), retold.amount
            booked = entry.amount if entry else None
            is_missing = entry is None and retold.at.astimezone(SHANGHAI).date() in days
            if is_missing or (entry is not None and amount is not None and booked != amount):
                faults.append(_fault(order_id, retold.number, retold.kind, booked, amount, retold.at))
    left = [_fault(one.order_id, one.number, one.kind, one.amount, None, one.at) for one in kept.values()]
    return faults + left


def _fault(
    order_id: str, number: str, kind: EntryKind, here: int | None, there: int | None, at: datetime
) -> BillDifference:
    return BillDifference(
        kind=Difference.PROOF,
        number=number,
        order_id=order_id,
        returned=kind is not EntryKind.PAID,
        here=here,
        there=there,
        at=at,
    )


def balance(entries: Iterable[LedgerEntry]) -> int:
    """Fen that the channel holds after these entries."""
    return sum(entry.amount * SIGN[entry.kind] for entry in entries)


def balances(entries: list[LedgerEntry], whole: list[BillReport], beside: list[BillReport]) -> tuple[int, int]:
    """Fen that the channel holds more after those days, by the ledger and by their bills.  whole: the reports of all
    the days; beside: those of other days, as long before and after as a channel keeps bills."""
    ours = balance(entries) - _in_bills_of(beside, whole, entries)
    theirs = sum(report.paid - report.returned for report in whole) + _in_ledger_of_others(whole, entries)
    return ours, theirs


def _in_bills_of(beside: list[BillReport], whole: list[BillReport], entries: list[LedgerEntry]) -> int:
    """What to take from the ledger's balance: fen that are in the ledger of the range and in the bill of a day outside
    it, as what came in less what went out."""
    there = _elsewhere_of(beside) - _elsewhere_of(whole)
    own = (entry for entry in entries if not entry.refund_no)
    return balance(entry for entry in own if (entry.kind is not EntryKind.PAID, entry.number) in there)


def _elsewhere_of(bills: list[BillReport]) -> set[tuple[bool, str]]:
    """What the bills have and the ledger has on other days, as whether it is a refund and its number."""
    unended = {(True, number) for bill in bills for number in bill.unended}
    return unended | {(parse_out_refund_no(n) is not None, n) for bill in bills for n in bill.elsewhere}


def _in_ledger_of_others(whole: list[BillReport], entries: list[LedgerEntry]) -> int:
    """What to add to the sum of the range's bills: refunds, less payments, whose ledger entry is on a day outside the
    range, less refunds with an entry in the range that its bills had not ended, or that are in the bill of a day
    outside it."""
    ended = {entry.number for entry in entries if entry.kind in (EntryKind.RETURNED, EntryKind.OUTSIDE)}
    unended = {n: fen for bill in whole for n, fen in bill.unended.items() if n in ended}
    booked = {entry.number for entry in entries if entry.kind in (EntryKind.PAID, EntryKind.RETURNED)} | unended.keys()
    elsewhere = {n: fen for bill in whole for n, fen in bill.elsewhere.items() if n not in booked}
    went = sum(fen if parse_out_refund_no(n) else -fen for n, fen in elsewhere.items())
    return went - sum(unended.values())


class LedgerProof:
    """history: order id → its events."""

    def __init__(self, ledger: Ledger, reports: BillReports, history: Callable[[str], Iterable[EventRecord]]) -> None:
        self._ledger, self._reports, self._history = ledger, reports, history

    def faults(self, report: BillReport) -> list[BillDifference]:
        """What is wrong with the ledger of a report's day.  Orders that the bill has and the day's ledger has not are
        told again, too.  The sums are left out where the report has a difference that explains them."""
        entries = list(self._ledger.of_day(report.channel, report.day))
        orders = [*{entry.order_id for entry in entries} | set(map(_order_of, report.elsewhere))]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            histories = dict(zip(orders, threads.map(self._history, orders), strict=True))
        faults = unproven(entries, histories, {report.day})
        near = self._reports.between(report.channel, report.day - KEPT, report.day + KEPT)
        ours, theirs = balances(entries, [report], [one for one in near if one.day != report.day])
        if ours != theirs and not report.is_open:
            faults.append(_fault("", "", EntryKind.PAID, ours, theirs, noon(report.day)))
        return faults


def _order_of(number: str) -> str:
    """The order of an out_trade_no or out_refund_no of ours."""
    named = parse_out_trade_no(number) or parse_out_refund_no(number)
    assert named is not None
    return named[0]
