"""Audit rows in the people table: every row once by branch and day, and once by what it is about.

AUDIT#<branch>#<day in Shanghai>   <instant>#<random>
AUDITOF#<branch>#<subject>         <instant>#<random>
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.clock import SHANGHAI, iso
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
class Entry:
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
_ENTRY = msgspec.json.Decoder(Entry)


class AuditStore:
    """Rows are only ever added."""

    def __init__(self, table: str) -> None:
        AuditItem.Meta.table_name = table

    def rows(self, entry: Entry) -> list[Write]:
        """The writes of one entry, for the transaction of what it tells of."""
        sk = f"{iso(entry.at)}#{random_id(8)}"
        body = as_json(entry)
        places = (_by_day(entry.branch, _day(entry.at)), f"AUDITOF#{entry.branch}#{entry.subject}")
        return [
            Put(item=AuditItem(pk, sk, body=body, staff_id=entry.staff_id, action=entry.action), new=True)
            for pk in places
        ]

    def put(self, entry: Entry) -> None:
        """For what changes nothing itself: a look at a photo."""
        transact(self.rows(entry))

    def about(self, branch: str, subject: str, *, limit: int) -> list[Entry]:
        """What happened to one thing, newest first."""
        found = AuditItem.query(
            f"AUDITOF#{branch}#{subject}", scan_index_forward=False, limit=limit, consistent_read=True
        )
        return [_ENTRY.decode(item.body) for item in found]

    def between(
        self, branch: str, first: date, last: date, *, staff_id: str | None, action: str | None, limit: int
    ) -> list[Entry]:
        """Rows of the days first to last (both included, at most MOST_DAYS), newest first."""
        wanted = None
        if staff_id is not None:
            wanted = AuditItem.staff_id == staff_id
        if action is not None:
            same = AuditItem.action == action
            wanted = same if wanted is None else wanted & same
        found: list[Entry] = []
        day = last
        while day >= first and len(found) < limit:
            items = AuditItem.query(
                _by_day(branch, day), filter_condition=wanted, scan_index_forward=False, consistent_read=True,
                limit=limit - len(found),
            )  # fmt: skip
            found += [_ENTRY.decode(item.body) for item in items]
            day -= timedelta(days=1)
        return found


def _by_day(branch: str, day: date) -> str:
    return f"AUDIT#{branch}#{day.isoformat()}"


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
