"""Rosters in the tasks table: ROSTER#<task id> for who may take part, CAPTURED#<task id> for who was photographed on
site; sk <bucket>#<which import>.

An item holds everybody of one import whose digest falls into its bucket: 100,000 people are a thousand items, to
write and to read.  An import writes its own items only, so two at once never meet, and one repeated changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.db import BaseMeta, TwoKeys, as_json
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

    def has(self, task_id: str, digest: str, *, captured: bool = False) -> bool:
        """Read fresh."""
        mine = RosterItem.sk.startswith(f"{bucket(digest)}#")
        items = RosterItem.query(_pk(task_id, captured), mine, consistent_read=True)
        return any(row.digest == digest for item in items for row in _ROWS.decode(item.body))

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

    def drop(self, task_id: str) -> int:
        """Both lists go; how many items there were."""
        gone = 0
        for pk in (_pk(task_id, True), _pk(task_id, False)):
            for item in RosterItem.query(pk):
                item.delete(add_version_condition=False)
                gone += 1
        return gone


def _pk(task_id: str, captured: bool) -> str:
    return f"{'CAPTURED' if captured else 'ROSTER'}#{task_id}"


def bucket(digest: str) -> str:
    """Four digits."""
    return f"{int(digest[:8], 16) % BUCKETS:04}"
