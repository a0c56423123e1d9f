"""Audit rows in the people table: every row is stored by branch and day, and again by its subject.

AUDIT#<branch>#<day in Shanghai>   <instant>#<random>
AUDITOF#<branch>#<subject>         <instant>#<random>
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.shared.clock import SHANGHAI, from_iso, iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.ids import random_id
from chalicelib.shared.log import alarm

MOST_DAYS = 31  # of one search
LOOKED_AT = 2_000  # rows that one page looks through, however few of them are wanted
AT_A_TIME = 500  # rows of one request
MOST_KEYS = 100  # DynamoDB's limit of a request that names rows

Raw = dict[str, dict[str, Any]]  # an item as DynamoDB has it


class AuditItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    staff_id = UnicodeAttribute()
    action = UnicodeAttribute()


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One row.  subject: `order <id>`, `task <id>`, `staff <id>` and so on; reason: as typed."""

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


Page = tuple[list[AuditEntry], str | None]  # (rows, `before` of the next page or None); few or no rows tell nothing


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which rows: of one person, of one action, with one of the texts in them, older than `before` (from the page
    before); at most `limit`."""

    staff_id: str | None
    action: str | None
    texts: Collection[str]
    before: str | None
    limit: int

    @property
    def condition(self) -> Condition | None:
        """The DynamoDB filter of these rows, or None for all."""
        conditions: list[Condition] = [
            attribute == value
            for attribute, value in ((AuditItem.staff_id, self.staff_id), (AuditItem.action, self.action))
            if value is not None
        ]
        if self.texts:  # as they are written in JSON
            conditions.append(reduce(or_, (AuditItem.body.contains(as_json(text)[1:-1]) for text in self.texts)))
        return reduce(and_, conditions) if conditions else None


class AuditStore:
    """Append-only."""

    def __init__(self, table: str) -> None:
        AuditItem.Meta.table_name = table

    def rows(self, entry: AuditEntry) -> list[Write]:
        """The writes of one entry, for the transaction of the action it records."""
        sk = f"{iso(entry.at)}#{random_id(8)}"
        body = as_json(entry)
        partitions = (_by_day(entry.branch, _day(entry.at)), f"AUDITOF#{entry.branch}#{entry.subject}")
        return [
            Put(item=AuditItem(pk, sk, body=body, staff_id=entry.staff_id, action=entry.action), new=True)
            for pk in partitions
        ]

    def put(self, entry: AuditEntry) -> None:
        """Store an entry by itself, for an action that changes nothing, such as a look at a photo."""
        transact(self.rows(entry))

    def about(self, branch: str, subject: str, rows_filter: AuditFilter) -> Page:
        """Rows of one subject, newest first."""
        return self._read([f"AUDITOF#{branch}#{subject}"], rows_filter)

    def between(self, branch: str, first: date, last: date, rows_filter: AuditFilter) -> Page:
        """Rows of the days first to last (inclusive, at most MOST_DAYS), newest first."""
        if rows_filter.before:
            last = min(last, _day(from_iso(rows_filter.before.partition("#")[0])))
        days = (last - timedelta(days=back) for back in range((last - first).days + 1))
        return self._read((_by_day(branch, day) for day in days), rows_filter)

    def of_day(self, branch: str, day: date, actions: Sequence[str]) -> Iterator[AuditEntry]:
        """All rows of these actions on a day in Shanghai, oldest first."""
        wanted = AuditItem.action.is_in(*actions)
        for item in AuditItem.query(_by_day(branch, day), filter_condition=wanted, consistent_read=True):
            yield _ENTRY.decode(item.body)

    def stored(self, branch: str, day: date) -> Iterator[Raw]:
        """All rows of a day in Shanghai as DynamoDB has them, oldest first: also one that is no row any more."""
        start = None
        while True:
            page = AuditItem._get_connection().query(
                _by_day(branch, day), consistent_read=True, exclusive_start_key=start
            )
            yield from page["Items"]
            if (start := page.get("LastEvaluatedKey")) is None:
                return

    def stored_by_subject(self, keys: Iterable[tuple[str, str, str]]) -> Iterator[Raw]:
        """The copies of rows that are found by their subject, as `stored`.  keys: (branch, subject, sort key) of
        each."""
        wanted: list[Any] = [{"pk": f"AUDITOF#{branch}#{subject}", "sk": sk} for branch, subject, sk in keys]
        while wanted:
            page = AuditItem._get_connection().batch_get_item(wanted[:MOST_KEYS], consistent_read=True)
            yield from (row for rows in page["Responses"].values() for row in rows)
            left = [key for table in page.get("UnprocessedKeys", {}).values() for key in table["Keys"]]
            wanted = [*wanted[MOST_KEYS:], *({name: value["S"] for name, value in key.items()} for key in left)]

    def _read(self, partitions: Iterable[str], rows_filter: AuditFilter) -> Page:
        """Ends early after LOOKED_AT rows, so that a page costs no more where few rows are wanted of many."""
        older = AuditItem.sk < rows_filter.before if rows_filter.before else None
        rows, left = list[Raw](), LOOKED_AT
        at_a_time = AT_A_TIME if rows_filter.condition is not None else rows_filter.limit
        for pk in partitions:
            start = None
            while True:
                page = AuditItem._get_connection().query(
                    pk,
                    older,
                    filter_condition=rows_filter.condition,
                    scan_index_forward=False,
                    consistent_read=True,
                    limit=max(1, min(left, at_a_time)),
                    exclusive_start_key=start,
                )
                rows += page["Items"]
                left, start = left - int(page["ScannedCount"]), page.get("LastEvaluatedKey")
                if len(rows) >= rows_filter.limit:
                    return _entries(rows[: rows_filter.limit]), str(rows[rows_filter.limit - 1]["sk"]["S"])
                if start is None:
                    break
                if left <= 0:
                    return _entries(rows), start["sk"]["S"]
        return _entries(rows), None


def _entries(rows: Iterable[Raw]) -> list[AuditEntry]:
    return [entry for row in rows if (entry := _entry(row)) is not None]


def _entry(row: Raw) -> AuditEntry | None:
    """None, with an alarm, for a row that somebody spoilt: it shall not hide the others."""
    try:
        return _ENTRY.decode(row["body"]["S"])
    except (KeyError, msgspec.DecodeError):
        alarm("a row of the audit trail does not open", id=row["sk"]["S"])
        return None


def _by_day(branch: str, day: date) -> str:
    return f"AUDIT#{branch}#{day.isoformat()}"


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
