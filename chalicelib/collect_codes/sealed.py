"""A reading that its reader keeps, sealed: nothing of it is stored, and to anybody else it is noise.

It opens for the person and in the task it was made for alone.  Whoever uses it compares `expires_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from msgspec import DecodeError
from msgspec.json import Decoder

from chalicelib.collect_codes.model import KeptReading
from chalicelib.orders.model import IdentifiedStudent
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import as_json


@dataclass(frozen=True, kw_only=True)
class _Sealed:
    expires_at: datetime
    read: IdentifiedStudent


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_SEALED = Decoder(_Sealed)


def seal(keys: Keys, person_id: str, task_id: str, expires_at: datetime, read: IdentifiedStudent) -> str:
    """The read id: some 1,500 characters, 10,000 at most."""
    return keys.seal(as_json(_Sealed(expires_at=expires_at, read=read)), about=_about(person_id, task_id))


def opened(keys: Keys, read_id: str, person_id: str, task_id: str) -> KeptReading | None:
    """The reading without its cautions; None for what was never sealed, not for this person in this task, or by a
    release whose readings this one does not know: its owner uploads the picture again."""
    try:
        told = _SEALED.decode(keys.unseal(read_id, about=_about(person_id, task_id)))
    except (ValueError, DecodeError):
        return None
    return KeptReading(
        read_id=read_id, person_id=person_id, task_id=task_id, expires_at=told.expires_at, read=told.read
    )


def _about(person_id: str, task_id: str) -> str:
    return f"reading {person_id} {task_id}"
