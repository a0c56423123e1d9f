"""Which steps hold keys: a step that needs none has none, and whatever breaks into it finds none."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from chalicelib.shared.config.common import CONTACT, MASTER, STAFF, Common
from chalicelib.shared.config.key_ring import KEY_BYTES, read_ring


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

    The master key belongs to it as long as anything is sealed with the key derived from it.
    """

    contact_keys: str = field(default="", metadata=CONTACT)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_ring("CONTACT_KEYS", self.contact_keys)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SealsStaff(LooksUp):
    """The step that seals and opens authenticators, numbers of staff and proposals."""

    staff_keys: str = field(default="", metadata=STAFF)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_ring("STAFF_KEYS", self.staff_keys)


def _require_ring(name: str, value: str) -> None:
    try:
        read_ring(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
