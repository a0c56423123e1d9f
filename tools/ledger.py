"""`python -m tools.ledger [FROM [TO]]`: proves the ledger of some days (2026-11-24; yesterday unless told).

Every order in it is told again from its events, and what those make of its money must be the ledger's entries; then
what came in less what went out must be what the channel's bills of those days say.  A refund may stand in the bill of
one day and in the ledger of another, since it took its time or went in parts: it counts on both sides or on neither.
A line per channel; exit code 1 when anything differs.
Reads the deployment's settings from the environment (`python -m sandbox --env` prints some).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import EventRecord
from chalicelib.pay.bills.model import BillReport
from chalicelib.pay.model import KEPT
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_refund_no, out_trade_no, parse_out_trade_no
from chalicelib.shared.money import Fen, yuan
from chalicelib.wire import wire


@dataclass(frozen=True)
class Told:
    """What an order's events say of one entry.  amount: None where they do not say it."""

    kind: EntryKind
    number: str
    seq: int
    amount: int | None
    at: datetime


@dataclass
class _Attempt:
    """How an attempt stands while its order is told again."""

    taken: int | None = None
    paid_at: datetime | None = None
    try_no: int = 1
    closed: bool = False


@dataclass
class _Story:
    order_id: str
    attempts: dict[int, _Attempt] = field(default_factory=dict)

    def of(self, record: EventRecord) -> Iterator[Told]:
        number = record.data.get("attempt_no")
        if number is None:
            return
        attempt = self.attempts.setdefault(number, _Attempt())
        trade, refund = out_trade_no(self.order_id, number), out_refund_no(self.order_id, number, attempt.try_no)
        match record.event:
            case "paid" | "resolve":
                yield from self._came(record, attempt, trade)
            case "refund_done":
                yield Told(EntryKind.RETURNED, refund, record.seq, record.data["amount"], record.at)
            case "returned_by_hand":
                yield Told(EntryKind.BY_HAND, refund, record.seq, attempt.taken, record.at)
            case "returned_outside" | "returned_on_page":
                if attempt.taken is None:
                    attempt.taken = record.data["amount"]
                    yield Told(EntryKind.PAID, trade, record.seq, attempt.taken, _moment(record, "paid_at"))
                yield Told(EntryKind.OUTSIDE, trade, record.seq, attempt.taken, _moment(record, "back_at"))
            case "refund_closed":
                attempt.closed = True
            case "refund_retry":
                attempt.try_no += attempt.closed
                attempt.closed = False

    def _came(self, record: EventRecord, attempt: _Attempt, trade: str) -> Iterator[Told]:
        """What finance found at the channel corrects the day on which the money came."""
        amount = record.data.get("amount" if record.event == "paid" else "held")
        if record.event == "paid":
            attempt.paid_at = _moment(record, "paid_at")
        if more := (amount or 0) - (attempt.taken or 0):
            yield Told(EntryKind.PAID, trade, record.seq, more, attempt.paid_at or record.at)
        attempt.taken = amount


def _moment(record: EventRecord, name: str) -> datetime:
    """When it happened at the channel, or else when we heard of it."""
    said = record.data.get(name)
    return datetime.fromisoformat(said) if said else record.at


def told(order_id: str, history: Iterable[EventRecord]) -> Iterator[Told]:
    """What an order's events make of its money."""
    story = _Story(order_id)
    for record in history:
        yield from story.of(record)


def unproven(
    entries: Iterable[LedgerEntry], histories: Mapping[str, Iterable[EventRecord]], days: set[date]
) -> list[str]:
    """What the entries of those days and the events of their orders do not agree on, as lines to read."""
    kept = {(one.kind, one.number, one.seq): one.amount for one in entries}
    found = []
    for order_id, history in histories.items():
        for one in told(order_id, history):
            here = kept.pop((one.kind, one.number, one.seq), None)
            if here is None and one.at.astimezone(SHANGHAI).date() in days:
                found.append(f"{one.number}: {one.kind} of event {one.seq} is not in the ledger")
            if here is not None and one.amount is not None and here != one.amount:
                found.append(f"{one.number}: {one.kind} of event {one.seq} is {one.amount}, in the ledger {here}")
    return found + [f"{number}: {kind} of event {seq} is in no event" for kind, number, seq in kept]


def balance(entries: Iterable[LedgerEntry]) -> int:
    """Fen the channel holds of these entries."""
    return sum(one.amount * SIGN[one.kind] for one in entries)


SIGN = {EntryKind.PAID: 1, EntryKind.RETURNED: -1, EntryKind.OUTSIDE: -1, EntryKind.BY_HAND: 0}


def check(channel: str, days: list[date]) -> list[str]:
    """Prints a channel's line; what is wrong."""
    made = wire()
    entries = [entry for day in days for entry in made.stores.ledger.of_day(channel, day)]
    histories = {one.order_id: made.stores.orders.history(one.order_id) for one in entries}
    found = unproven(entries, histories, set(days))
    around = {one.day: one for one in made.stores.bill_reports.between(channel, days[0] - KEPT, days[-1] + KEPT)}
    found += [f"{day}: no bill was matched" for day in days if day not in around]
    whole = [around[day] for day in days if day in around]
    beside = [one for day, one in around.items() if day not in days]
    ours = balance(entries) + _in_bills_of(beside, whole, entries)
    theirs = sum(one.paid - one.returned for one in whole) + _in_ledger_of_others(whole, beside, entries)
    if ours != theirs and len(whole) == len(days):
        found.append(f"the ledger holds {_yuan(ours)}, the bills {_yuan(theirs)}")
    print(f"{channel}: {len(entries)} entries of {len(histories)} orders, holds {_yuan(ours)}, bills {_yuan(theirs)}")
    return found


def _in_bills_of(beside: list[BillReport], whole: list[BillReport], entries: list[LedgerEntry]) -> int:
    """Fen of our refunds that the ledger has in the range, and the bill of a day beside it."""
    beyond, inside = ({n for one in some for n in (*one.unended, *one.elsewhere)} for some in (beside, whole))
    return sum(one.amount for one in entries if one.kind is EntryKind.RETURNED and one.number in beyond - inside)


def _in_ledger_of_others(whole: list[BillReport], beside: list[BillReport], entries: list[LedgerEntry]) -> int:
    """What to add to what the bills of the range hold: refunds that the ledger has on a day beside it, less those that
    it has in the range and the bills had not ended, or have on a day beside it."""
    ended = {one.number: one.amount for one in entries if one.kind in (EntryKind.RETURNED, EntryKind.OUTSIDE)}
    unended = {n: fen for one in whole for n, fen in one.unended.items() if n in ended}
    elsewhere = {n: fen for one in whole for n, fen in one.elsewhere.items() if n not in ended and n not in unended}
    ours = sum(elsewhere.values()) - sum(unended.values())
    trades = {number for one in (*whole, *beside) for number in one.outside}
    return ours + sum(_outside(number, whole, beside, ended.get(number)) for number in trades)


def _outside(number: str, whole: list[BillReport], beside: list[BillReport], booked: int | None) -> int:
    """The same, of a trade that went back without us.  booked: fen in the ledger of the range; parts that no ledger has
    as the whole are a difference."""
    inside, beyond = (sum(one.outside.get(number, 0) for one in some) for some in (whole, beside))
    if booked is not None:
        return inside - booked if inside + beyond == booked else 0
    return inside if inside and _is_booked(number) else 0


def _is_booked(number: str) -> bool:
    """On any day."""
    named = parse_out_trade_no(number)
    if named is None:
        return False
    entries = told(named[0], wire().stores.orders.history(named[0]))
    return any(one.kind is EntryKind.OUTSIDE and one.number == number for one in entries)


def _channels(days: list[date]) -> list[str]:
    """Those that are set up, and those that were when a bill of these days was matched."""
    set_up, reports = wire().outside.channels, wire().stores.bill_reports
    return [name for name in CHANNELS if name in set_up or reports.between(name, days[0], days[-1])]


def _yuan(amount: int) -> str:
    return f"-{yuan(Fen(-amount))}" if amount < 0 else yuan(Fen(amount))


def main(arguments: list[str]) -> int:
    try:
        asked = [date.fromisoformat(text) for text in arguments] or [wire().money.bills.yesterday()]
    except ValueError:
        print(__doc__, file=sys.stderr)
        return 2
    days = [asked[0] + timedelta(number) for number in range((asked[-1] - asked[0]).days + 1)]
    found = [line for channel in _channels(days) for line in check(channel, days)]
    print("\n".join(found) or "everything agrees")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
