"""What is kept of a person, as whoever stole every table and the whole bucket would read it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.orders.store.items import OrderItem, read_head
from chalicelib.shared.db import as_json
from tests.worlds.app import World

TABLES = ("ORDERS_TABLE", "PEOPLE_TABLE", "TASKS_TABLE", "INBOX_TABLE")
OF_A_KEY = re.compile(r"[A-Z_]+(?=#|$)")  # the word a key begins with; an order's key is its id, and has none


def every_item(world: World) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """(table, item) of everything in the four tables, counters and all."""
    client = world.box.aws_client("dynamodb")
    for table in TABLES:
        for page in client.get_paginator("scan").paginate(TableName=world.box.env[table], ConsistentRead=True):
            yield from ((table.partition("_")[0].lower(), item) for item in page["Items"])


def family(table: str, item: Mapping[str, Any]) -> str:
    """What kind of item it is: `orders HEAD`, `people P/PROFILE`, `inbox SESSION`."""
    pk, sk = (OF_A_KEY.match(item.get(name, {}).get("S", "")) for name in ("pk", "sk"))
    if pk is None:
        return f"{table} {sk[0] if sk else '?'}"
    return f"{table} {pk[0]}/{sk[0]}" if table == "people" and sk and pk[0] == "P" else f"{table} {pk[0]}"


def readable(item: Mapping[str, Any]) -> str:
    """All that can be read in an item without a key; a head that was packed is unpacked."""
    text = json.dumps(item, ensure_ascii=False, default=repr).replace("\\", "")
    return text + as_json(read_head(OrderItem.from_raw_data(dict(item)))) if "packed" in item else text


def where(world: World, marks: Mapping[str, str], only: frozenset[str] = frozenset()) -> dict[str, set[str]]:
    """Which of the marks can be read, and in which kinds of items and under which folders of the bucket.

    only: the kinds and folders to look at; empty for all.
    """
    found: dict[str, set[str]] = {}
    texts = [(family(table, item), readable(item)) for table, item in every_item(world)]
    for key, data in world.objects("").items():
        texts += [(f"{key.partition('/')[0]}/", text) for text in (key, *_texts(data))]
    for place, text in texts:
        if not only or place in only:
            for name, mark in marks.items():
                if mark in text:
                    found.setdefault(name, set()).add(place)
    return found


def _texts(data: bytes) -> Iterable[str]:
    """What an object says: a picture in its bytes, an archive in each of its files."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data.decode(errors="replace")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [*archive.namelist(), *(archive.read(name).decode(errors="replace") for name in archive.namelist())]
