"""Teachers' links in the tasks table; no token itself is stored.

TEACHER#<digest of a token>     TEACHER     → task id, until when, what it shows, how often it was opened; deleted when
                                            the link is revoked
TEACHERS#<task id>              <link id>   the link as its task lists it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, Write, as_json, is_condition_failure, transact
from chalicelib.shared.store.together import several
from chalicelib.teachers.model import Kind, TeacherLink, Way


class WayItem(TwoKeys):
    """Items of before there were kinds show the list."""

    class Meta(BaseMeta):
        pass

    task_id = UnicodeAttribute()
    until = UnicodeAttribute()
    kind = UnicodeAttribute(default="LIST")
    phone = UnicodeAttribute(null=True)
    forwards = BooleanAttribute(default=False)
    opened = NumberAttribute(default=0)
    opened_at = UnicodeAttribute(null=True)


class ListedItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_LINK = msgspec.json.Decoder(TeacherLink)


class LinkStore:
    """A link works while its TEACHER item exists, but not beyond `until`."""

    def __init__(self, table: str) -> None:
        WayItem.Meta.table_name = ListedItem.Meta.table_name = table

    def create(self, link: TeacherLink, phone: str, also: Iterable[Write]) -> None:
        """A new link and its twin, if it has one, with its audit rows.  phone: sealed, or ""."""
        ways = [_way(link, link.digest, link.kind, phone=phone or None, forwards=bool(link.forward))]
        ways += [_way(link, link.forward, "COUNTS")] if link.forward else []
        transact([*(Put(item=way, new=True) for way in ways), Put(item=_listed(link), new=True), *also])

    def by_digest(self, digest: str) -> Way | None:
        """What the token of this digest opens, or None.  Strongly consistent."""
        item = WayItem.find(*_key(digest))
        return _read(item) if item else None

    def by_digests(self, digests: Iterable[str]) -> dict[str, Way]:
        """Those of the digests that open anything."""
        items = several(WayItem, map(_key, digests)).values()
        return {way.digest: way for way in map(_read, items)}

    def count_opening(self, digest: str, now: datetime) -> None:
        """One more opening, however many there are at once; nothing if the link was revoked meanwhile."""
        actions: list[Action] = [WayItem.opened.add(1), WayItem.opened_at.set(iso(now))]
        try:
            WayItem(*_key(digest)).update(actions=actions, condition=WayItem.pk.exists(), add_version_condition=False)
        except UpdateError as error:
            if not is_condition_failure(error):
                raise

    def of_task(self, task_id: str) -> list[TeacherLink]:
        """Every link that was ever made for it, newest first."""
        items = ListedItem.query(f"TEACHERS#{task_id}", consistent_read=True)
        return sorted((_LINK.decode(item.body) for item in items), key=lambda link: link.at, reverse=True)

    def get(self, task_id: str, link_id: str) -> TeacherLink | None:
        """The link as it is now."""
        item = ListedItem.find(f"TEACHERS#{task_id}", link_id)
        return _LINK.decode(item.body) if item else None

    def revoke(self, link: TeacherLink, now: datetime, also: Iterable[Write]) -> None:
        """The link and its twin stop working, and its phone is forgotten.  Raises Conflict when somebody else revoked
        it first."""
        ways = [Delete(item=WayItem(*_key(link.digest)), condition=WayItem.pk.exists())]
        ways += [Delete(item=WayItem(*_key(link.forward)))] if link.forward else []
        transact([*ways, Put(item=_listed(replace(link, phone="", revoked_at=now))), *also])

    def drop(self, task_id: str, most: int) -> int:
        """Delete up to `most` links of a task and what they open; returns how many, 0 once none is left."""
        items = list(ListedItem.query(f"TEACHERS#{task_id}", limit=most, consistent_read=True))
        links = [_LINK.decode(item.body) for item in items]
        with WayItem.batch_write() as ways:
            for digest in (digest for link in links for digest in (link.digest, link.forward) if digest):
                ways.delete(WayItem(*_key(digest)))
        with ListedItem.batch_write() as listed:
            for item in items:
                listed.delete(item)
        return len(items)


def _key(digest: str) -> tuple[str, str]:
    return f"TEACHER#{digest}", "TEACHER"


def _way(link: TeacherLink, digest: str, kind: Kind, *, phone: str | None = None, forwards: bool = False) -> WayItem:
    until = iso(link.until)
    return WayItem(*_key(digest), task_id=link.task_id, until=until, kind=kind, phone=phone, forwards=forwards)


def _read(item: WayItem) -> Way:
    return Way(
        digest=item.pk.partition("#")[2],
        task_id=item.task_id,
        kind=cast("Kind", item.kind),
        until=from_iso(item.until),
        phone=item.phone or "",
        forwards=item.forwards,
        opened=int(item.opened),
        opened_at=from_iso(item.opened_at) if item.opened_at else None,
    )


def _listed(link: TeacherLink) -> ListedItem:
    return ListedItem(f"TEACHERS#{link.task_id}", link.link_id, body=as_json(link))
