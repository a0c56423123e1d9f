"""Audit rows in the people table: every row once by branch and day, and once by what it is about.

AUDIT#<branch>#<day in Shanghai>   <instant>#<random>
AUDITOF#<branch>#<subject>         <instant>#<random>
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.shared.clock import SHANGHAI, from_iso, iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.ids import random_id

MOST_DAYS = 31  # one search looks at


class AuditItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    staff_id = UnicodeAttribute()
    action = UnicodeAttribute()


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One row.  subject: what it is about, `order <id>`, `task <id>`, `staff <id>` and so on; reason: as typed."""

    at: datetime
    branch: str
    staff_id: str
    name: str
    action: str
    subject: str
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ENTRY = msgspec.json.Decoder(AuditEntry)


Page = tuple[list[AuditEntry], str | None]  # rows, and where older ones begin


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows: of one person, of one action, those older than `before` (of the page read last); at most `limit`."""

    staff_id: str | None
    action: str | None
    before: str | None
    limit: int

    @property
    def condition(self) -> Condition | None:
        """Of a row that is wanted."""
        asked = [
            attribute == value
            for attribute, value in ((AuditItem.staff_id, self.staff_id), (AuditItem.action, self.action))
            if value is not None
        ]
        return reduce(and_, asked) if asked else None


class AuditStore:
    """Rows are only ever added."""

    def __init__(self, table: str) -> None:
        AuditItem.Meta.table_name = table

    def rows(self, entry: AuditEntry) -> list[Write]:
        """The writes of one entry, for the transaction of what it tells of."""
        sk = f"{iso(entry.at)}#{random_id(8)}"
        body = as_json(entry)
        places = (_by_day(entry.branch, _day(entry.at)), f"AUDITOF#{entry.branch}#{entry.subject}")
        return [
            Put(item=AuditItem(pk, sk, body=body, staff_id=entry.staff_id, action=entry.action), new=True)
            for pk in places
        ]

    def put(self, entry: AuditEntry) -> None:
        """For what changes nothing itself: a look at a photo."""
        transact(self.rows(entry))

    def about(self, branch: str, subject: str, wanted: Wanted) -> Page:
        """What happened to one thing, newest first."""
        return self._read([f"AUDITOF#{branch}#{subject}"], wanted)

    def between(self, branch: str, first: date, last: date, wanted: Wanted) -> Page:
        """Rows of the days first to last (both included, at most MOST_DAYS), newest first."""
        if wanted.before:
            last = min(last, _day(from_iso(wanted.before.partition("#")[0])))
        days = (last - timedelta(days=back) for back in range((last - first).days + 1))
        return self._read((_by_day(branch, day) for day in days), wanted)

    def _read(self, places: Iterable[str], wanted: Wanted) -> Page:
        older = AuditItem.sk < wanted.before if wanted.before else None
        found: list[AuditItem] = []
        for place in places:
            found += AuditItem.query(
                place,
                older,
                filter_condition=wanted.condition,
                scan_index_forward=False,
                consistent_read=True,
                limit=wanted.limit - len(found),
            )
            if len(found) == wanted.limit:
                return [_ENTRY.decode(item.body) for item in found], found[-1].sk
        return [_ENTRY.decode(item.body) for item in found], None


def _by_day(branch: str, day: date) -> str:
    return f"AUDIT#{branch}#{day.isoformat()}"


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
