"""How often this process asks the database, and for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from botocore.client import BaseClient

from chalicelib.shared.db import connection

ORDER, TASK, ON_SITE, PERSON = "an order", "a task", "who was photographed on site", "a person"
HISTORY = "an order's history"  # alone, or with the order
READS = {"HEAD": ORDER, "EVT#": HISTORY, "TASK": TASK, "CAPTURED": ON_SITE, "PREPAY": "a prepay", "PROFILE": PERSON}


@contextmanager
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Requests of this process to DynamoDB, by what they ask for."""
    counted: Counter[str] = Counter()
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def count(self: BaseClient, operation: str, told: dict[str, Any]) -> object:
        if self.meta.service_model.service_name == "dynamodb":
            counted[_named(operation, told)] += 1
        return real(self, operation, told)

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", count)
        yield counted


def _named(operation: str, told: dict[str, Any]) -> str:
    asked = [value["S"] for value in (told.get("Key") or told.get("ExpressionAttributeValues") or {}).values()]
    read = next((words for begins, words in READS.items() if any(part.startswith(begins) for part in asked)), None)
    return read if read and operation in ("GetItem", "Query") else operation


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Requests of the tables' connection; items they returned; and rows that the database read for that, which it
    charges for: a filter or a count leaves most of them out of its answer."""
    client, seen = connection().client, Counter[str]()
    call = client._make_api_call

    def count(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = call(operation, asked)
        items = len(answer.get("Items", ())) + ("Item" in answer) + sum(map(len, answer.get("Responses", {}).values()))
        seen.update(requests=1, items=items, rows=int(answer.get("ScannedCount", items)))
        return answer

    with mock.patch.object(client, "_make_api_call", count):
        yield seen


def cost(work: Callable[[], object], times: int = 5) -> Counter[str]:
    """The dearest of some calls."""
    worst: Counter[str] = Counter()
    for _ in range(times):
        with counted() as seen:
            work()
        worst |= seen
    return worst
