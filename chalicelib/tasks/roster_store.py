"""Rosters in the tasks table: ROSTER#<task id> for who may take part, CAPTURED#<task id> for who was photographed on
site; sk <bucket>#<which import>.

An item holds everybody of one import whose digest falls into its bucket: 100,000 people are a thousand items, to
write and to read.  An import writes its own items only, so two at once never meet, and one repeated changes nothing.
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
AT_A_TIME: Final = 50  # items of one answer, each with up to a hundred people


class RosterItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ROWS = msgspec.json.Decoder(list[RosterRow])


class RosterStore:
    """captured: of those photographed on site, instead of those who may take part."""

    def __init__(self, table: str) -> None:
        RosterItem.Meta.table_name = table

    def put(self, task_id: str, import_id: str, rows: Iterable[RosterRow], *, captured: bool = False) -> None:
        """Everybody of one import: what it wrote before is written over."""
        buckets: dict[str, list[RosterRow]] = defaultdict(list)
        for row in rows:
            buckets[bucket(row.digest)].append(row)
        with RosterItem.batch_write() as batch:
            for place, some in sorted(buckets.items()):
                body = as_json(some)
                batch.save(RosterItem(_pk(task_id, captured), f"{place}#{import_id}", body=body))

    def take_back(self, task_id: str, import_id: str, *, captured: bool = False) -> None:
        """Whatever one import wrote goes; what is gone already may go again."""
        with RosterItem.batch_write() as batch:
            for place in range(BUCKETS):  # its keys are known: reading would cost every other import's rows
                batch.delete(RosterItem(_pk(task_id, captured), f"{place:04}#{import_id}"))

    def has(self, task_id: str, digest: str, *, captured: bool = False) -> bool:
        """Read fresh."""
        mine = RosterItem.sk.startswith(f"{bucket(digest)}#")
        items = RosterItem.query(_pk(task_id, captured), mine, consistent_read=True)
        return any(row.digest == digest for item in items for row in _ROWS.decode(item.body))

    def has_anybody(self, task_id: str) -> bool:
        """On the list of those who may take part.  Read fresh."""
        return any(RosterItem.query(_pk(task_id, False), limit=1, consistent_read=True))

    def captured_among(self, task_id: str, digests: Collection[str]) -> set[str]:
        """Those of the digests who were photographed on site.  Made for a page of a roster: it reads from the first
        bucket to the last."""
        if not digests:
            return set()
        places = sorted(map(bucket, digests))
        between = RosterItem.sk.between(f"{places[0]}#", f"{places[-1]}$")  # $ follows #
        items = RosterItem.query(_pk(task_id, True), between, consistent_read=True, page_size=AT_A_TIME)
        return {row.digest for item in items for row in _ROWS.decode(item.body)} & set(digests)

    def page(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[RosterRow], str | None]:
        """At least `limit` people (or all that are left), each once, and where the next page starts."""
        beyond = RosterItem.sk > after if after else None
        found: dict[str, RosterRow] = {}
        last = None
        for item in RosterItem.query(_pk(task_id, False), beyond, consistent_read=True, page_size=AT_A_TIME):
            here = item.sk.partition("#")[0]
            if last is not None and len(found) >= limit and here != last.partition("#")[0]:
                return list(found.values()), last
            found |= {row.digest: row for row in _ROWS.decode(item.body)}
            last = item.sk
        return list(found.values()), None

    def drop(self, task_id: str, most: int) -> int:
        """Both lists go; how many items went, `most` at a time and 0 at the end."""
        gone = drop(RosterItem, _pk(task_id, True), most=most)
        return gone or drop(RosterItem, _pk(task_id, False), most=most)


def _pk(task_id: str, captured: bool) -> str:
    return f"{'CAPTURED' if captured else 'ROSTER'}#{task_id}"


def bucket(digest: str) -> str:
    """Four digits."""
    return f"{int(digest[:8], 16) % BUCKETS:04}"
