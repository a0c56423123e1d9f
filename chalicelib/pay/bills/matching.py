"""Reconciles a channel's bill of a day with our ledger, line by line, and settles what we missed.

Any day of the last three months may be matched again: nothing is settled twice, and the day's report is replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain

from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.ledger import EntryKind
from chalicelib.orders.money_model import Attempt, AttemptState, OutsideRefund, Refund, RefundState
from chalicelib.orders.store.ledger_entries import Ledger
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.bills.control import (
    Booked,
    day_of,
    difference_of,
    double_of,
    is_booked,
    key_of,
    missing_in_bill,
    noon,
    once,
    unexplained,
)
from chalicelib.pay.bills.model import SETTLED, BillDifference, BillReport, Difference
from chalicelib.pay.bills.proof import AT_ONCE, LedgerProof
from chalicelib.pay.bills.store import BillReports
from chalicelib.pay.bills.sums import (
    UNENDED,
    UNMOVED,
    booked_elsewhere,
    is_foreign,
    is_ours,
    net_amount,
    unended_refunds,
)
from chalicelib.pay.model import KEPT, BillLine, Channel, PaidFact, RefundStatus
from chalicelib.pay.refunds import Refunds
from chalicelib.pay.settlements import Settlements
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import parse_out_refund_no, parse_out_trade_no
from chalicelib.shared.log import alarm, fault, log

UNSETTLED = "未能自动入账，请人工核对"
TWICE = "这笔款已经退过，渠道又退了一次，请向付款人追回"
FAULTY = "核对这一笔时系统出错，请重新核对当日账单；仍然如此请联系技术支持"
UNDER_WAY = "渠道退款尚未完成，订单未变动，请人工核对"
DAY = timedelta(days=1)


class Bills:
    """Matches the bills of every channel with the ledger, settles what is missing, and keeps a report per day."""

    def __init__(
        self,
        *,
        store: Orders,
        ledger: Ledger,
        reports: BillReports,
        channels: Mapping[str, Channel],
        settling: Settlements,
        refunds: Refunds,
        proof: LedgerProof,
        clock: Clock,
    ) -> None:
        self._store, self._ledger, self._reports, self._channels = store, ledger, reports, channels
        self._settling, self._refunds, self._proof, self._clock = settling, refunds, proof, clock

    def yesterday(self) -> date:
        return self._clock().astimezone(SHANGHAI).date() - timedelta(days=1)

    def due(self) -> list[date]:
        """The days to match: yesterday, and those of the week before without a report, as when a bill came late."""
        yesterday = self.yesterday()
        week = (yesterday - timedelta(days=6), yesterday - timedelta(days=1))
        missed = {day for name in self._channels for day in self._reports.missing(name, *week)}
        return [yesterday, *sorted(missed, reverse=True)]

    def match_all(self, day: date) -> list[BillReport]:
        """Matches the day for every channel.  One that fails, for whatever reason, raises an alarm and is left out."""
        reports = []
        if day == self.yesterday():
            self._alarm_missing_channels(day)
        for name in self._channels:
            try:
                reports.append(self.match(name, day))
                reports += [self.match(name, beside) for beside in self._days_explained_by(reports[-1])]
            except Exception as error:
                if not isinstance(error, (OutsideBusy, OutsideFailed)):
                    fault("bill not matched", error, channel=name, id=day.isoformat())
                alarm("a bill was not matched: match the day again", channel=name, id=day.isoformat())
        return reports

    def _days_explained_by(self, report: BillReport) -> list[date]:
        """The days beside it whose bills lacked what this one has: they match once they are matched again."""
        beside = self._reports.between(report.channel, report.day - DAY, report.day + DAY)
        found = (each for each in beside if each.day != report.day)
        return [
            each.day
            for each in found
            if any(one.kind is Difference.MISSING_THERE and one.number in report.elsewhere for one in each.lines)
        ]

    def _alarm_missing_channels(self, day: date) -> None:
        """Alarms about channels that are no longer set up: their payments are not queried, and their refunds wait."""
        for name in CHANNELS.keys() - self._channels.keys():
            if self._reports.between(name, day - KEPT, day):
                alarm("a channel that took money is not set up any more: its orders wait", channel=name)

    def match(self, name: str, day: date) -> BillReport:
        """Matches one channel's day and stores the report.  Raises OutsideBusy, OutsideFailed."""
        bill = self._channels[name].bill(day)
        every, others = [line for line in bill.lines if is_ours(line)], [li for li in bill.lines if not is_ours(li)]
        lines, doubled = once(every)
        booked = day_of(self._ledger.of_day(name, day))
        unbooked = [line for line in lines if not is_booked(line, booked)]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            from_bill = list(threads.map(lambda line: self._check_line(name, day, line), unbooked))
            if any(from_bill):  # the ledger may have more by them
                booked = day_of(self._ledger.of_day(name, day))
            missing = list(missing_in_bill(booked, lines))
            beside = self._explained_beside(name, day, missing)
            from_ledger = threads.map(lambda entry: self._entry_difference(name, entry, beside), missing)
            twice = map(double_of, doubled.values())
            differences = [difference for difference in chain(from_bill, from_ledger, twice) if difference]
        unsettled = {one.key for one in differences if one.note != SETTLED}
        elsewhere = booked_elsewhere(unbooked, unsettled)
        explained = {one.key for one in differences} | {(parse_out_refund_no(no) is not None, no) for no in elsewhere}
        explained |= {key_of(line) for line in lines if line.state in UNENDED}
        explained |= {one.key for one in missing}  # each has a difference, or is in another day's bill
        differences += unexplained(day, every, booked, explained, agrees=bill.agrees)
        report = BillReport(
            channel=name,
            day=day,
            made_at=self._clock(),
            payments=sum(not line.is_refund for line in every),
            refunds=sum(line.is_refund for line in every),
            paid=sum(line.amount for line in every),
            returned=sum(line.refund_amount for line in every if line.state not in UNMOVED),
            unended=unended_refunds(lines),
            elsewhere=elsewhere,
            others=len(others),
            others_fen=sum(map(net_amount, others)),
            lines=tuple(sorted(differences, key=lambda difference: (difference.kind, difference.number))),
        )
        self._reports.keep(report)
        if faults := self._proof.faults(report):
            report = replace(report, lines=(*report.lines, *faults))
            self._reports.keep(report)
        log("bill matched", channel=name, id=day.isoformat(), count=len(bill.lines), findings=len(report.lines))
        for difference in report.lines:
            alarm("the bill and the ledger differ", channel=name, order_id=difference.order_id, kind=difference.kind)
        return report

    # -- lines of the bill: are they in the ledger? ---------------------------------------------------------------

    def _check_line(self, name: str, day: date, line: BillLine) -> BillDifference | None:
        """What differs in a line of the bill; a failure is reported as a difference too, so the other lines go on."""
        try:
            return self._difference_of(name, day, line)
        except Exception as error:
            fault("bill line not matched", error, channel=name)
            return difference_of(Difference.MISSING_HERE, line, None, FAULTY)

    def _difference_of(self, name: str, day: date, line: BillLine) -> BillDifference | None:
        if is_foreign(line):
            return self._outside_difference(name, day, line)
        if line.is_refund:
            return None if line.state in UNMOVED else self._refund_difference(name, line)
        attempt = self._attempt_of(line)
        paid = _amount_paid(attempt)
        if attempt is not None and paid is not None:
            if paid != line.amount:
                return difference_of(Difference.AMOUNT, line, paid, "")
            same = attempt.transaction_id == line.transaction_id
            return None if same else difference_of(Difference.TRANSACTION, line, paid, "")
        self._settle_from_channel(name, line.out_trade_no)
        note = SETTLED if _amount_paid(self._attempt_of(line)) == line.amount else UNSETTLED
        return difference_of(Difference.MISSING_HERE, line, None, note)

    def _attempt_of(self, line: BillLine) -> Attempt | None:
        trade = parse_out_trade_no(line.out_trade_no)
        order = self._store.load(trade[0]) if trade else None
        return order.attempt(trade[1]) if order and trade else None

    def _refund_difference(self, name: str, line: BillLine) -> BillDifference | None:
        known = self._refunds_of(line)
        if not known:
            self._settle_from_channel(name, line.out_trade_no)
            with suppress(OutsideBusy, OutsideFailed):
                self._refunds.look(name, line.out_refund_no)
        refunds = known or self._refunds_of(line)
        if not refunds:
            return difference_of(Difference.MISSING_HERE, line, None, UNSETTLED)
        if refunds[0].amount != line.refund_amount:
            return difference_of(Difference.AMOUNT, line, refunds[0].amount, "")
        if not refunds[0].part and any(refund.state is RefundState.BY_HAND for refund in refunds):
            return difference_of(Difference.TWICE, line, refunds[0].amount, TWICE)
        return None if known else difference_of(Difference.MISSING_HERE, line, None, SETTLED)

    def _refunds_of(self, line: BillLine) -> list[Refund]:
        """The refund that the line is about and the other ones of its payment; none if our records do not have it as
        paid out."""
        trade, refund_no = parse_out_trade_no(line.out_trade_no), parse_out_refund_no(line.out_refund_no)
        order = self._store.load(trade[0]) if trade else None
        refund = order.refund(*refund_no[1:]) if order and refund_no else None
        if order is None or refund is None or refund.done_at is None:
            return []
        return [refund, *(one for one in order.refunds if one.attempt_no == refund.attempt_no)]

    def _outside_difference(self, name: str, day: date, line: BillLine) -> BillDifference | None:
        """What differs in a refund made on the channel's page; a finished one is booked.  Its order ends once all of
        the payment went back; while some is left, that pays for the order."""
        attempt = self._attempt_of(line)
        if line.state in UNMOVED:
            is_over = attempt is not None and attempt.state is AttemptState.RETURNED_OUTSIDE
            under_way = line.state in UNENDED and not is_over  # no later bill will show its end
            return difference_of(Difference.MISSING_HERE, line, None, UNDER_WAY) if under_way else None
        known = _outside_refund(attempt, line)
        if known is None:
            if _amount_paid(attempt) is None:
                self._settle_from_channel(name, line.out_trade_no)
            self._settling.part_returned(line, _within_day(day, line.at))
            attempt = self._attempt_of(line)
        now = _outside_refund(attempt, line)
        if attempt is None or now is None:
            return difference_of(Difference.MISSING_HERE, line, None, UNSETTLED)
        if now.amount != line.refund_amount or now.at.astimezone(SHANGHAI).date() != day:
            return difference_of(Difference.AMOUNT, line, now.amount, "")
        if attempt.state is AttemptState.RETURNED or attempt.gone_outside > attempt.taken:
            return difference_of(Difference.TWICE, line, attempt.taken, TWICE)
        return None if known else difference_of(Difference.MISSING_HERE, line, None, SETTLED)

    def _settle_from_channel(self, name: str, number: str) -> None:
        """Settles what the channel says of the trade when queried; the bill is only a hint."""
        with suppress(OutsideBusy, OutsideFailed):
            fact = self._channels[name].query(number)
            if isinstance(fact, PaidFact):
                self._settling.paid(fact)

    # -- entries of the ledger: are they in the bill? -------------------------------------------------------------

    def _explained_beside(self, name: str, day: date, missing: Collection[Booked]) -> dict[str, int]:
        """Fen of what the bills of the day before and the day after have, and the ledger has on another day; and of
        refunds on the channel's page that were under way in an earlier bill, by out_trade_no."""
        if not missing:
            return {}
        without = {one.entry.number for one in missing if one.entry.kind is EntryKind.OUTSIDE}
        reports = self._reports.between(name, day - (KEPT if without else DAY), day + DAY)
        beside = {n: fen for one in reports if abs(one.day - day) == DAY for n, fen in one.elsewhere.items()}
        return beside | {n: one.unended[n] for one in reports for n in without & one.unended.keys()}

    def _entry_difference(self, name: str, booked: Booked, beside: Mapping[str, int]) -> BillDifference | None:
        """None for what a bill beside the day's has, and for a refund that the channel confirms: its line may be in the
        bill of the day it was requested."""
        entry, returned = booked.entry, booked.entry.kind is not EntryKind.PAID
        if beside.get(entry.number) == booked.amount:
            return None
        if entry.kind is EntryKind.RETURNED and self._is_confirmed(name, entry.number, booked.amount):
            return None
        return BillDifference(
            kind=Difference.MISSING_THERE,
            number=booked.key[1],
            order_id=entry.order_id,
            returned=returned,
            here=booked.amount,
            there=None,
            at=entry.at,
            note="渠道账单中没有这一笔，请人工核对",
        )

    def _is_confirmed(self, name: str, number: str, amount: int) -> bool:
        try:
            refund = self._channels[name].query_refund(number)
        except (OutsideBusy, OutsideFailed):
            return False
        return refund.status is RefundStatus.SUCCESS and refund.amount == amount


def _amount_paid(attempt: Attempt | None) -> int | None:
    """Fen that an attempt took by our records; None for no attempt or no payment."""
    return attempt.paid_amount if attempt else None


def _outside_refund(attempt: Attempt | None, line: BillLine) -> OutsideRefund | None:
    """The line's refund as recorded under its number."""
    return next((one for one in attempt.outside if one.number == line.number), None) if attempt else None


def _within_day(day: date, at: datetime) -> datetime:
    """`at` if it is on that day, else the day's noon: a line belongs to its bill's day, whatever time it gives."""
    return at if at.astimezone(SHANGHAI).date() == day else noon(day)
