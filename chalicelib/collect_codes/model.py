"""A reading of a collection code (采集码), kept for an hour for the person who uploaded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.orders.model import IdentifiedStudent


@dataclass(frozen=True)
class Caution:
    """No refusal, but ready to be shown like one."""

    code: str
    message: str
    action: str


@dataclass(frozen=True, kw_only=True)
class KeptReading:
    """A reading with whose it is, for which task, until when, and what its reader should know."""

    read_id: str
    person_id: str
    task_id: str
    expires_at: datetime
    read: IdentifiedStudent
    cautions: tuple[Caution, ...] = ()
