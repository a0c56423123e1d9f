"""A channel's bill of a day against our ledger, line by line to zero; what we missed is settled at once.

May be run again for any day of the last three months: what it settles is settled once, and its report is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from chalicelib.orders.ledger import Entry, EntryKind
from chalicelib.orders.ledger_store import Ledger
from chalicelib.orders.model import AttemptState, Refund, RefundState
from chalicelib.orders.store import Orders
from chalicelib.pay.bill_model import Difference, Line, Report
from chalicelib.pay.bill_store import Reports
from chalicelib.pay.model import BillLine, Channel, PaidFact, RefundStatus
from chalicelib.pay.refunds import Refunds
from chalicelib.pay.settling import Settling
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no
from chalicelib.shared.log import alarm, log

AT_ONCE = 16  # lines matched at a time: each reads an order (5 ms), and a day may have 170,000
UNENDED = frozenset({"PROCESSING", "ABNORMAL", "CLOSED", "CHANGE"})  # refunds of a bill that moved nothing (yet)


class Bills:
    """Matches, settles, reports."""

    def __init__(
        self, *, store: Orders, ledger: Ledger, reports: Reports, channels: Mapping[str, Channel], settling: Settling,
        refunds: Refunds, clock: Clock,
    ) -> None:  # fmt: skip
        self._store, self._ledger, self._reports, self._channels = store, ledger, reports, channels
        self._settling, self._refunds, self._clock = settling, refunds, clock

    def yesterday(self) -> date:
        return self._clock().astimezone(SHANGHAI).date() - timedelta(days=1)

    def due(self) -> list[date]:
        """Yesterday, and what was missed in the week before: a bill may come late, or the channel be away."""
        yesterday = self.yesterday()
        week = [yesterday - timedelta(days=number) for number in range(1, 7)]
        return [
            yesterday,
            *(day for day in week if any(self._reports.of(name, day) is None for name in self._channels)),
        ]

    def match_all(self, day: date) -> list[Report]:
        """Every channel's day.  A channel whose bill does not come raises the alarm, and the others go on."""
        made = []
        for name in self._channels:
            try:
                made.append(self.match(name, day))
            except (OutsideBusy, OutsideFailed):
                alarm("a bill did not come: match the day again", channel=name, id=day.isoformat())
        return made

    def match(self, name: str, day: date) -> Report:
        """One channel's day; the report is kept.  Raises OutsideBusy, OutsideFailed."""
        bill = list(self._channels[name].bill(day))
        with ThreadPoolExecutor(AT_ONCE) as together:
            found = [line for line in together.map(lambda one: self._here(name, one), bill) if line]
            gone = self._gone(name, day, bill)
            found += [line for line in together.map(lambda one: self._there(name, one), gone) if line]
        report = Report(
            channel=name, day=day, made_at=self._clock(), payments=sum(not one.out_refund_no for one in bill),
            refunds=sum(bool(one.out_refund_no) for one in bill), paid=sum(one.amount for one in bill),
            returned=sum(one.refund_amount for one in bill if one.state not in UNENDED),
            lines=tuple(sorted(found, key=lambda one: (one.kind, one.number))),
        )  # fmt: skip
        self._reports.keep(report)
        log("bill matched", channel=name, id=day.isoformat(), count=len(bill), findings=len(found))
        for line in found:
            alarm("the bill and the ledger differ", channel=name, order_id=line.order_id, kind=line.kind)
        return report

    # -- what the bill has, and we? --------------------------------------------------------------------------------

    def _here(self, name: str, line: BillLine) -> Line | None:
        if line.out_refund_no:
            return None if line.state in UNENDED else self._refund_here(name, line)
        named = parse_out_trade_no(line.out_trade_no)
        taken = self._taken(named)
        if taken == line.amount:
            return None
        if taken is not None:
            return _line(Difference.AMOUNT, line, taken, "")
        self._ask(name, line.out_trade_no)
        note = "已向渠道核实并入账" if self._taken(named) == line.amount else "未能自动入账，请人工核对"
        return _line(Difference.MISSING_HERE, line, None, note)

    def _taken(self, named: tuple[str, int] | None) -> int | None:
        """What our books say an attempt took."""
        order = self._store.load(named[0]) if named else None
        attempt = order.attempt(named[1]) if order and named else None
        if attempt is None:
            return None
        outside = attempt.state is AttemptState.RETURNED_OUTSIDE
        return attempt.amount if outside and attempt.paid_amount is None else attempt.paid_amount

    def _refund_here(self, name: str, line: BillLine) -> Line | None:
        returned = self._returned(line)
        if returned == line.refund_amount:
            return None
        if returned is not None:
            return _line(Difference.AMOUNT, line, returned, "")
        if self._is_part(line):
            return _line(Difference.MISSING_HERE, line, None, "部分退款，订单未变动，请人工核对")
        self._ask(name, line.out_trade_no)
        if named := parse_out_refund_no(line.out_refund_no):
            self._push(*named)
        note = "已向渠道核实并入账" if self._returned(line) == line.refund_amount else "未能自动入账，请人工核对"
        return _line(Difference.MISSING_HERE, line, None, note)

    def _returned(self, line: BillLine) -> int | None:
        """What our books say went back: under our number, or outside of them."""
        trade, named = parse_out_trade_no(line.out_trade_no), parse_out_refund_no(line.out_refund_no)
        order = self._store.load(trade[0]) if trade else None
        if order is None or trade is None:
            return None
        if named is None:
            attempt = order.attempt(trade[1])
            gone = attempt is not None and attempt.state is AttemptState.RETURNED_OUTSIDE
            return self._taken(trade) if gone else None  # a part of it is a difference: nobody here returns parts
        return next((one.amount for one in order.refunds if _is(one, named) and one.state is RefundState.DONE), None)

    def _is_part(self, line: BillLine) -> bool:
        """Somebody returned less than was taken: the rest still pays for the order, so nothing is settled by it."""
        taken = self._taken(parse_out_trade_no(line.out_trade_no))
        return taken is not None and line.refund_amount < taken and parse_out_refund_no(line.out_refund_no) is None

    def _ask(self, name: str, number: str) -> None:
        """The bill is only a hint: what is settled is what the channel says when asked."""
        try:
            said = self._channels[name].query(number)
        except (OutsideBusy, OutsideFailed):
            return
        if isinstance(said, PaidFact):
            self._settling.paid(said)

    def _push(self, order_id: str, attempt_no: int, try_no: int) -> None:
        try:
            self._refunds.push_due(order_id, attempt_no, try_no)
        except (OutsideBusy, OutsideFailed):
            return

    # -- what we have, and the bill? -------------------------------------------------------------------------------

    def _gone(self, name: str, day: date, bill: Iterable[BillLine]) -> Iterator[tuple[Entry, int]]:
        """Numbers of our ledger, with their sums, that the bill of the day does not have."""
        known = {line.out_refund_no or line.out_trade_no for line in bill}
        sums: dict[str, tuple[Entry, int]] = {}
        for entry in self._ledger.of_day(name, day):
            if entry.kind in (EntryKind.PAID, EntryKind.RETURNED) and entry.number not in known:
                sums[entry.number] = (entry, sums.get(entry.number, (entry, 0))[1] + entry.amount)
        yield from (one for one in sums.values() if one[1])

    def _there(self, name: str, one: tuple[Entry, int]) -> Line | None:
        """A refund may stand in the bill of the day it was asked for: there the channel's own word is enough."""
        entry, amount = one
        if entry.kind is EntryKind.RETURNED and self._confirmed(name, entry.number, amount):
            return None
        returned = entry.kind is EntryKind.RETURNED
        return Line(
            kind=Difference.MISSING_THERE, number=entry.number, order_id=entry.order_id, returned=returned, here=amount,
            there=None, at=entry.at, note="渠道账单中没有这一笔，请人工核对",
        )  # fmt: skip

    def _confirmed(self, name: str, number: str, amount: int) -> bool:
        try:
            said = self._channels[name].query_refund(number)
        except (OutsideBusy, OutsideFailed):
            return False
        return said.status is RefundStatus.SUCCESS and said.amount == amount


def _is(refund: Refund, named: tuple[str, int, int]) -> bool:
    return (refund.attempt_no, refund.try_no) == named[1:]


def _line(kind: Difference, line: BillLine, here: int | None, note: str) -> Line:
    named = parse_out_trade_no(line.out_trade_no)
    returned = bool(line.out_refund_no)
    return Line(
        kind=kind, number=line.out_refund_no or line.out_trade_no, order_id=named[0] if named else "",
        returned=returned, here=here, there=line.refund_amount if returned else line.amount, at=line.at, note=note,
    )  # fmt: skip
