"""Runs inside the emulator's own environment: its index queries cost what their page holds, as DynamoDB's do.

For every query of an index the emulator sorts and judges a whole partition.  Here a partition that was asked for keeps
its members in order, and a query is handed only the stretch of them its answer can be made of.  What it then does with
them is the emulator's own code, so the answers are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

import ministack.services.dynamodb as emulator

KEPT = "kept in order"  # beside the emulator's own lists of members, so it goes when they go
Member = tuple[str, str]  # the table's keys
Place = tuple[Any, ...]  # in an index: its sort key, then the table's keys
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
        """A new member, or one that is there already."""
        if place not in self._members:
            insort(self._order, place)
        self._members[place] = member

    def drop(self, place: Place) -> None:
        """It is a member no more."""
        if self._members.pop(place, None) is not None:
            del self._order[bisect_left(self._order, place)]

    def stretch(self, bounds: Iterable[tuple[str, Any]], start: Place | None, limit: int | None, forward: bool) -> Any:
        """Members within the bounds of the sort key and behind `start`, at most `limit` from where reading begins."""
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


class Asked:
    """One query of an index; stands where the emulator looks for the members of a partition."""

    def __init__(self, table: Any, query: Any) -> None:
        self._table, self._query = table, query
        hashes, ranges = emulator._index_key_lists(emulator._index_def(table, query["IndexName"]))
        self._hash, self._range, self._single = hashes[0], ranges[0] if ranges else None, len(hashes + ranges) <= 2

    def get(self, value: Any, nothing: Any) -> Any:
        """The members the answer can be made of; all of the partition for a condition of another shape."""
        members = _read_members(self._table)
        there = members[self._query["IndexName"]].get(value, nothing)
        bounds = self._bounds() if self._single and there else None
        if bounds is None:
            return there
        kept = members.setdefault(KEPT, {}).setdefault(self._query["IndexName"], {})
        if value not in kept:
            items = self._table["items"]
            kept[value] = Partition({self._place(items[pk][sk]): (pk, sk) for pk, sk in there})
        start, limit = self._query.get("ExclusiveStartKey"), self._query.get("Limit")
        return kept[value].stretch(
            bounds, self._place(start) if start else None, None if limit is None else int(limit),
            self._query.get("ScanIndexForward", True),
        )  # fmt: skip

    def _place(self, item: Any) -> Place:
        return place(self._table, item, [self._range] if self._range else [])

    def _bounds(self) -> list[tuple[str, Any]] | None:
        """(sign, value) of the sort key; None for what is said in another way than `(hash = :h AND range < :r)`."""
        tokens = emulator._tokenize(self._query.get("KeyConditionExpression") or "")[:-1]
        if tokens and tokens[0][0] == "LPAREN":
            tokens = tokens[1:-1]
        found: list[tuple[str, Any]] = []
        for clause in emulator._key_condition_clauses(tokens):
            signs = self._signs(clause)
            if signs is None:
                return None
            found += signs
        return found

    def _signs(self, clause: list[tuple[str, str]]) -> list[tuple[str, Any]] | None:
        names = self._query.get("ExpressionAttributeNames") or {}
        match clause:
            case [(_, name), (sign, _), ("VALUE_REF", value)] if sign in SIDES:
                wanted = [(sign, value)]
            case [(_, name), ("IDENT", _), ("VALUE_REF", low), ("IDENT", _), ("VALUE_REF", high)]:
                wanted = [("GE", low), ("LE", high)]
            case _:
                return None
        if names.get(name, name) == self._hash:
            return []
        kind = emulator._get_attr_type(self._table, self._range)
        values = self._query["ExpressionAttributeValues"]
        return [(sign, emulator._sort_key_value(values[value], kind)) for sign, value in wanted]


def place(table: Any, item: Any, ranges: list[str]) -> Place:
    """Where an item stands in an index with these sort keys."""
    return tuple(
        emulator._index_order_value(item, name, kind) for name, kind in emulator._index_order_keys(table, ranges)
    )


def note_item(table: Any, base_pk: str, base_sk: str, item: Any, add: bool) -> None:
    """The emulator's own note of a written or removed item, and ours."""
    _note_item(table, base_pk, base_sk, item, add)
    kept = table.get(emulator._INDEX_MEMBERS, {}).get(KEPT, {})
    for name, hashes, ranges in emulator._index_key_schemas(table) if kept else ():
        value = emulator._index_partition(item, hashes, ranges)
        partition = kept.get(name, {}).get(value)
        if partition is not None and add:
            partition.add(place(table, item, ranges), (base_pk, base_sk))
        elif partition is not None:
            partition.drop(place(table, item, ranges))


def query(data: Any) -> Any:
    """A Query request, answered."""
    if not data.get("IndexName"):
        return _query(data)
    emulator._index_members = lambda table: {data["IndexName"]: Asked(table, data)}
    try:
        return _query(data)
    finally:
        emulator._index_members = _read_members


def install() -> None:
    """Every query from now on."""
    emulator._index_item, emulator._query = note_item, query
