"""Reports of matched bills in the orders table: pk BILL#<channel>, sk <day>; the last run of a day replaces it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from msgspec.json import Decoder
from pynamodb.attributes import UnicodeAttribute

from chalicelib.pay.bill_model import Report
from chalicelib.shared.db import BaseMeta, TwoKeys, as_json

MOST_LINES = 1000  # 300 KB of the 400 an item may have; a day with more differences is no day's work but a fault
KEPT = timedelta(days=90)  # as long as a channel has its bills
_REPORT = Decoder(Report)  # made at import: its first use by two threads at once would crash


class ReportItem(TwoKeys):
    """One day of one channel; `body` is the JSON of a Report."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


class Reports:
    """One of a day and channel, or of several days."""

    def __init__(self, table: str) -> None:
        ReportItem.Meta.table_name = table

    def keep(self, report: Report) -> None:
        """With its first MOST_LINES lines; what it says of their number stays true."""
        listed = report.lines[:MOST_LINES]
        body = as_json(replace(report, lines=listed, unlisted=report.differences - len(listed)))
        ReportItem(f"BILL#{report.channel}", report.day.isoformat(), body=body).save(add_version_condition=False)

    def of(self, channel: str, day: date) -> Report | None:
        item = ReportItem.find(f"BILL#{channel}", day.isoformat())
        if item is None:
            return None
        return _REPORT.decode(item.body)

    def between(self, channel: str, first: date, last: date) -> list[Report]:
        """Those there are of the days first to last."""
        days = ReportItem.sk.between(first.isoformat(), last.isoformat())
        return [_REPORT.decode(item.body) for item in ReportItem.query(f"BILL#{channel}", days)]
