"""Teachers' links in the tasks table: TEACHER#<digest of the token> / TEACHER → task id, until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write, transact


class LinkItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    task_id = UnicodeAttribute()
    until = UnicodeAttribute()


class LinkStore:
    """The token itself is nowhere."""

    def __init__(self, table: str) -> None:
        LinkItem.Meta.table_name = table

    def create(self, digest: str, task_id: str, until: datetime, also: Iterable[Write]) -> None:
        """A new link, with the rows of its audit."""
        item = LinkItem(f"TEACHER#{digest}", "TEACHER", task_id=task_id, until=iso(until))
        transact([Put(item=item, new=True), *also])

    def get(self, digest: str) -> tuple[str, datetime] | None:
        """(task id, until when), or None."""
        item = LinkItem.find(f"TEACHER#{digest}", "TEACHER")
        if item is None:
            return None
        return item.task_id, from_iso(item.until)
