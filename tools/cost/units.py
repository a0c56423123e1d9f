"""DynamoDB's units, as it charges for them.

A write: one by each begun KiB of the larger of the item before and after, twice in a transaction; and one for each move
in an index, which follows later.  A read: one by each begun 4 KiB, half if it may be a second old.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
Index = tuple[str, ...]  # the attributes of its key

KILOBYTE = 1024
WRITES = {"Put": "Item", "Update": "Key", "Delete": "Key", "ConditionCheck": "Key"}  # kind → where its key is
SINGLE = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}


@dataclass(frozen=True)
class Touched:
    """An item that a request writes or checks.  times: 2 in a transaction."""

    table: str
    key: dict[str, Any]
    kind: str
    times: int


def touched(operation: str, asked: Mapping[str, Any]) -> Iterator[Touched]:
    """The items that a request writes or checks; none of a read."""
    if operation in SINGLE:
        yield _touched(SINGLE[operation], asked, 1)
    elif operation == "TransactWriteItems":
        for one in asked["TransactItems"]:
            ((kind, write),) = one.items()
            yield _touched(kind, write, 2)
    elif operation == "BatchWriteItem":
        for table, requests in asked["RequestItems"].items():
            for request in requests:
                ((kind, write),) = request.items()
                yield _touched(kind.removesuffix("Request"), {"TableName": table, **write}, 1)


def _touched(kind: str, write: Mapping[str, Any], times: int) -> Touched:
    names = write[WRITES[kind]]
    return Touched(write["TableName"], {name: names[name] for name in ("pk", "sk") if name in names}, kind, times)


def size(item: Item | None) -> int:
    """Bytes of names and values; 0 without an item."""
    return sum(len(name.encode()) + _length(value) for name, value in (item or {}).items())


def _length(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind in ("SS", "NS", "BS"):
        return sum(_length({kind[0]: one}) for one in held)
    if kind == "N":
        return len(held.strip("0.-")) // 2 + 2
    if kind == "B":
        return len(held)
    return len(held.encode()) if kind == "S" else 1


def write_units(before: Item | None, after: Item | None, times: int) -> int:
    """Units of one write, without its moves in indexes."""
    return max(1, ceil(max(size(before), size(after)) / KILOBYTE)) * times


def index_units(before: Item | None, after: Item | None, indexes: Iterable[Index]) -> int:
    """Units of a write's moves in indexes of keys: such a one changes only with its key."""
    return sum(_moves(_place(before, index), _place(after, index)) for index in indexes)


def _place(item: Item | None, index: Index) -> list[Any] | None:
    return [item[name] for name in index] if item is not None and all(name in item for name in index) else None


def _moves(before: object, after: object) -> int:
    """Taken out and put in; nothing where the place is the same."""
    return 0 if before == after else (before is not None) + (after is not None)


def read_units(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Units of a read; 0 of a write."""
    if operation == "GetItem":
        return _blocks(size(answer.get("Item"))) * _share(asked)
    if operation == "Query":
        return _blocks(sum(map(size, answer.get("Items", ())))) * _share(asked)
    if operation == "BatchGetItem":
        return sum(
            _share(asked["RequestItems"][table]) * _blocks(size(item))
            for table, items in answer.get("Responses", {}).items()
            for item in items
        )
    return 0.0


def _blocks(length: int) -> int:
    return max(1, ceil(length / 4096))


def _share(asked: Mapping[str, Any]) -> float:
    return 1.0 if asked.get("ConsistentRead") else 0.5
