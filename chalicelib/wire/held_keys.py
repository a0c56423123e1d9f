"""The keys that a step holds: those that its settings have."""

from __future__ import annotations

import base64
from collections.abc import Callable

from chalicelib.shared.config.common import Common
from chalicelib.shared.config.key_ring import is_closed, read_ring
from chalicelib.shared.crypto import Keys

RINGS = ("contact", "staff")
NAMES = ("master_key", *(f"{group}_keys" for group in RINGS))  # settings that only some steps have


def held_keys(settings: Common, newer: Callable[[], Keys | None]) -> Keys:
    """newer: for a text that names a key these do not have, the keys of settings that are newer, if there are any."""
    master, contact, staff = (getattr(settings, name, None) for name in NAMES)
    return Keys(
        None if master is None else base64.b64decode(master),
        contact=None if contact is None else read_ring(contact),
        staff=None if staff is None else read_ring(staff),
        closed={
            group
            for group in RINGS
            if is_closed(getattr(settings, f"{group}_key_0", ""), getattr(settings, f"{group}_keys", ""))
        },
        newer=newer,
    )
