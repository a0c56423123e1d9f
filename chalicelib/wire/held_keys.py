"""The keys that a step holds: those that its settings have."""

from __future__ import annotations

import base64
from collections.abc import Callable

from chalicelib.shared.config.common import Common
from chalicelib.shared.config.key_ring import read_ring
from chalicelib.shared.crypto import Keys

NAMES = ("master_key", "contact_keys", "staff_keys")  # settings that only some steps have


def held_keys(settings: Common, newer: Callable[[], Keys | None]) -> Keys:
    """newer: for a text that names a key these do not have, the keys of settings that are newer, if there are any."""
    master, contact, staff = (getattr(settings, name, None) for name in NAMES)
    return Keys(
        None if master is None else base64.b64decode(master),
        contact=None if contact is None else read_ring(contact),
        staff=None if staff is None else read_ring(staff),
        newer=newer,
    )
