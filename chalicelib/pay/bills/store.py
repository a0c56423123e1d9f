"""Reports of matched bills in the orders table: pk BILL#<channel>, sk <day>; the newest run of a day replaces it.

What a busy day's refunds come to may be more than an item holds: then it lies in parts beside the report, sk
<day>#<made_at>#<number>, and the report says how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from itertools import batched
from typing import Any

from msgspec.json import Decoder
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Conflict, TwoKeys, as_json, keep_trying, save_if

MOST_LINES = 1000  # 300 KB of the 400 an item may have; a day with more differences is no day's work but a fault
MOST_SUMS = 2000  # 80 KB


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Some of a report's, as there."""

    unended: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)


KINDS = tuple(one.name for one in fields(Sums))
_REPORT, _SUMS = Decoder(BillReport), Decoder(Sums)  # made at import: the first use by two threads at once would crash


class ReportItem(TwoKeys):
    """One day of one channel, or a part of it; `body` is the JSON of a Report, or of Sums."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    made_at = UnicodeAttribute(null=True)
    parts = NumberAttribute(null=True)


class BillReports:
    """One of a day and channel, or of several days."""

    def __init__(self, table: str) -> None:
        ReportItem.Meta.table_name = table

    def keep(self, report: BillReport) -> None:
        """With its first MOST_LINES lines; what it says of their number stays true.  A newer one that is there stays.

        Parts go first and older ones last, so whoever reads a report finds the parts it names, or a newer report.
        """
        pk, day, made_at, parts = _key(report.channel), report.day.isoformat(), iso(report.made_at), _parts(report)
        listed = report.lines[:MOST_LINES]
        kept = replace(report, lines=listed, unlisted=report.differences - len(listed))
        if parts:
            none: dict[str, Any] = {kind: {} for kind in KINDS}
            kept = replace(kept, **none)
        for number, sums in enumerate(parts):
            ReportItem(pk, f"{_run(day, made_at)}{number}", body=as_json(sums)).save(add_version_condition=False)
        newest = ReportItem.made_at.does_not_exist() | (ReportItem.made_at <= made_at)
        if save_if(ReportItem(pk, day, body=as_json(kept), made_at=made_at, parts=len(parts)), newest):
            useless: Condition = ReportItem.sk.between(f"{day}#", f"{day}#{made_at}")
        else:
            useless = ReportItem.sk.startswith(_run(day, made_at))
        for part in ReportItem.query(pk, useless, consistent_read=True):
            part.delete()

    def of(self, channel: str, day: date) -> BillReport | None:
        return next(iter(self.between(channel, day, day)), None)

    def between(self, channel: str, first: date, last: date) -> list[BillReport]:
        """Those there are of the days first to last."""
        return keep_trying(lambda: _read(channel, first, last))

    def missing(self, channel: str, first: date, last: date) -> list[date]:
        """The days first to last that have none; no report is read."""
        within = ReportItem.sk.between(first.isoformat(), last.isoformat())
        keys = ReportItem.query(_key(channel), within, consistent_read=True, attributes_to_get=["pk", "sk"])
        known = {item.sk for item in keys}
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in days if day.isoformat() not in known]


def _parts(report: BillReport) -> list[Sums]:
    """Empty where all of it fits into the report."""
    sums = [(kind, *one) for kind in KINDS for one in getattr(report, kind).items()]
    if len(sums) <= MOST_SUMS:
        return []
    return [
        Sums(**{kind: {number: fen for of, number, fen in some if of == kind} for kind in KINDS})
        for some in batched(sums, MOST_SUMS)
    ]


def _read(channel: str, first: date, last: date) -> list[BillReport]:
    """Raises Conflict when a newer report takes the place of one meanwhile."""
    days = ReportItem.sk.between(first.isoformat(), f"{last.isoformat()}#~")
    items = {item.sk: item for item in ReportItem.query(_key(channel), days, consistent_read=True)}
    return [_whole(item, items) for item in items.values() if "#" not in item.sk]


def _whole(item: ReportItem, items: Mapping[str, ReportItem]) -> BillReport:
    """With its parts, which are among the items.  Raises Conflict when they are not."""
    report = _REPORT.decode(item.body)
    names = [f"{_run(item.sk, item.made_at)}{number}" for number in range(int(item.parts or 0))]
    if not all(name in items for name in names):
        raise Conflict
    for sums in (_SUMS.decode(items[name].body) for name in names):
        more: dict[str, Any] = {kind: getattr(report, kind) | getattr(sums, kind) for kind in KINDS}
        report = replace(report, **more)
    return report


def _key(channel: str) -> str:
    return f"BILL#{channel}"


def _run(day: str, made_at: str) -> str:
    """What the sk of a report's parts begins with."""
    return f"{day}#{made_at}#"
