"""What orders keep sealed: as a test reads it, and as it was sealed before each text was bound to its order."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from chalicelib.shared.crypto import Keys, Sealer
from chalicelib.wire import wire

GROUPS = ("contact", "staff")


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
