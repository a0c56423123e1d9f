"""The whole text of the collection code that an order was opened with."""

from __future__ import annotations

from chalicelib.orders.model import CODE_TEXT
from chalicelib.orders.store import code_texts
from chalicelib.wire import wire


def code_text(order_id: str) -> str:
    """Unsealed; "" where there is none."""
    order = wire().stores.orders.load(order_id)
    assert order is not None
    text = code_texts.load(order.head)
    return wire().stores.sealed_fields.read(order_id, CODE_TEXT, text) or ""
