"""What tools.ledger says of a day and of a range of days, with ledger and bills in memory: money that crossed the edge
of a range counts on both sides or on neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import EventRecord, State
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.shared.ids import out_refund_no, out_trade_no
from tests.worlds.orders import STAFF
from tools import ledger

NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
FIRST, SECOND = NOON.date(), (NOON + DAY).date()
ID = "O" * 22
TRADE, REFUND = out_trade_no(ID, 1), out_refund_no(ID, 1, 1)


def event(seq: int, at: datetime, name: str, **data: Any) -> EventRecord:
    return EventRecord(
        order_id=ID,
        seq=seq,
        at=at,
        event=name,
        actor=STAFF,
        source=State.IN_REVIEW,
        to=State.IN_REVIEW,
        data={"attempt_no": 1} | data,
    )


def entry(kind: EntryKind, seq: int, at: datetime, number: str, amount: int = 3000, page: str = "") -> LedgerEntry:
    return LedgerEntry(
        channel="wechat", kind=kind, order_id=ID, seq=seq, number=number, amount=amount, at=at, refund_no=page
    )


def bill(day: date, **sums: Any) -> BillReport:
    known: dict[str, Any] = {"payments": 0, "refunds": 0, "paid": 0, "returned": 0}
    return BillReport(channel="wechat", day=day, made_at=NOON + 2 * DAY, **known | sums)


@dataclass(frozen=True)
class Books:
    """One order's events, the ledger of it, and the bills; stands for the wired product."""

    events: list[EventRecord]
    entries: list[LedgerEntry]
    bills: list[BillReport]

    @property
    def stores(self) -> Any:
        orders = SimpleNamespace(history=lambda order_id: self.events if order_id == ID else [])
        return SimpleNamespace(ledger=self, bill_reports=self, orders=orders)

    def of_day(self, channel: str, day: date) -> Iterator[LedgerEntry]:
        return (one for one in self.entries if one.day == day)

    def between(self, channel: str, first: date, last: date) -> list[BillReport]:
        return [one for one in self.bills if first <= one.day <= last]


Check = Callable[[Books], list[list[str]]]
PAID = event(2, NOON, "paid", amount=3000)
CAME = entry(EntryKind.PAID, 2, NOON, TRADE)


def refunded(*bills: BillReport) -> Books:
    """Paid on the first day; the ledger has the refund's end on the second."""
    events = [PAID, event(4, NOON + DAY, "refund_done", try_no=1, amount=3000)]
    return Books(events, [CAME, entry(EntryKind.RETURNED, 4, NOON + DAY, REFUND)], [*bills])


def gone(*bills: BillReport) -> Books:
    """Paid on the first day; the ledger has on the second that all of it went back without us."""
    events = [PAID, event(4, NOON + DAY, "returned_outside", amount=3000)]
    return Books(events, [CAME, entry(EntryKind.OUTSIDE, 4, NOON + DAY, TRADE)], [*bills])


def parts(*bills: BillReport) -> Books:
    """Paid and in part returned on the page on the first day; the rest of it on the second."""
    told = [(5, NOON, 1200, "page1"), (6, NOON + DAY, 1800, "page2")]
    events = [event(seq, at, "part_returned", amount=fen, refund_no=no, back_at=iso(at)) for seq, at, fen, no in told]
    booked = [entry(EntryKind.OUTSIDE, seq, at, TRADE, fen, no) for seq, at, fen, no in told]
    return Books([PAID, *events], [CAME, *booked], [*bills])


def named(*bills: BillReport) -> Books:
    """Finance told on the second day that all of it went back; the first day's bill has its number."""
    books, seq = gone(*bills), 5
    given = event(seq, NOON + 2 * DAY, "part_returned", amount=3000, refund_no="page1", back_at=iso(NOON))
    booked = [
        entry(EntryKind.OUTSIDE, seq, NOON + DAY, TRADE, -3000),
        entry(EntryKind.OUTSIDE, seq, NOON, TRADE, page="page1"),
    ]
    return replace(books, events=[*books.events, given], entries=[*books.entries, *booked])


AGREE = {
    "the bill has it a day earlier":
        refunded(bill(FIRST, paid=3000, returned=3000, elsewhere={REFUND: 3000}), bill(SECOND)),
    "it had not ended when its bill was made, and no later bill has it":
        refunded(bill(FIRST, paid=3000, unended={REFUND: 3000}), bill(SECOND)),
    "both have it on one day":
        refunded(bill(FIRST, paid=3000), bill(SECOND, returned=3000)),
    "went without us, and had not ended when its bill was made":
        gone(bill(FIRST, paid=3000, unended={TRADE: 3000}), bill(SECOND)),
    "went without us, and the bill of a day earlier has its number":
        named(bill(FIRST, paid=3000, returned=3000), bill(SECOND)),
    "went without us in two parts":
        parts(bill(FIRST, paid=3000, returned=1200), bill(SECOND, returned=1800)),
}  # fmt: skip


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    """What is wrong with the first day, with the second, and with both as one range."""

    def each(books: Books) -> list[list[str]]:
        monkeypatch.setattr(ledger, "wire", lambda: books)
        return [ledger.check("wechat", days) for days in ([FIRST], [SECOND], [FIRST, SECOND])]

    return each


@pytest.mark.parametrize("name", AGREE)
def test_either_day_and_both_agree(check: Check, name: str) -> None:
    assert check(AGREE[name]) == [[], [], []]


@pytest.mark.parametrize("name", AGREE)
@pytest.mark.parametrize(("fen", "day", "told"), [
    (1, FIRST, [True, False, True]), (-1, FIRST, [True, False, True]), (1, SECOND, [False, True, True]),
])  # fmt: skip
def test_a_fen_in_a_bill_is_told_of_every_range_with_its_day(
    check: Check, name: str, fen: int, day: date, told: list[bool]
) -> None:
    books = AGREE[name]
    bills = [replace(one, paid=one.paid + fen) if one.day == day else one for one in books.bills]
    found = check(replace(books, bills=bills))
    assert [bool(lines) for lines in found] == told
    assert all("the ledger holds" in line for lines in found for line in lines)


@pytest.mark.parametrize("name", AGREE)
def test_a_fen_in_the_ledger_is_told(check: Check, name: str) -> None:
    """Of the order's payment: its event says another sum, and so do the bills."""
    books = AGREE[name]
    wrong = [replace(CAME, amount=3001), *books.entries[1:]]
    found = check(replace(books, entries=wrong))
    assert [len(lines) for lines in found] == [2, 0, 2]


def test_a_sum_beside_the_bill_that_is_a_fen_off_is_told(check: Check) -> None:
    """It counts where bill and ledger are not of one range."""
    first = bill(FIRST, paid=3000, returned=3000, elsewhere={REFUND: 2999})
    assert check(refunded(first, bill(SECOND))) == [["the ledger holds 30.00, the bills 29.99"], [], []]
    first = bill(FIRST, paid=3000, unended={REFUND: 2999})
    assert [bool(lines) for lines in check(refunded(first, bill(SECOND)))] == [False, False, True]


def test_a_payment_that_is_billed_a_day_later_counts_on_neither_side(check: Check) -> None:
    later = bill(SECOND, paid=3000, elsewhere={TRADE: 3000})
    assert check(Books([PAID], [CAME], [bill(FIRST), later])) == [[], [], []]
    unexplained = replace(later, elsewhere={})
    told = [["the ledger holds 30.00, the bills 0.00"], ["the ledger holds 0.00, the bills 30.00"], []]
    assert check(Books([PAID], [CAME], [bill(FIRST), unexplained])) == told
    less = replace(later, paid=2999)
    assert [bool(lines) for lines in check(Books([PAID], [CAME], [bill(FIRST), less]))] == [False, True, True]


def test_parts_that_are_not_the_whole_are_told(check: Check) -> None:
    bills = (bill(FIRST, paid=3000, returned=1200), bill(SECOND, returned=1799))
    assert [bool(lines) for lines in check(parts(*bills))] == [False, True, True]


def test_a_refund_that_no_bill_has_is_told(check: Check) -> None:
    told = ["the ledger holds -30.00, the bills 0.00"]
    assert check(refunded(bill(FIRST, paid=3000), bill(SECOND)))[1] == told
    assert check(gone(bill(FIRST, paid=3000), bill(SECOND)))[1] == told
