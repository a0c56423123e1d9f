"""What orders keep sealed: as a test reads it, and as it was sealed before each text was bound to its order."""

from __future__ import annotations

import base64

from chalicelib.shared.crypto import Keys
from chalicelib.wire import wire


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
