"""Reads whole tables, the only one to do so, and writes what an older key sealed as the newest one does.

It may be stopped at any moment and begun again, and the product works on meanwhile: one attribute of one item is
written, if it is still as it was read.  A step that read an item before and writes it afterwards puts the older text
back, which the next run finds.  The stream's reader follows up new items only, so nobody is told anything.
"""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from chalicelib.shared import aws
from chalicelib.shared.crypto import Sealer
from tools.reseal.kinds import Group, Item, Kind, Table, Value, kind_of

Fate = Literal["resealed", "current", "unreadable", "changed meanwhile"]
TABLES: tuple[Table, ...] = ("orders", "people", "tasks")
SEGMENTS = 64  # of a table, one after the other: where a run goes on after it was stopped
AT_A_TIME = 200  # items of one read
UNITS = 2  # of a write, with what it may read again: an item has mostly less than two kilobytes
TRIES = 4  # of an item that somebody else writes all the time


@dataclass
class _Texts:
    """Gives an item's sealed texts as the newest key seals them, and counts them."""

    sealer: Sealer
    fates: Counter[Fate] = field(default_factory=Counter)

    def __call__(self, sealed: str, about: str, before: str | None = None, /) -> str:
        if not sealed:
            return sealed
        try:
            text = self.sealer.unseal(sealed, about=about, before=before)
            current = self.sealer.is_current(sealed)
        except ValueError:  # it stays: its key may be found
            self.fates["unreadable"] += 1
            return sealed
        self.fates["current" if current else "resealed"] += 1
        return sealed if current else self.sealer.seal(text, about=about, before=before)


class Reseal:
    """names: of the tables in this stack; sealers: of the rings as they are now; units: capacity units a second that it
    may take of a table; write: otherwise it only counts."""

    def __init__(
        self, names: Mapping[Table, str], sealers: Callable[[], Mapping[Group, Sealer]], *, units: float, write: bool
    ) -> None:
        self._names, self._sealers, self._units, self._write = names, sealers, units, write
        self._dynamodb = aws.client("dynamodb", retries={"mode": "adaptive", "total_max_attempts": 10})
        self.counts: dict[str, Counter[Fate]] = {}
        self.unreadable: list[str] = []  # where they lie: partition and sort key

    def segment(self, table: Table, number: int) -> None:
        """number: from 0, of SEGMENTS."""
        for page, units in self._pages(table, number):
            began, spent = time.monotonic(), units + sum(map(partial(self._one, table), page))
            time.sleep(max(0.0, spent / self._units - (time.monotonic() - began)))

    def _pages(self, table: Table, number: int) -> Iterator[tuple[list[Item], float]]:
        """Items, and the units that reading them took."""
        asked: dict[str, Any] = {
            "TableName": self._names[table],
            "Segment": number,
            "TotalSegments": SEGMENTS,
            "Limit": AT_A_TIME,
            "ReturnConsumedCapacity": "TOTAL",
        }
        while True:
            page = self._dynamodb.scan(**asked)
            yield page["Items"], float(page.get("ConsumedCapacity", {}).get("CapacityUnits", 0))
            if "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _one(self, table: Table, item: Item) -> float:
        kind = kind_of(table, item)
        return 0.0 if kind is None or _is_over(item) else self._sealed_anew(kind, item)

    def _sealed_anew(self, kind: Kind, item: Item) -> float:
        """The units that it took."""
        spent, fates = 0.0, Counter[Fate]()
        for _ in range(TRIES):
            value, fates = self._renewed(kind, item)
            if not fates["resealed"] or not self._write:
                break
            spent += UNITS
            if self._put(kind, item, value):
                break
            fates, fresh = Counter({"changed meanwhile": 1}), self._read(kind, item)
            if fresh is None or kind.attribute(fresh) not in fresh:  # it is gone
                return spent
            item = fresh
        self._count(kind, item, fates)
        return spent

    def _renewed(self, kind: Kind, item: Item) -> tuple[Value, Counter[Fate]]:
        texts = _Texts(self._sealers()[kind.group])  # a run takes hours: by now its key may be an older one
        try:
            return kind.renewed(item, texts), texts.fates
        except (KeyError, ValueError, zlib.error):  # not an item as this release writes it: it stays
            return {}, Counter({"unreadable": 1})

    def _count(self, kind: Kind, item: Item, fates: Counter[Fate]) -> None:
        self.counts.setdefault(kind.name, Counter()).update(fates)
        if fates["unreadable"]:
            self.unreadable.append(f"{item['pk']['S']} {item['sk']['S']}")

    def _put(self, kind: Kind, item: Item, value: Value) -> bool:
        """False if somebody wrote it since it was read."""
        attribute = kind.attribute(item)
        try:
            self._dynamodb.update_item(
                TableName=self._names[kind.table],
                Key=_key(item),
                UpdateExpression="SET #it = :new",
                ConditionExpression="#it = :read",
                ExpressionAttributeNames={"#it": attribute},
                ExpressionAttributeValues={":new": value, ":read": item[attribute]},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _read(self, kind: Kind, item: Item) -> Item | None:
        asked = {"TableName": self._names[kind.table], "Key": _key(item), "ConsistentRead": True}
        found: Item | None = self._dynamodb.get_item(**asked).get("Item")
        return found


def _key(item: Item) -> dict[str, Value]:
    return {"pk": dict(item["pk"]), "sk": dict(item["sk"])}


def _is_over(item: Item) -> bool:
    """Whether the table forgets it by itself any moment."""
    return float(item.get("ttl", {}).get("N", "inf")) <= time.time()
