"""Rosters in the tasks table: ROSTER#<task id> lists who may take part, CAPTURED#<task id> who was photographed on
site; sort key <bucket>#<import id>.  LISTS#<task id> / REV: a text that is new after every change of either list.

An item holds the rows of one import whose digests fall into one bucket: 100,000 people are a thousand items to
write and to read.  An import writes only its own items, so simultaneous imports do not interfere, and a repeated
one changes nothing.  Of several rows of one person the newest import's counts, where it says something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared.db import BaseMeta, TwoKeys, as_json, drop
from chalicelib.shared.ids import random_id
from chalicelib.shared.store.together import Sought, several
from chalicelib.tasks.roster import RosterRow

BUCKETS: Final = 1024
AT_A_TIME: Final = 50  # items per query page, each with up to a hundred people


class RosterItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    at = NumberAttribute(null=True)  # of the import, in ms; none in items older than this attribute


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ROWS = msgspec.json.Decoder(list[RosterRow])


class RosterStore:
    """captured, in the methods: the list of those photographed on site, instead of those who may take part."""

    def __init__(self, table: str) -> None:
        RosterItem.Meta.table_name = table

    def put(
        self,
        task_id: str,
        import_id: str,
        rows: Iterable[RosterRow],
        *,
        at: datetime | None = None,
        captured: bool = False,
    ) -> None:
        """Write the rows of one import, over any it wrote before.  at: of the import; None: the oldest."""
        instant = round(at.timestamp() * 1000) if at else None  # short: a list is read whole, by the megabyte
        buckets: dict[str, list[RosterRow]] = defaultdict(list)
        for row in rows:
            buckets[bucket(row.digest)].append(row)
        with RosterItem.batch_write() as batch:
            for number, members in sorted(buckets.items()):
                body = as_json(members)
                item = RosterItem(_pk(task_id, captured), f"{number}#{import_id}", body=body, at=instant)
                batch.save(item)
        _changed(task_id)

    def take_back(self, task_id: str, import_id: str, *, captured: bool = False) -> None:
        """Delete everything one import wrote.  Idempotent."""
        with RosterItem.batch_write() as batch:
            for number in range(BUCKETS):  # a query for its keys would read the rows of every other import too
                batch.delete(RosterItem(_pk(task_id, captured), f"{number:04}#{import_id}"))
        _changed(task_id)

    def rev(self, task_id: str) -> str:
        """Of both lists: whoever reads it before them knows later whether they are still as they were."""
        sought = self.sought_rev(task_id)
        return sought.read(RosterItem.find(sought.pk, sought.sk))

    def sought_rev(self, task_id: str) -> Sought[str]:
        """As `rev`, to be read with other items."""
        return Sought(RosterItem, f"LISTS#{task_id}", "REV", lambda item: str(item.body) if item else "")

    def one(self, task_id: str, digest: str) -> RosterRow | None:
        """The row of an enrolment that may take part, or None.  Strongly consistent."""
        in_bucket = RosterItem.sk.startswith(f"{bucket(digest)}#")
        items = RosterItem.query(_pk(task_id, False), in_bucket, consistent_read=True)
        return _newest(items).get(digest)

    def written_by(self, task_id: str, import_id: str, *, captured: bool = False) -> set[str]:
        """The digests that one import wrote.  Reads its own items alone, however many other imports there are."""
        keys = [(_pk(task_id, captured), f"{number:04}#{import_id}") for number in range(BUCKETS)]
        items = several(RosterItem, keys).values()
        return {row.digest for item in items for row in _ROWS.decode(item.body)}

    def has(self, task_id: str, digest: str, *, captured: bool = False) -> bool:
        """Whether the enrolment is on the list.  Strongly consistent."""
        in_bucket = RosterItem.sk.startswith(f"{bucket(digest)}#")
        items = RosterItem.query(_pk(task_id, captured), in_bucket, consistent_read=True)
        return any(row.digest == digest for item in items for row in _ROWS.decode(item.body))

    def has_anybody(self, task_id: str, *, captured: bool = False) -> bool:
        """Whether anybody is on the list.  Strongly consistent."""
        return any(RosterItem.query(_pk(task_id, captured), limit=1, consistent_read=True))

    def everybody(self, task_id: str, *, captured: bool = False) -> dict[str, RosterRow]:
        """Every row by its digest.  Reads the whole list: seconds for 100,000 people."""
        rows: dict[str, RosterRow] = {}
        for items in _buckets(RosterItem.query(_pk(task_id, captured), consistent_read=True)):
            rows |= _newest(items)
        return rows

    def page(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[RosterRow], str | None]:
        """(at least `limit` rows, or all that remain, without duplicates; where the next page starts, or None)."""
        beyond = RosterItem.sk > after if after else None
        rows: dict[str, RosterRow] = {}
        last = None
        found = RosterItem.query(_pk(task_id, False), beyond, consistent_read=True, page_size=AT_A_TIME)
        for items in _buckets(found):
            if len(rows) >= limit:
                return list(rows.values()), last
            rows |= _newest(items)
            last = items[-1].sk
        return list(rows.values()), None

    def drop(self, task_id: str, most: int) -> int:
        """Delete up to `most` items of both lists; returns how many, 0 once none is left."""
        dropped = drop(RosterItem, _pk(task_id, True), most=most) or drop(RosterItem, _pk(task_id, False), most=most)
        if not dropped:
            RosterItem(f"LISTS#{task_id}", "REV").delete(add_version_condition=False)
        return dropped


def _buckets(items: Iterable[RosterItem]) -> Iterator[list[RosterItem]]:
    """The items of each bucket."""
    return (list(some) for _, some in groupby(items, key=lambda item: item.sk.partition("#")[0]))


def _newest(items: Iterable[RosterItem]) -> dict[str, RosterRow]:
    """The rows of a bucket by digest, of each person the newest import's over the earlier ones."""
    found: dict[str, RosterRow] = {}
    for item in sorted(items, key=lambda item: item.at or 0):
        for row in _ROWS.decode(item.body):
            found[row.digest] = row.over(found.get(row.digest, row))
    return found


def _changed(task_id: str) -> None:
    """Last, so that whoever read the lists before knows that they are others."""
    RosterItem(f"LISTS#{task_id}", "REV", body=random_id()).save(add_version_condition=False)


def _pk(task_id: str, captured: bool) -> str:
    return f"{'CAPTURED' if captured else 'ROSTER'}#{task_id}"


def bucket(digest: str) -> str:
    """The bucket of a digest, four digits."""
    return f"{int(digest[:8], 16) % BUCKETS:04}"
