"""Marks of pictures in the table: of many who take one at once, one keeps it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.orders.store.first_pictures import FirstPictures


def test_one_of_many_keeps_a_mark(aws: Any) -> None:
    pictures = FirstPictures(aws.tables["orders"])
    assert pictures.holder("same-task", "CONTENT#1") is None
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda number: pictures.take("same-task", "CONTENT#1", f"e{number}"), range(8)))
    assert len(kept) == 1
    assert {pictures.holder("same-task", "CONTENT#1")} == kept
    assert pictures.take("other-task", "CONTENT#1", "e9") == "e9"
