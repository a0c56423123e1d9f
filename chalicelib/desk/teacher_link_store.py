"""Teachers' links in the tasks table; the token itself is not stored.

TEACHER#<digest of the token>   TEACHER     → task id, until when; deleted when the link is revoked
TEACHERS#<task id>              <link id>   the link as its task lists it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, Write, as_json, transact


class LinkItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    task_id = UnicodeAttribute()
    until = UnicodeAttribute()


class ListedItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


@dataclass(frozen=True, kw_only=True)
class TeacherLink:
    """digest: of its token; by, by_name: who made it; reason: its purpose; revoked_at: when it was revoked, if so."""

    link_id: str
    digest: str
    task_id: str
    by: str
    by_name: str
    reason: str
    at: datetime
    until: datetime
    revoked_at: datetime | None = None


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_LINK = msgspec.json.Decoder(TeacherLink)


class LinkStore:
    """A link works while its TEACHER item exists, but not beyond `until`."""

    def __init__(self, table: str) -> None:
        LinkItem.Meta.table_name = ListedItem.Meta.table_name = table

    def create(self, link: TeacherLink, also: Iterable[Write]) -> None:
        """A new link, with its audit rows."""
        item = LinkItem(f"TEACHER#{link.digest}", "TEACHER", task_id=link.task_id, until=iso(link.until))
        transact([Put(item=item, new=True), Put(item=_listed(link), new=True), *also])

    def by_token(self, digest: str) -> tuple[str, datetime] | None:
        """(task id, until when), or None."""
        item = LinkItem.find(f"TEACHER#{digest}", "TEACHER")
        if item is None:
            return None
        return item.task_id, from_iso(item.until)

    def of_task(self, task_id: str) -> list[TeacherLink]:
        """Every link that was ever made for it, newest first."""
        items = ListedItem.query(f"TEACHERS#{task_id}", consistent_read=True)
        return sorted((_LINK.decode(item.body) for item in items), key=lambda link: link.at, reverse=True)

    def get(self, task_id: str, link_id: str) -> TeacherLink | None:
        """The link as it is now."""
        item = ListedItem.find(f"TEACHERS#{task_id}", link_id)
        return _LINK.decode(item.body) if item else None

    def revoke(self, link: TeacherLink, now: datetime, also: Iterable[Write]) -> None:
        """The link stops working.  Raises Conflict when somebody else revoked it first."""
        token = LinkItem(f"TEACHER#{link.digest}", "TEACHER")
        listed = _listed(replace(link, revoked_at=now))
        transact([Delete(item=token, condition=LinkItem.pk.exists()), Put(item=listed), *also])


def _listed(link: TeacherLink) -> ListedItem:
    return ListedItem(f"TEACHERS#{link.task_id}", link.link_id, body=as_json(link))
