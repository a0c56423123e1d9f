"""A fault planted in the product, to prove that a race notices it: conditions are compared too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from chalicelib.shared import aws
from tests.worlds.racing import on_writes, under_way

ALWAYS = "attribute_exists(pk) OR attribute_not_exists(pk)"
PLACEHOLDER = re.compile(r"[#:]\w+")


@contextmanager
def parted(*keys: str) -> Iterator[None]:
    """Where works race, conditions on items with these keys are compared in a request before the write, not with it.

    keys: `pk`, or `pk/sk` where the table has both, with `*` for any text.
    """

    def part(params: dict[str, Any], **event: Any) -> None:
        if not under_way.is_set():
            return
        several = params.get("TransactItems")
        for write in [params] if several is None else [write for one in several for write in one.values()]:
            item = write.get("Key") or write.get("Item") or {}
            key = {name: item[name] for name in ("pk", "sk") if name in item}
            name = "/".join(text["S"] for text in key.values())
            meant = "ConditionExpression" in write and any(fnmatchcase(name, pattern) for pattern in keys)
            if meant and _holds(write, key):
                write["ConditionExpression"] += f" OR {ALWAYS}"

    with on_writes("before-parameter-build", part):
        yield


def _holds(write: dict[str, Any], key: dict[str, Any]) -> bool:
    """Whether the condition of a write is true now."""
    condition = write["ConditionExpression"]
    asked = {"TableName": write["TableName"], "Key": key, "ConditionExpression": condition}
    for part in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        used = {name: text for name, text in write.get(part, {}).items() if name in PLACEHOLDER.findall(condition)}
        asked |= {part: used} if used else {}
    try:
        _client().transact_write_items(TransactItems=[{"ConditionCheck": asked}])
    except _client().exceptions.TransactionCanceledException:
        return False
    return True


@cache
def _client() -> Any:
    """A client of its own, whose requests are no writes of the race's."""
    return aws.client("dynamodb")
