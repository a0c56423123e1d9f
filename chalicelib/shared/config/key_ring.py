"""A ring of keys as one text: `2:<base64> 1:<base64>`, each of 32 bytes with its id, the newest first.

It knows no cipher, so that a step may check its settings without loading one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

KEY_BYTES = 32
CLOSED, OPEN = "closed", "open"  # of key 0, which is derived from the master: "" is open
_ONE = re.compile(r"([1-9][0-9]{0,3}):([A-Za-z0-9+/]{43}=)")

Ring = Mapping[int, bytes]  # by id, from 1 on, the newest first; none in it: the key derived from the master is newest


def read_ring(text: str) -> dict[int, bytes]:
    """The keys by id, the newest first; none for "".  Raises ValueError, without a value in it, if the text has
    another form, an id twice, or a newer key behind an older one."""
    found = [_ONE.fullmatch(one) for one in text.split()]
    ring = {int(one[1]): base64.b64decode(one[2]) for one in found if one is not None}
    if len(ring) != len(found) or list(ring) != sorted(ring, reverse=True):
        raise ValueError("a ring is <id>:<32 bytes in base64>, each id once, the newest first, with a blank between")
    return ring


def is_closed(text: str, ring: str) -> bool:
    """Whether key 0 opens nothing beside this ring any more.

    Raises ValueError for another word, and where nothing would be left that seals.
    """
    if text not in (CLOSED, OPEN, ""):
        raise ValueError(f"{CLOSED} or {OPEN}")
    if text == CLOSED and not ring:
        raise ValueError(f"{CLOSED} without a ring")
    return text == CLOSED


def write_ring(ring: Ring) -> str:
    """What `read_ring` reads."""
    newest_first = sorted(ring.items(), reverse=True)
    return " ".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in newest_first)
