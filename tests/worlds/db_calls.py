"""How often this process asks the database, and for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient

ORDER, TASK, ON_SITE, HISTORY = "an order", "a task", "who was photographed on site", "an order's history"
READS = {"HEAD": ORDER, "EVT#": HISTORY, "TASK": TASK, "CAPTURED": ON_SITE, "PREPAY": "a prepay", "PROFILE": "a person"}


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
