"""Reports of matched bills in the orders table: pk BILL#<channel>, sk <day>; a day's newer report replaces the older.

The sums of a busy day's refunds may be too large for one item: they are then stored in parts beside the report, sk
<day>#<made_at>#<number>, and the report has the number of parts.
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

MOST_LINES = 1000  # 300 KB of the 400 KB of an item; a day with more differences is a system fault
MOST_SUMS = 2000  # 80 KB


@dataclass(frozen=True, kw_only=True)
class Sums:
    """A part of a report's sums, in the fields of BillReport."""

    unended: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)


KINDS = tuple(attribute.name for attribute in fields(Sums))
_REPORT, _SUMS = Decoder(BillReport), Decoder(Sums)  # at import: a first use by two threads at once crashes


class ReportItem(TwoKeys):
    """The report of one channel's day, or a part of its sums.  body: JSON of a BillReport or of Sums."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    made_at = UnicodeAttribute(null=True)
    parts = NumberAttribute(null=True)


class BillReports:
    """Stores and reads the reports of every channel."""

    def __init__(self, table: str) -> None:
        ReportItem.Meta.table_name = table

    def keep(self, report: BillReport) -> None:
        """Stores a report with its first MOST_LINES lines and the number of the rest; never replaces a newer report.

        Its parts are written first and older parts deleted last, so a reader finds a report's parts or a newer report.
        """
        pk, day, made_at, parts = _key(report.channel), report.day.isoformat(), iso(report.made_at), _parts(report)
        lines = report.lines[:MOST_LINES]
        stored = replace(report, lines=lines, unlisted=report.differences - len(lines))
        if parts:
            no_sums: dict[str, Any] = {kind: {} for kind in KINDS}
            stored = replace(stored, **no_sums)
        for number, sums in enumerate(parts):
            ReportItem(pk, f"{_parts_prefix(day, made_at)}{number}", body=as_json(sums)).save(
                add_version_condition=False
            )
        newest = ReportItem.made_at.does_not_exist() | (ReportItem.made_at <= made_at)
        if save_if(ReportItem(pk, day, body=as_json(stored), made_at=made_at, parts=len(parts)), newest):
            outdated: Condition = ReportItem.sk.between(f"{day}#", f"{day}#{made_at}")
        else:
            outdated = ReportItem.sk.startswith(_parts_prefix(day, made_at))
        for part in ReportItem.query(pk, outdated, consistent_read=True):
            part.delete()

    def of(self, channel: str, day: date) -> BillReport | None:
        return next(iter(self.between(channel, day, day)), None)

    def between(self, channel: str, first: date, last: date) -> list[BillReport]:
        """The stored reports of the days from `first` to `last`, both included."""
        return keep_trying(lambda: _read(channel, first, last))

    def missing(self, channel: str, first: date, last: date) -> list[date]:
        """The days from `first` to `last` that have no report; reads keys only."""
        within = ReportItem.sk.between(first.isoformat(), last.isoformat())
        keys = ReportItem.query(_key(channel), within, consistent_read=True, attributes_to_get=["pk", "sk"])
        stored = {item.sk for item in keys}
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in days if day.isoformat() not in stored]


def _parts(report: BillReport) -> list[Sums]:
    """The sums in parts of MOST_SUMS; empty if the report itself can hold them."""
    sums = [(kind, *entry) for kind in KINDS for entry in getattr(report, kind).items()]
    if len(sums) <= MOST_SUMS:
        return []
    return [
        Sums(**{kind: {number: fen for of, number, fen in part if of == kind} for kind in KINDS})
        for part in batched(sums, MOST_SUMS)
    ]


def _read(channel: str, first: date, last: date) -> list[BillReport]:
    """The reports of the days, complete.  Raises Conflict if one is replaced by a newer report meanwhile."""
    days = ReportItem.sk.between(first.isoformat(), f"{last.isoformat()}#~")
    items = {item.sk: item for item in ReportItem.query(_key(channel), days, consistent_read=True)}
    return [_complete(item, items) for item in items.values() if "#" not in item.sk]


def _complete(item: ReportItem, items: Mapping[str, ReportItem]) -> BillReport:
    """The report with its parts from `items`, by sk.  Raises Conflict if a part is missing."""
    report = _REPORT.decode(item.body)
    names = [f"{_parts_prefix(item.sk, item.made_at)}{number}" for number in range(int(item.parts or 0))]
    if not all(name in items for name in names):
        raise Conflict
    for sums in (_SUMS.decode(items[name].body) for name in names):
        more: dict[str, Any] = {kind: getattr(report, kind) | getattr(sums, kind) for kind in KINDS}
        report = replace(report, **more)
    return report


def _key(channel: str) -> str:
    return f"BILL#{channel}"


def _parts_prefix(day: str, made_at: str) -> str:
    """The prefix of the sk of a report's parts."""
    return f"{day}#{made_at}#"
