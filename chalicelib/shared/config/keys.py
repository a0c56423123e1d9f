"""Which steps hold keys: a step that needs none has none, and whatever breaks into it finds none."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from chalicelib.shared.config.common import CONTACT, MASTER, STAFF, Common
from chalicelib.shared.config.key_ring import KEY_BYTES, is_closed, read_ring


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LooksUp(Common):
    """Steps that find people and orders by a digest, or make an order's id."""

    master_key: str = field(metadata=MASTER)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(base64.b64decode(self.master_key)) != KEY_BYTES:
            raise ValueError("MASTER_KEY is not 32 bytes in base64")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SealsContact(LooksUp):
    """Steps that seal or open what is about students and teachers.

    The master key belongs to it as long as anything is sealed with key 0, which is derived from it; contact_key_0 says
    when nothing is.
    """

    contact_keys: str = field(default="", metadata=CONTACT)
    contact_key_0: str = field(default="", metadata=CONTACT)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_ring("CONTACT", self.contact_keys, self.contact_key_0)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SealsStaff(LooksUp):
    """The step that seals and opens authenticators, numbers of staff and proposals."""

    staff_keys: str = field(default="", metadata=STAFF)
    staff_key_0: str = field(default="", metadata=STAFF)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_ring("STAFF", self.staff_keys, self.staff_key_0)


def _require_ring(group: str, ring: str, key_0: str) -> None:
    name = f"{group}_KEYS"
    try:
        read_ring(ring)
        name = f"{group}_KEY_0"
        is_closed(key_0, ring)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
