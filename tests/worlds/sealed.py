"""What orders keep sealed: as a test reads it, and as it was sealed before each text was bound to its order."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import boto3

from chalicelib.orders.store.items import OrderItem, head_text
from chalicelib.shared.crypto import Keys, Sealer
from chalicelib.wire import wire

GROUPS = ("contact", "staff")
TABLES = ("orders", "people", "tasks")  # what is kept longer than for days


def sealed_text(order_id: str, field: str) -> str:
    """Of CONTACT, or the collection code; "" where there is none or where it does not open."""
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return wire().stores.sealed_fields.read(order_id, field, order.head.student.sealed.get(field)) or ""


def contact_of(order_id: str) -> dict[str, str]:
    """The contact data that opens."""
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return wire().stores.sealed_fields.contact(order_id, order.head.student.sealed)


def sealed_before(text: str) -> str:
    """Contact data of an order of before, which opens in any order."""
    return Keys(base64.b64decode(wire().settings.master_key)).seal(text, about="contact")


@contextmanager
def newer_key() -> Iterator[int]:
    """From now on the process seals with one key more in each ring, as after a rotation; its id."""
    keys = wire().stores.keys
    before = {group: getattr(keys, group) for group in GROUPS}
    newest = 1 + max(max(sealer._keys) for sealer in before.values())
    try:
        for group, sealer in before.items():
            vars(keys)[group] = Sealer({**sealer._keys, newest: _key(newest)})
        yield newest
    finally:
        vars(keys).update(before)


@contextmanager
def only_key(key_id: int) -> Iterator[None]:
    """As after the older keys were taken out of the rings."""
    keys = wire().stores.keys
    before = {group: getattr(keys, group) for group in GROUPS}
    try:
        vars(keys).update({group: Sealer({key_id: _key(key_id)}) for group in GROUPS})
        yield
    finally:
        vars(keys).update(before)


def _key(key_id: int) -> bytes:
    """The same in every test, since their items stay in the tables."""
    return sha256(f"key {key_id}".encode()).digest()


def items_of(table: str) -> list[dict[str, Any]]:
    name = str(getattr(wire().settings, f"{table}_table"))
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def everything() -> str:
    """Every item that is kept longer than for days, heads unpacked, as one text."""
    said = []
    for item in (item for table in TABLES for item in items_of(table)):
        said.append(json.dumps({name: value for name, value in item.items() if "B" not in value}))
        if "packed" in item:
            said.append(bytes(head_text(OrderItem.from_raw_data(dict(item)))).decode())  # type: ignore[arg-type]
    return "\n".join(said)


def sealed_under(key: int) -> list[str]:
    """Whatever is sealed with this key, wherever it lies."""
    return re.findall(rf"[^0-9A-Za-z+/.]({key}\.[0-9A-Za-z+/]{{38,}}={{0,2}})", everything())
