"""Rosters in the tasks table: ROSTER#<task id> lists who may take part, CAPTURED#<task id> who was photographed on
site; sort key <bucket>#<import id>.

An item holds the rows of one import whose digests fall into one bucket: 100,000 people are a thousand items to
write and to read.  An import writes only its own items, so simultaneous imports do not interfere, and a repeated
one changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.db import BaseMeta, TwoKeys, as_json, drop
from chalicelib.tasks.roster import RosterRow

BUCKETS: Final = 1024
AT_A_TIME: Final = 50  # items per query page, each with up to a hundred people


class RosterItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ROWS = msgspec.json.Decoder(list[RosterRow])


class RosterStore:
    """captured, in the methods: the list of those photographed on site, instead of those who may take part."""

    def __init__(self, table: str) -> None:
        RosterItem.Meta.table_name = table

    def put(self, task_id: str, import_id: str, rows: Iterable[RosterRow], *, captured: bool = False) -> None:
        """Write the rows of one import, over any it wrote before."""
        buckets: dict[str, list[RosterRow]] = defaultdict(list)
        for row in rows:
            buckets[bucket(row.digest)].append(row)
        with RosterItem.batch_write() as batch:
            for number, members in sorted(buckets.items()):
                body = as_json(members)
                batch.save(RosterItem(_pk(task_id, captured), f"{number}#{import_id}", body=body))

    def take_back(self, task_id: str, import_id: str, *, captured: bool = False) -> None:
        """Delete everything one import wrote.  Idempotent."""
        with RosterItem.batch_write() as batch:
            for number in range(BUCKETS):  # a query for its keys would read the rows of every other import too
                batch.delete(RosterItem(_pk(task_id, captured), f"{number:04}#{import_id}"))

    def written_by(self, task_id: str, import_id: str, *, captured: bool = False) -> set[str]:
        """The digests that one import wrote.  Reads its own items alone, however many other imports there are."""
        keys = [(_pk(task_id, captured), f"{number:04}#{import_id}") for number in range(BUCKETS)]
        items = RosterItem.batch_get(keys, consistent_read=True)
        return {row.digest for item in items for row in _ROWS.decode(item.body)}

    def has(self, task_id: str, digest: str, *, captured: bool = False) -> bool:
        """Whether the enrolment is on the list.  Strongly consistent."""
        in_bucket = RosterItem.sk.startswith(f"{bucket(digest)}#")
        items = RosterItem.query(_pk(task_id, captured), in_bucket, consistent_read=True)
        return any(row.digest == digest for item in items for row in _ROWS.decode(item.body))

    def has_anybody(self, task_id: str) -> bool:
        """Whether anybody is on the list of those who may take part.  Strongly consistent."""
        return any(RosterItem.query(_pk(task_id, False), limit=1, consistent_read=True))

    def captured_among(self, task_id: str, digests: Collection[str]) -> set[str]:
        """The digests that were photographed on site.  Meant for a page of a roster: it reads every bucket from the
        first to the last one needed."""
        if not digests:
            return set()
        numbers = sorted(map(bucket, digests))
        between = RosterItem.sk.between(f"{numbers[0]}#", f"{numbers[-1]}$")  # $ follows #
        items = RosterItem.query(_pk(task_id, True), between, consistent_read=True, page_size=AT_A_TIME)
        return {row.digest for item in items for row in _ROWS.decode(item.body)} & set(digests)

    def everybody(self, task_id: str, *, captured: bool = False) -> dict[str, RosterRow]:
        """Every row by its digest.  Reads the whole list: seconds for 100,000 people."""
        items = RosterItem.query(_pk(task_id, captured), consistent_read=True)
        return {row.digest: row for item in items for row in _ROWS.decode(item.body)}

    def page(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[RosterRow], str | None]:
        """(at least `limit` rows, or all that remain, without duplicates; where the next page starts, or None)."""
        beyond = RosterItem.sk > after if after else None
        rows: dict[str, RosterRow] = {}
        last = None
        for item in RosterItem.query(_pk(task_id, False), beyond, consistent_read=True, page_size=AT_A_TIME):
            number = item.sk.partition("#")[0]
            if last is not None and len(rows) >= limit and number != last.partition("#")[0]:
                return list(rows.values()), last
            rows |= {row.digest: row for row in _ROWS.decode(item.body)}
            last = item.sk
        return list(rows.values()), None

    def drop(self, task_id: str, most: int) -> int:
        """Delete up to `most` items of both lists; returns how many, 0 once none is left."""
        dropped = drop(RosterItem, _pk(task_id, True), most=most)
        return dropped or drop(RosterItem, _pk(task_id, False), most=most)


def _pk(task_id: str, captured: bool) -> str:
    return f"{'CAPTURED' if captured else 'ROSTER'}#{task_id}"


def bucket(digest: str) -> str:
    """The bucket of a digest, four digits."""
    return f"{int(digest[:8], 16) % BUCKETS:04}"
