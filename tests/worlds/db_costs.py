"""What each call of a step costs the database, as if every step ran in processes of its own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from chalicelib.wire import wire
from sandbox.box import Sandbox
from tools.cost.units import Index, index_units, write_units

WRITES = ("Put", "Update", "Delete", "ConditionCheck")
PROCESS = ("settings", "clock", "stores", "outside")  # parts of a process that remember nothing
Image = dict[str, dict[str, Any]]  # an item as DynamoDB has it


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of a step.  counts: requests, items written, write units, and write units of indexes; asked: the requests
    by operation and the keys they name."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)


class Meter:
    """Counts every request to DynamoDB that a step makes.

    A step remembers what its own calls read, and nothing of what other steps read: so it is with one process of each.
    What the stream tells waits for `deliver`, so that nothing depends on how often it is read.
    """

    def __init__(self, box: Sandbox) -> None:
        self._box, self._here, self._turn = box, threading.local(), threading.RLock()
        self._remembered: dict[str, dict[str, Any]] = {}
        self._told: list[dict[str, Any]] = []
        self.calls: list[Call] = []

    def deliver(self) -> None:
        """Gives `notify` all that was written since, as one batch."""
        with mock.patch.object(self._box.steps, "call", self._hear):
            self._box.stream.drain()
        told, self._told = self._told, []
        assert self._box.steps.call("notify", {"Records": told}) == {"batchItemFailures": []}

    def _hear(self, step: str, event: dict[str, Any]) -> dict[str, Any]:
        assert step == "notify"
        self._told += event["Records"]
        return {"batchItemFailures": []}

    @cached_property
    def _tables(self) -> Any:
        return self._box.aws_client("dynamodb")

    @cached_property
    def _indexes(self) -> dict[str, list[Index]]:
        """Table → the attributes that make up the keys of each of its indexes."""
        found = {}
        for name in self._tables.list_tables()["TableNames"]:
            indexes = self._tables.describe_table(TableName=name)["Table"].get("GlobalSecondaryIndexes", [])
            found[name] = [tuple(part["AttributeName"] for part in index["KeySchema"]) for index in indexes]
        return found

    @contextmanager
    def counting(self) -> Iterator[None]:
        """While the block runs, steps run one at a time."""
        step, request = self._box.steps.call, BaseClient._make_api_call  # type: ignore[attr-defined]
        assert self._indexes  # read now, as that is no step's work

        def call(name: str, event: dict[str, Any]) -> Any:
            with self._turn, self._own_process(name):
                self._here.call = Call(name=_named(name, event))
                try:
                    return step(name, event)
                finally:
                    self.calls.append(self._here.call)
                    self._here.call = None

        def ask(client: BaseClient, operation: str, told: dict[str, Any]) -> Any:
            now: Call | None = getattr(self._here, "call", None)
            if now is None or client.meta.service_model.service_name != "dynamodb":
                return request(client, operation, told)
            return self._counted(now, operation, told, lambda: request(client, operation, told))

        with mock.patch.object(self._box.steps, "call", call), mock.patch.object(BaseClient, "_make_api_call", ask):
            yield

    @contextmanager
    def _own_process(self, step: str) -> Iterator[None]:
        parts = vars(wire())
        before = dict(parts)
        own = self._remembered.setdefault(step, {name: parts[name] for name in PROCESS if name in parts})
        parts.clear()
        parts.update(own)
        try:
            yield
        finally:
            own.update(parts)
            parts.clear()
            parts.update(before)

    def _counted(self, call: Call, operation: str, told: dict[str, Any], request: Any) -> Any:
        call.counts["requests"] += 1
        writes = list(_writes(operation, told))
        call.asked.append(f"{operation} {', '.join(_text(key) for _, _, key in writes) or _read(told)}")
        before = [self._image(table, key) for table, _, key in writes]
        self._here.call = None
        try:
            answer = request()
        finally:
            self._here.call = call
        for (table, kind, key), was in zip(writes, before, strict=True):
            now = self._image(table, key)
            if kind != "ConditionCheck":
                call.counts["items"] += 1
            call.counts["units"] += write_units(was, now, 2 if operation == "TransactWriteItems" else 1)
            call.counts["index"] += index_units(was, now, self._indexes[table])
        return answer

    def _image(self, table: str, key: Image) -> Image:
        """The item as it is now; this request is not counted."""
        call, self._here.call = self._here.call, None
        try:
            found: Image = self._tables.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
        finally:
            self._here.call = call
        return found

    def table(self) -> str:
        """Every call with its counts, and what it asked for."""
        lines = [""]
        for call in self.calls:
            counts = "  ".join(f"{call.counts[name]:3} {name}" for name in ("requests", "items", "units", "index"))
            lines += [f"{counts}  {call.name}", *(f"      {asked}" for asked in call.asked)]
        return "\n".join([*lines, f"{dict(self.total())}"])

    def total(self) -> Counter[str]:
        return sum((call.counts for call in self.calls), Counter[str]())


def _named(step: str, event: Mapping[str, Any]) -> str:
    return f"{step} {event['httpMethod']} {event['path']}" if "httpMethod" in event else step


def _writes(operation: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str, Image]]:
    """(table, kind, key) of every item that a request writes, or checks in a transaction."""
    if operation == "TransactWriteItems":
        for entry in told["TransactItems"]:
            ((kind, write),) = entry.items()
            yield write["TableName"], kind, _key(write)
    elif operation == "BatchWriteItem":
        for table, entries in told["RequestItems"].items():
            for entry in entries:
                ((kind, write),) = entry.items()
                yield table, kind, _key(write)
    elif (kind := operation.removesuffix("Item")) in WRITES:
        yield told["TableName"], kind, _key(told)


def _key(write: Mapping[str, Any]) -> Image:
    named: Image = write.get("Key") or {name: value for name, value in write["Item"].items() if name in ("pk", "sk")}
    return named


def _text(key: Image) -> str:
    return "/".join(str(value["S"])[:26] for value in key.values())


def _read(told: Mapping[str, Any]) -> str:
    if "Key" in told:
        return _text(told["Key"])
    return f"{told.get('IndexName', '')} {_text(told.get('ExpressionAttributeValues', {}))}"
