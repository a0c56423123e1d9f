"""A channel's bill of a day against our ledger, line by line to zero; what we missed is settled at once.

May be run again for any day of the last three months: what it settles is settled once, and its report is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.money_model import Attempt, AttemptState, RefundState
from chalicelib.orders.store.ledger_entries import Ledger
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.bills.model import BillDifference, BillReport, Difference
from chalicelib.pay.bills.store import BillReports
from chalicelib.pay.bills.sums import UNENDED, UNMOVED, elsewhere, is_foreign, is_ours, moved, outside, unended
from chalicelib.pay.model import KEPT, Back, BillLine, Channel, PaidFact, RefundStatus
from chalicelib.pay.refunds import Refunds
from chalicelib.pay.settlements import Settlements
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no
from chalicelib.shared.log import alarm, fault, log

AT_ONCE = 16  # lines looked into at a time: each reads an order (5 ms)
SETTLED, UNSETTLED = "已向渠道核实并入账", "未能自动入账，请人工核对"
TWICE = "已人工退回，渠道又退了一次，请向付款人追回"
FAULTY = "核对这一笔时系统出错，请重新核对当日账单；仍然如此请联系技术支持"
PART, UNDER_WAY = "部分退款，订单未变动，请人工核对", "渠道退款尚未完成，订单未变动，请人工核对"

# A day of the ledger, by number: an entry, and the sum of all of them in fen.
Booked = Mapping[str, tuple[LedgerEntry, int]]


@dataclass(frozen=True, kw_only=True)
class _OutsideReturn:
    """A trade of which something went back without us.  back: fen by now; taken: fen, as our books say; gone: whether
    they have it as gone already, which is all of it: nobody here returns parts; by_hand: whether finance paid it back
    elsewhere; day: of the bill."""

    back: int
    taken: int | None
    gone: bool
    by_hand: bool
    day: date


class Bills:
    """Matches, settles, reports."""

    def __init__(
        self, *, store: Orders, ledger: Ledger, reports: BillReports, channels: Mapping[str, Channel],
        settling: Settlements, refunds: Refunds, clock: Clock,
    ) -> None:  # fmt: skip
        self._store, self._ledger, self._reports, self._channels = store, ledger, reports, channels
        self._settling, self._refunds, self._clock = settling, refunds, clock

    def yesterday(self) -> date:
        return self._clock().astimezone(SHANGHAI).date() - timedelta(days=1)

    def due(self) -> list[date]:
        """Yesterday, and what was missed in the week before: a bill may come late, or the channel be away."""
        yesterday = self.yesterday()
        week = (yesterday - timedelta(days=6), yesterday - timedelta(days=1))
        missed = {day for name in self._channels for day in self._reports.missing(name, *week)}
        return [yesterday, *sorted(missed, reverse=True)]

    def match_all(self, day: date) -> list[BillReport]:
        """Every channel's day.  One that cannot be matched, for whatever reason, raises the alarm; the others go on."""
        made = []
        if day == self.yesterday():
            self._miss_channels(day)
        for name in self._channels:
            try:
                made.append(self.match(name, day))
            except Exception as error:
                if not isinstance(error, (OutsideBusy, OutsideFailed)):
                    fault("bill not matched", error, channel=name, id=day.isoformat())
                alarm("a bill was not matched: match the day again", channel=name, id=day.isoformat())
        return made

    def _miss_channels(self, day: date) -> None:
        """Payments of a channel that is not set up any more are not asked about, and its refunds wait."""
        for name in CHANNELS.keys() - self._channels.keys():
            if self._reports.between(name, day - KEPT, day):
                alarm("a channel that took money is not set up any more: its orders wait", channel=name)

    def match(self, name: str, day: date) -> BillReport:
        """One channel's day; the report is kept.  Raises OutsideBusy, OutsideFailed."""
        whole = list(self._channels[name].bill(day))
        bill, others = [line for line in whole if is_ours(line)], [line for line in whole if not is_ours(line)]
        booked = self._booked(name, day)
        known = self._outside_returns(name, day, bill)
        unclear = [line for line in bill if not _is_booked(line, booked)]
        with ThreadPoolExecutor(AT_ONCE) as together:
            of_lines = together.map(lambda line: self._check_line(name, line, known), unclear)
            missing = _missing_in_bill(booked, bill)
            of_entries = together.map(lambda entry: self._entry_difference(name, *entry), missing)
            differences = [difference for difference in chain(of_lines, of_entries) if difference]
        unsettled = {difference.number for difference in differences if difference.note != SETTLED}
        report = BillReport(
            channel=name, day=day, made_at=self._clock(), payments=sum(not line.out_refund_no for line in bill),
            refunds=sum(bool(line.out_refund_no) for line in bill), paid=sum(line.amount for line in bill),
            returned=sum(line.refund_amount for line in bill if line.state not in UNMOVED),
            unended=unended(bill), elsewhere=elsewhere(unclear, unsettled),
            outside=outside(bill), others=len(others), others_fen=sum(map(moved, others)),
            lines=tuple(sorted(differences, key=lambda one: (one.kind, one.number))),
        )  # fmt: skip
        self._reports.keep(report)
        log("bill matched", channel=name, id=day.isoformat(), count=len(whole), findings=len(differences))
        for difference in differences:
            alarm("the bill and the ledger differ", channel=name, order_id=difference.order_id, kind=difference.kind)
        return report

    # -- what the bill has: do we? --------------------------------------------------------------------------------

    def _check_line(self, name: str, line: BillLine, known: Mapping[str, _OutsideReturn]) -> BillDifference | None:
        """What is wrong with a line of the bill; a line that cannot be checked stops no other."""
        try:
            return self._difference_of(name, line, known)
        except Exception as error:
            fault("bill line not matched", error, channel=name)
            return _difference(Difference.MISSING_HERE, line, None, FAULTY)

    def _difference_of(self, name: str, line: BillLine, known: Mapping[str, _OutsideReturn]) -> BillDifference | None:
        if is_foreign(line):
            return self._outside_difference(name, line, known[line.out_trade_no])
        if line.out_refund_no:
            return None if line.state in UNMOVED else self._refund_difference(name, line)
        trade = parse_out_trade_no(line.out_trade_no)
        taken = _amount_taken(self._attempt_of(trade))
        if taken == line.amount:
            return None
        if taken is not None:
            return _difference(Difference.AMOUNT, line, taken, "")
        self._ask(name, line.out_trade_no)
        note = SETTLED if _amount_taken(self._attempt_of(trade)) == line.amount else UNSETTLED
        return _difference(Difference.MISSING_HERE, line, None, note)

    def _attempt_of(self, trade: tuple[str, int] | None) -> Attempt | None:
        order = self._store.load(trade[0]) if trade else None
        return order.attempt(trade[1]) if order and trade else None

    def _refund_difference(self, name: str, line: BillLine) -> BillDifference | None:
        returned = self._returned(line)
        if returned == line.refund_amount:
            return None
        if returned is not None:
            return _difference(Difference.AMOUNT, line, returned, "")
        self._ask(name, line.out_trade_no)
        if refund_no := parse_out_refund_no(line.out_refund_no):
            self._push(*refund_no)
        note = SETTLED if self._returned(line) == line.refund_amount else UNSETTLED
        return _difference(Difference.MISSING_HERE, line, None, note)

    def _returned(self, line: BillLine) -> int | None:
        """What our books say went back under our number."""
        trade, refund_no = parse_out_trade_no(line.out_trade_no), parse_out_refund_no(line.out_refund_no)
        order = self._store.load(trade[0]) if trade else None
        refund = order.refund(*refund_no[1:]) if order and refund_no else None
        return refund.amount if refund and refund.state is RefundState.DONE else None

    def _outside_difference(self, name: str, line: BillLine, known: _OutsideReturn) -> BillDifference | None:
        """Somebody returned money on the channel's page.  All of it, at once or in parts, is settled; less is not: the
        rest still pays for the order."""
        if line.state in UNMOVED:
            under_way = line.state in UNENDED and not known.gone  # no later bill tells of its end
            return _difference(Difference.MISSING_HERE, line, None, UNDER_WAY) if under_way else None
        if known.gone:
            return None if known.back == known.taken else _difference(Difference.AMOUNT, line, known.taken, "")
        if known.by_hand:
            return _difference(Difference.MISSING_HERE, line, None, TWICE)
        if known.taken is not None and known.back < known.taken:
            return _difference(Difference.MISSING_HERE, line, None, PART)
        self._ask(name, line.out_trade_no, back=known.back, at=_within_day(known.day, line.at))
        now = self._outside_return(line.out_trade_no, known.back, known.day)
        note = SETTLED if now.gone and now.back == now.taken else UNSETTLED
        return _difference(Difference.MISSING_HERE, line, None, note)

    def _outside_return(self, number: str, back: int, day: date) -> _OutsideReturn:
        trade = parse_out_trade_no(number)
        order = self._store.load(trade[0]) if trade else None
        attempt = order.attempt(trade[1]) if order and trade else None
        refund = order.refund_of(trade[1]) if order and trade else None
        return _OutsideReturn(
            back=back, taken=_amount_taken(attempt), day=day,
            gone=attempt is not None and attempt.state is AttemptState.RETURNED_OUTSIDE,
            by_hand=refund is not None and refund.state is RefundState.BY_HAND,
        )  # fmt: skip

    def _outside_returns(self, name: str, day: date, bill: Iterable[BillLine]) -> dict[str, _OutsideReturn]:
        """By trade, with what the reports of other days know of it, as far as a channel keeps its bills."""
        trades = {line.out_trade_no for line in bill if is_foreign(line)}
        if not trades:
            return {}
        reports = self._reports.between(name, day - KEPT, day + KEPT)
        sums = [outside(bill), *(report.outside for report in reports if report.day != day)]
        gone = {trade: sum(by_trade.get(trade, 0) for by_trade in sums) for trade in trades}
        return {trade: self._outside_return(trade, gone[trade], day) for trade in trades}

    def _ask(self, name: str, number: str, *, back: int = 0, at: datetime | None = None) -> None:
        """The bill is only a hint: what is settled is what the channel says when asked.  back: fen that the bills show
        as gone without us, the last of it at `at`: how much it was, the channel may not say."""
        with suppress(OutsideBusy, OutsideFailed):
            said = self._channels[name].query(number)
            if isinstance(said, PaidFact):
                gone = said.back is not Back.NOTHING and back == said.amount
                self._settling.paid(said, all_back_at=at if gone else None)

    def _push(self, order_id: str, attempt_no: int, try_no: int) -> None:
        with suppress(OutsideBusy, OutsideFailed):
            self._refunds.push_due(order_id, attempt_no, try_no)

    # -- what we have: does the bill? -------------------------------------------------------------------------------

    def _booked(self, name: str, day: date) -> Booked:
        sums: dict[str, tuple[LedgerEntry, int]] = {}
        for entry in self._ledger.of_day(name, day):
            if entry.kind in (EntryKind.PAID, EntryKind.RETURNED):
                sums[entry.number] = (entry, sums.get(entry.number, (entry, 0))[1] + entry.amount)
        return sums

    def _entry_difference(self, name: str, entry: LedgerEntry, amount: int) -> BillDifference | None:
        """A refund may stand in the bill of the day it was asked for: there the channel's own word is enough."""
        if entry.kind is EntryKind.RETURNED and self._confirmed(name, entry.number, amount):
            return None
        returned = entry.kind is EntryKind.RETURNED
        return BillDifference(
            kind=Difference.MISSING_THERE, number=entry.number, order_id=entry.order_id, returned=returned, here=amount,
            there=None, at=entry.at, note="渠道账单中没有这一笔，请人工核对",
        )  # fmt: skip

    def _confirmed(self, name: str, number: str, amount: int) -> bool:
        try:
            said = self._channels[name].query_refund(number)
        except (OutsideBusy, OutsideFailed):
            return False
        return said.status is RefundStatus.SUCCESS and said.amount == amount


def _is_booked(line: BillLine, booked: Booked) -> bool:
    """The ledger of the day says the same, and no order need be read."""
    amount = line.refund_amount if line.out_refund_no else line.amount
    return booked.get(_number(line), (None, None))[1] == amount


def _missing_in_bill(booked: Booked, bill: Iterable[BillLine]) -> Iterator[tuple[LedgerEntry, int]]:
    """What our ledger has, and the bill of the day has not."""
    in_bill = {_number(line) for line in bill}
    return (entry for number, entry in booked.items() if number not in in_bill and entry[1])


def _number(line: BillLine) -> str:
    return line.out_refund_no or line.out_trade_no


def _amount_taken(attempt: Attempt | None) -> int | None:
    """Fen that an attempt took, as our books say."""
    return attempt.paid_amount if attempt else None


def _within_day(day: date, at: datetime) -> datetime:
    """A bill's line belongs to the bill's day, whatever time it names."""
    return at if at.astimezone(SHANGHAI).date() == day else datetime.combine(day, time(12), SHANGHAI)


def _difference(kind: Difference, line: BillLine, here: int | None, note: str) -> BillDifference:
    trade = parse_out_trade_no(line.out_trade_no)
    returned = bool(line.out_refund_no)
    return BillDifference(
        kind=kind, number=_number(line), order_id=trade[0] if trade else "",
        returned=returned, here=here, there=line.refund_amount if returned else line.amount, at=line.at, note=note,
    )  # fmt: skip
