"""Short-lived items in the inbox table: sessions, codes, captchas, counters, the shared WeChat token.

DynamoDB may delete an expired item days late, so `ttl` only cleans up: every read and every condition here compares
`until` with the time passed in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.shared.db import BaseMeta, Item, Put, Update, Write, is_condition_failure, save_all, save_if
from chalicelib.shared.ids import random_id

TALLY = "n_"  # begins the attribute of a named counter
Counts = Mapping[str, int]
KEEP = timedelta(hours=1)  # so that a process whose clock is a little behind still finds the item


class InboxItem(Item):
    class Meta(BaseMeta):
        pass

    pk = UnicodeAttribute(hash_key=True)
    ttl = NumberAttribute()
    until = NumberAttribute()
    n = NumberAttribute(default=0)
    body = UnicodeAttribute(default="")
    members = UnicodeSetAttribute(null=True)
    written = UnicodeAttribute(
        null=True
    )  # by which a write whose answer was lost is known, where others write the same


@dataclass(frozen=True, kw_only=True)
class InboxEntry:
    """A live item.  n: its count; body: text that its writer stored; members: of its set."""

    pk: str
    until: datetime
    n: int
    body: str
    members: frozenset[str] = frozenset()


class Inbox:
    """Atomic single-item operations.  Times are timezone-aware; an item is live while now < until."""

    def __init__(self, table: str) -> None:
        InboxItem.Meta.table_name = table

    def get(self, pk: str, *, now: datetime) -> InboxEntry | None:
        """The live item, or None.  Strongly consistent."""
        entry = self.find(pk)
        return entry if entry and now < entry.until else None

    def find(self, pk: str) -> InboxEntry | None:
        """The item, live or not; None if there is none.  Strongly consistent."""
        item = InboxItem.find(pk)
        return _entry(item) if item else None

    def find_all(self, pks: Iterable[str]) -> list[InboxEntry]:
        """Those of the items that there are, live or not, in no order.  Strongly consistent; read by the hundred."""
        return [_entry(item) for item in InboxItem.batch_get(pks, consistent_read=True)]

    def put(self, pk: str, *, until: datetime, body: str) -> None:
        """Write the item, replacing any other."""
        _item(pk, until, body).save(add_version_condition=False)

    def put_all(self, entries: Iterable[InboxEntry]) -> None:
        """Write the items by the batch, replacing any others, in no order: an interruption may leave some unwritten."""
        save_all(InboxItem, map(_of_entry, entries))

    def new(self, pk: str, *, until: datetime, body: str) -> Write:
        """A write that fails if the item exists, for a transaction that must happen once."""
        return Put(item=_item(pk, until, body), new=True)

    def joining(self, pk: str, members: Collection[str], *, until: datetime, after: str = "") -> Update:
        """A write that adds members to the item's set (→ Conflict if one of them is there, or `after`, if given, is
        neither there nor one of them), for a transaction that must happen once for each of them."""
        condition = reduce(and_, (~InboxItem.members.contains(member) for member in sorted(members)))
        if after and after not in members:
            condition &= InboxItem.members.contains(after)
        return Update(item=InboxItem(pk), actions=_join(set(members), until), condition=condition)

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool:
        """Write the item if there is no live one; False if there is."""
        free = InboxItem.pk.does_not_exist() | (InboxItem.until <= _ms(now))
        return save_if(_once(pk, until, body), free)

    def swap(self, seen: InboxEntry, *, until: datetime, body: str) -> bool:
        """Replace the item if it is still as seen; False if it changed or was deleted meanwhile."""
        return save_if(_once(seen.pk, until, body), _as_seen(seen))

    def remove(self, seen: InboxEntry) -> bool:
        """Delete the item if it is still as seen.  Of several callers at once, exactly one gets True."""
        try:
            InboxItem(seen.pk).delete(condition=_as_seen(seen), add_version_condition=False)
        except DeleteError as error:
            return _lost(error)
        return True

    def close(self, pk: str, *, now: datetime, until: datetime, body: str, keep: datetime) -> None:
        """Give the item, if it is live, its last `until` and body, whatever it holds; it may be found until `keep`."""
        actions: list[Action] = [
            InboxItem.until.set(_ms(until)),
            InboxItem.body.set(body),
            InboxItem.ttl.set(_ttl(keep)),
        ]
        _count(pk, actions, InboxItem.until > _ms(now))

    def drop(self, pk: str) -> None:
        """Delete the item, if any."""
        InboxItem(pk).delete(add_version_condition=False)

    def join(self, pk: str, member: str, *, until: datetime) -> None:
        """Add a member to the item's set, and keep the item until `until`."""
        InboxItem(pk).update(actions=_join({member}, until), add_version_condition=False)

    def leave(self, pk: str, member: str) -> None:
        """Remove a member from the item's set, if there is one."""
        _count(pk, [InboxItem.members.delete({member})], InboxItem.pk.exists())

    def members(self, pk: str) -> frozenset[str]:
        """The members of the item's set, empty if there is none.  Strongly consistent."""
        item = InboxItem.find(pk)
        return frozenset(item.members or ()) if item else frozenset()

    def all_members(self, pks: Iterable[str]) -> Iterator[str]:
        """The members of every item's set.  Strongly consistent; read by the hundred."""
        for item in InboxItem.batch_get(pks, consistent_read=True):
            yield from item.members or ()

    def spend(self, pk: str, *, now: datetime, most: int) -> InboxEntry | None:
        """Count one attempt on a live item that has had fewer than `most`; None if there is no such item."""
        return _count(pk, [InboxItem.n.add(1)], (InboxItem.until > _ms(now)) & (InboxItem.n < most))

    def offer(self, pk: str, member: str, *, now: datetime, most: int) -> InboxEntry | None:
        """As `spend`, and adds a member to the item's set; None also if it is there already.  Of several callers with
        one member, exactly one gets the item."""
        live = (InboxItem.until > _ms(now)) & (InboxItem.n < most)
        return _count(
            pk, [InboxItem.n.add(1), InboxItem.members.add({member})], live & ~InboxItem.members.contains(member)
        )

    def return_one(self, pk: str) -> None:
        """Undo one count; a counter never falls below 0."""
        _count(pk, [InboxItem.n.add(-1)], InboxItem.n > 0)

    def count(self, pk: str, *, until: datetime, most: int | None = None) -> int | None:
        """Add one to a counter, up to `most`; the new count, or None if it is full.  The key names the counter's
        time window."""
        actions: list[Action] = [InboxItem.n.add(1), InboxItem.until.set(_ms(until)), InboxItem.ttl.set(_ttl(until))]
        room = None if most is None else InboxItem.n.does_not_exist() | (InboxItem.n < most)
        entry = _count(pk, actions, room)
        return entry.n if entry else None

    def tally(self, pk: str, names: Collection[str], *, until: datetime, most: int | None = None) -> Counts | None:
        """Add one to each of the item's counters of these names; all its counters as they are then.  None, and nothing
        is counted, if one of the names is at `most`."""
        paths = [Path(f"{TALLY}{name}") for name in names]
        actions = [*(path.add(1) for path in paths), InboxItem.until.set(_ms(until)), InboxItem.ttl.set(_ttl(until))]
        room = [path.does_not_exist() | (path < most) for path in paths] if most is not None else []
        table = InboxItem._get_connection()
        try:
            answer = table.update_item(
                pk, actions=actions, condition=reduce(and_, room) if room else None, return_values="ALL_NEW"
            )
        except UpdateError as error:
            _lost(error)
            return None
        return _counts(answer["Attributes"])

    def untally(self, pk: str, names: Collection[str]) -> None:
        """Undo one `tally` of the item's counters of these names; none falls below 0."""
        paths = [Path(f"{TALLY}{name}") for name in names]
        _count(pk, [path.add(-1) for path in paths], reduce(and_, (path > 0 for path in paths)))

    def tallied(self, pk: str, *, now: datetime) -> Counts:
        """The counters of the live item, by name; empty if there is none.  Strongly consistent."""
        found = InboxItem._get_connection().get_item(pk, consistent_read=True).get("Item")
        return _counts(found) if found and _ms(now) < int(found["until"]["N"]) else {}


def _counts(item: Mapping[str, Any]) -> Counts:
    return {name.removeprefix(TALLY): int(value["N"]) for name, value in item.items() if name.startswith(TALLY)}


def _join(members: set[str], until: datetime) -> list[Action]:
    return [InboxItem.members.add(members), InboxItem.until.set(_ms(until)), InboxItem.ttl.set(_ttl(until))]


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _ttl(until: datetime) -> int:
    return int((until + KEEP).timestamp())


def _item(pk: str, until: datetime, body: str) -> InboxItem:
    return InboxItem(pk, ttl=_ttl(until), until=_ms(until), body=body)


def _once(pk: str, until: datetime, body: str) -> InboxItem:
    """An item unlike any other's."""
    item = _item(pk, until, body)
    item.written = random_id()
    return item


def _of_entry(entry: InboxEntry) -> InboxItem:
    item = _item(entry.pk, entry.until, entry.body)
    item.n, item.members = entry.n, set(entry.members) or None
    return item


def _entry(item: InboxItem) -> InboxEntry:
    until = datetime.fromtimestamp(item.until / 1000, UTC)
    return InboxEntry(pk=item.pk, until=until, n=int(item.n), body=item.body, members=frozenset(item.members or ()))


def _as_seen(seen: InboxEntry) -> Condition:
    same_body: Condition = InboxItem.body == seen.body
    both: Condition = same_body & (InboxItem.until == _ms(seen.until))
    return both


def _lost(error: DeleteError | UpdateError) -> bool:
    if not is_condition_failure(error):
        raise error
    return False


def _count(pk: str, actions: list[Action], condition: Condition | None) -> InboxEntry | None:
    item = InboxItem(pk)
    try:
        item.update(actions=actions, condition=condition, add_version_condition=False)
    except UpdateError as error:
        _lost(error)
        return None
    return _entry(item)
