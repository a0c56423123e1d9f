"""Runs in the emulator's own Python environment: makes an index query cost only as much as its page, as on DynamoDB.

For every query of an index, the emulator sorts and filters a whole partition.  With this module, a partition that was
queried once keeps its members sorted, and a query only gets the range of them that its answer can come from.  The rest
is the emulator's own code, so the answers are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

import ministack.services.dynamodb as emulator

KEPT = "kept in order"  # a key beside the emulator's own lists of members: it is deleted with them
Member = tuple[str, str]  # the table's keys of an item
Place = tuple[Any, ...]  # of an item in an index: the index's sort key, then the table's keys
SIDES: dict[str, tuple[Callable[..., int] | None, Callable[..., int] | None]] = {
    "EQ": (bisect_left, bisect_right),
    "GE": (bisect_left, None),
    "GT": (bisect_right, None),
    "LE": (None, bisect_right),
    "LT": (None, bisect_left),
}

_read_members = emulator._index_members
_note_item = emulator._index_item
_query = emulator._query


class Partition:
    """The members of one index partition, in the emulator's order."""

    def __init__(self, places: dict[Place, Member]) -> None:
        self._order, self._members = sorted(places), places

    def add(self, place: Place, member: Member) -> None:
        """Adds a member, or replaces one at the same place."""
        if place not in self._members:
            insort(self._order, place)
        self._members[place] = member

    def drop(self, place: Place) -> None:
        """Removes a member, if there is one at this place."""
        if self._members.pop(place, None) is not None:
            del self._order[bisect_left(self._order, place)]

    def stretch(self, bounds: Iterable[tuple[str, Any]], start: Place | None, limit: int | None, forward: bool) -> Any:
        """The members within the bounds of the sort key and after `start`, at most `limit` of them."""
        low, high = 0, len(self._order)
        for sign, value in bounds:
            below, above = SIDES[sign]
            low = max(low, below(self._order, value, key=itemgetter(0))) if below else low
            high = min(high, above(self._order, value, key=itemgetter(0))) if above else high
        if start is not None:
            low = max(low, bisect_right(self._order, start)) if forward else low
            high = high if forward else min(high, bisect_left(self._order, start))
        if limit is not None:
            low, high = (low, min(high, low + limit)) if forward else (max(low, high - limit), high)
        return [self._members[place] for place in self._order[low:high]]


class IndexQuery:
    """One query of an index; replaces the mapping in which the emulator looks up the members of a partition."""

    def __init__(self, table: Any, query: Any) -> None:
        self._table, self._query = table, query
        hashes, ranges = emulator._index_key_lists(emulator._index_def(table, query["IndexName"]))
        self._hash, self._range, self._single = hashes[0], ranges[0] if ranges else None, len(hashes + ranges) <= 2

    def get(self, value: Any, default: Any) -> Any:
        """The members that the answer can come from; for a condition in another form, the whole partition."""
        members = _read_members(self._table)
        all_members = members[self._query["IndexName"]].get(value, default)
        bounds = self._bounds() if self._single and all_members else None
        if bounds is None:
            return all_members
        partitions = members.setdefault(KEPT, {}).setdefault(self._query["IndexName"], {})
        if value not in partitions:
            items = self._table["items"]
            partitions[value] = Partition({self._place(items[pk][sk]): (pk, sk) for pk, sk in all_members})
        start, limit = self._query.get("ExclusiveStartKey"), self._query.get("Limit")
        return partitions[value].stretch(
            bounds,
            self._place(start) if start else None,
            None if limit is None else int(limit),
            self._query.get("ScanIndexForward", True),
        )

    def _place(self, item: Any) -> Place:
        return place(self._table, item, [self._range] if self._range else [])

    def _bounds(self) -> list[tuple[str, Any]] | None:
        """(sign, value) of the sort key; None if the condition does not have the form `(hash = :h AND range < :r)`."""
        tokens = emulator._tokenize(self._query.get("KeyConditionExpression") or "")[:-1]
        if tokens and tokens[0][0] == "LPAREN":
            tokens = tokens[1:-1]
        bounds: list[tuple[str, Any]] = []
        for clause in emulator._key_condition_clauses(tokens):
            signs = self._signs(clause)
            if signs is None:
                return None
            bounds += signs
        return bounds

    def _signs(self, clause: list[tuple[str, str]]) -> list[tuple[str, Any]] | None:
        names = self._query.get("ExpressionAttributeNames") or {}
        match clause:
            case [(_, name), (sign, _), ("VALUE_REF", value)] if sign in SIDES:
                conditions = [(sign, value)]
            case [(_, name), ("IDENT", _), ("VALUE_REF", low), ("IDENT", _), ("VALUE_REF", high)]:
                conditions = [("GE", low), ("LE", high)]
            case _:
                return None
        if names.get(name, name) == self._hash:
            return []
        kind = emulator._get_attr_type(self._table, self._range)
        values = self._query["ExpressionAttributeValues"]
        return [(sign, emulator._sort_key_value(values[value], kind)) for sign, value in conditions]


def place(table: Any, item: Any, ranges: list[str]) -> Place:
    """The place of an item in an index with these sort keys."""
    return tuple(
        emulator._index_order_value(item, name, kind) for name, kind in emulator._index_order_keys(table, ranges)
    )


def note_item(table: Any, base_pk: str, base_sk: str, item: Any, add: bool) -> None:
    """Updates the emulator's lists and ours for a written (add) or removed item."""
    _note_item(table, base_pk, base_sk, item, add)
    partitions = table.get(emulator._INDEX_MEMBERS, {}).get(KEPT, {})
    for name, hashes, ranges in emulator._index_key_schemas(table) if partitions else ():
        value = emulator._index_partition(item, hashes, ranges)
        partition = partitions.get(name, {}).get(value)
        if partition is not None and add:
            partition.add(place(table, item, ranges), (base_pk, base_sk))
        elif partition is not None:
            partition.drop(place(table, item, ranges))


def query(data: Any) -> Any:
    """Answers a Query request."""
    if not data.get("IndexName"):
        return _query(data)
    emulator._index_members = lambda table: {data["IndexName"]: IndexQuery(table, data)}
    try:
        return _query(data)
    finally:
        emulator._index_members = _read_members


def install() -> None:
    """Patches the emulator: from now on, for every query."""
    emulator._index_item, emulator._query = note_item, query
