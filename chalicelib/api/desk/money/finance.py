"""Routes of the finance desk: the branch's refunds, and the channels' bills against the ledger.

A decision about a refund, or about a payment that does not match, is one of the order's decisions.
"""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, Id, Reason, staff
from chalicelib.api.desk.money.payments import Amount, ChannelName, Number
from chalicelib.api.desk.views import MayNot, RefundRow, refund_row
from chalicelib.api.endpoint import routes
from chalicelib.desk.errors import BillDayWrong, BillUnknown
from chalicelib.desk.finance import BillDay, RefundFound
from chalicelib.desk.money.bill_lines import LineNow, Next, Whose
from chalicelib.desk.money.payments import Wanted
from chalicelib.orders.labels import CHANNELS, LABELS
from chalicelib.orders.store.index_keys import RefundGroup
from chalicelib.pay.bills import report as bill_report
from chalicelib.shared.clock import iso
from chalicelib.shared.ids import out_refund_no
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

FileKind = Literal["CSV", "XLSX"]
TYPES = {"CSV": "text/csv", "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class WhichRefunds(Struct, frozen=True, forbid_unknown_fields=True):
    """first, last: days in Shanghai on which they were asked for; amount: in fen; cursor: of the answer before.
    number: an order's, or one of a payment or a refund as we or the channel name it: then nothing else counts, the
    group neither."""

    group: RefundGroup
    first: date | None = None
    last: date | None = None
    channel: ChannelName | None = None
    task_id: Id | None = None
    amount: Amount | None = None
    number: Number | None = None
    cursor: Annotated[str, Meta(max_length=100)] | None = None


class RefundInList(Struct, frozen=True):
    """number: as the channel knows it; order_label: where its order stands; actions: decisions finance may ask for;
    refused: those that the channel stands in the way of; invoice: the number of the one that was issued for this money,
    which is to be reversed (冲红), or empty."""

    order_id: str
    order_label: str
    task_id: str
    task_title: str
    channel: str
    number: str
    refund: RefundRow
    actions: list[str]
    refused: list[MayNot]
    invoice: str


class RefundList(Struct, frozen=True):
    """Newest first.  A page with a rare filter may be short, or empty, though there are more."""

    refunds: list[RefundInList]
    cursor: str | None


class BillsBefore(Struct, frozen=True, forbid_unknown_fields=True):
    """before: the day after the newest one wanted (2026-11-24); today when it is left out."""

    before: date | None = None


class BillSummary(Struct, frozen=True):
    """state: MATCHED to zero, DIFFERENT, or MISSING while nobody matched it; amounts in fen; differences: all,
    of which a report lists the first 1,000; others, others_fen: lines of the merchant's other shops, which nothing else
    here counts."""

    channel: str
    name: str
    day: str
    state: Literal["MATCHED", "DIFFERENT", "MISSING"]
    matched_at: str | None
    payments: int
    paid: int
    refunds: int
    returned: int
    differences: int
    others: int = 0
    others_fen: int = 0


class BillList(Struct, frozen=True):
    """A month of days, newest first."""

    days: list[BillSummary]


class BillLineView(Struct, frozen=True):
    """kind: MISSING_HERE, MISSING_THERE, AMOUNT, TRANSACTION, DOUBLE or SUM, label says it in words; here, there: yuan
    as text, empty for nothing; note: what matching did about it already.  As it stands now: whose: OWN, of the OTHER
    branch that is named, of NOBODY where no such order is, FOREIGN where the number is not ours; next: MATCH the day
    again and it is even, RESOLVE the payment, RECORD what went back, RECOVER what went back twice, or LOOK."""

    kind: str
    label: str
    returned: bool
    number: str
    order_id: str
    here: str
    there: str
    at: str
    note: str
    whose: Whose
    branch: str
    next: Next


class BillReport(Struct, frozen=True):
    summary: BillSummary
    lines: list[BillLineView]


class MatchDay(Struct, frozen=True, forbid_unknown_fields=True):
    """day: such as 2026-11-24."""

    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    reason: Reason


class BillAsked(Struct, frozen=True):
    """Matched within minutes: its report is replaced then."""

    day: str


class FileWanted(Struct, frozen=True, forbid_unknown_fields=True):
    kind: FileKind


class BillFile(Struct, frozen=True):
    """data: the file in base64."""

    name: str
    type: str
    data: str


@routes.route("/api/staff/refunds", methods=["GET"], name="staff")
@staff(FINANCE, query=WhichRefunds, answer=RefundList)
def list_refunds(who: Staff, query: WhichRefunds) -> RefundList:
    """List the branch's refunds of one group, or of the order with a number.  Newest first, in pages, students',
    staff's and the clock's alike; each says what finance may do about it."""
    if query.number:
        order = wire().finance.payments.order_by_number(who, query.number)
        return RefundList(list(map(_refund, wire().desk.finance.refunds_of(order) if order else [])), None)
    wanted = Wanted(
        first=query.first, last=query.last, channel=query.channel, task_id=query.task_id, amount=query.amount
    )
    refunds, following = wire().desk.finance.refunds(who, query.group, query.cursor, wanted)
    return RefundList([_refund(refund) for refund in refunds], following)


@routes.route("/api/staff/bills", methods=["GET"], name="staff")
@staff(FINANCE, query=BillsBefore, answer=BillList)
def list_bills(who: Staff, query: BillsBefore) -> BillList:
    """List the days of the channels' bills.  A month of days, newest first, with what matching each came to."""
    return BillList([_summary(day) for day in wire().desk.finance.days(query.before)])


@routes.route("/api/staff/bills", methods=["POST"], name="staff")
@staff(FINANCE, body=MatchDay, answer=BillAsked, status=202)
def match_bills_again(who: Staff, body: MatchDay) -> BillAsked:
    """Have a day's bills matched again.  Behind the scenes, within minutes; for the 90 days that channels keep them."""
    try:
        day = date.fromisoformat(body.day)
    except ValueError:
        raise BillDayWrong(field="day") from None
    wire().desk.finance.match(who, day, body.reason)
    return BillAsked(body.day)


@routes.route("/api/staff/bills/{channel}/{day}", methods=["GET"], name="staff")
@staff(FINANCE, answer=BillReport)
def show_bill(who: Staff, channel: str, day: str) -> BillReport:
    """Show how a day's bill fits the ledger.  With the first thousand differences, and what was done about each."""
    report = wire().desk.finance.bill(channel, _day(day))
    lines = [_bill_line(now) for now in wire().desk.finance.lines(who, report)]
    return BillReport(_summary(BillDay(channel=channel, day=report.day, report=report)), lines)


@routes.route("/api/staff/bills/{channel}/{day}/file", methods=["GET"], name="staff")
@staff(FINANCE, query=FileWanted, answer=BillFile)
def fetch_bill(who: Staff, query: FileWanted, channel: str, day: str) -> BillFile:
    """Get the report on a day's bill as a file.  CSV or XLSX, in base64."""
    report = wire().desk.finance.bill(channel, _day(day))
    data = bill_report.as_csv(report) if query.kind == "CSV" else bill_report.as_xlsx(report)
    name = f"{CHANNELS[channel]}对账-{report.day}.{query.kind.lower()}"
    return BillFile(name, TYPES[query.kind], base64.b64encode(data).decode())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BillUnknown from None


def _bill_line(now: LineNow) -> BillLineView:
    line = now.line
    return BillLineView(
        kind=line.kind.value,
        label=bill_report.KINDS[line.kind],
        returned=line.returned,
        number=line.number,
        order_id=line.order_id,
        here=bill_report.in_yuan(line.here),
        there=bill_report.in_yuan(line.there),
        at=iso(line.at),
        note=line.note,
        whose=now.whose,
        branch=now.branch,
        next=now.next,
    )


def _refund(row: RefundFound) -> RefundInList:
    head, refund = row.order.head, row.refund
    return RefundInList(
        order_id=head.order_id,
        order_label=LABELS[head.state],
        task_id=row.task.task_id,
        task_title=row.task.title,
        channel=row.attempt.channel,
        number=out_refund_no(head.order_id, refund.attempt_no, refund.try_no),
        refund=refund_row(refund),
        actions=list(row.actions),
        refused=[MayNot(each.action, each.why) for each in row.refused],
        invoice=row.invoice,
    )


def _summary(day: BillDay) -> BillSummary:
    report, name = day.report, CHANNELS[day.channel]
    if report is None:
        return BillSummary(day.channel, name, day.day.isoformat(), "MISSING", None, 0, 0, 0, 0, 0)
    return BillSummary(
        channel=day.channel,
        name=name,
        day=day.day.isoformat(),
        state="DIFFERENT" if report.lines else "MATCHED",
        matched_at=iso(report.made_at),
        payments=report.payments,
        paid=report.paid,
        refunds=report.refunds,
        returned=report.returned,
        differences=report.differences,
        others=report.others,
        others_fen=report.others_fen,
    )
