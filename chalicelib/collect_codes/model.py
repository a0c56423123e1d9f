"""The result of reading a collection code (采集码), kept for an hour by the person who uploaded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.orders.model import IdentifiedStudent


@dataclass(frozen=True)
class Caution:
    """A warning, with the texts to show; unlike a refusal, it does not stop the student.  order_id: of the
    student's own order that it is about."""

    code: str
    message: str
    action: str
    order_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeptReading:
    """A reading with its owner, its task, its expiry, and the warnings to show the owner."""

    read_id: str
    person_id: str
    task_id: str
    expires_at: datetime
    read: IdentifiedStudent
    cautions: tuple[Caution, ...] = ()
