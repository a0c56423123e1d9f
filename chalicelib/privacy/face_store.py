"""Counts of stored faces in the tasks table.

FACES               NOW               the count that is under way, or the last one
FACES#<branch>      TASKS             what the last count found, by task
FACES#<branch>      <instant>         what a count found in all; the instant is that of its beginning
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.privacy.faces import Count, Found, FoundByTask
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, as_json, transact


class FaceItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    rev = NumberAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_COUNT, _FOUND = msgspec.json.Decoder(Count), msgspec.json.Decoder(Found)
_BY_TASK = msgspec.json.Decoder(FoundByTask)


class FaceStore:
    """A count is one compare-and-set after another, so of two runs at once one goes on."""

    def __init__(self, table: str) -> None:
        FaceItem.Meta.table_name = table

    def now(self) -> Count | None:
        """The count that is under way, or the last one; None before the first."""
        item = FaceItem.find("FACES", "NOW")
        return _COUNT.decode(item.body) if item else None

    def go_on(self, count: Count) -> Count:
        """Store how far a count is; returns it with its new revision.  Raises Conflict when another run was first."""
        following = replace(count, rev=count.rev + 1)
        item = FaceItem("FACES", "NOW", body=as_json(following), rev=following.rev)
        first = FaceItem.rev.does_not_exist() | (FaceItem.rev == count.rev)
        transact([Put(item=item, condition=first)])
        return following

    def keep(self, branch: str, found: Found, tasks: FoundByTask) -> None:
        """Store what a count found of a branch.  Idempotent."""
        pk = f"FACES#{branch}"
        whole = FaceItem(pk, iso(found.at), body=as_json(found))
        transact([Put(item=whole), Put(item=FaceItem(pk, "TASKS", body=as_json(tasks)))])

    def newest(self, branch: str, most: int) -> list[Found]:
        """What the last counts found of a branch, newest first."""
        query = FaceItem.query(
            f"FACES#{branch}", FaceItem.sk < "T", scan_index_forward=False, limit=most, consistent_read=True
        )
        return [_FOUND.decode(item.body) for item in query]

    def of_tasks(self, branch: str) -> FoundByTask | None:
        """What the last count found by task; None before the first."""
        item = FaceItem.find(f"FACES#{branch}", "TASKS")
        return _BY_TASK.decode(item.body) if item else None
