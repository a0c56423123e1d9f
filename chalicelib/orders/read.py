"""What a collection code said, and the read that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.identity.model import Who
from chalicelib.orders.model import Student


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a collection code said, kept for an hour by the decode step."""

    enrolment: str
    source: str
    student: Student


@dataclass(frozen=True)
class Caution:
    """No refusal, but ready to be shown like one."""

    code: str
    message: str
    action: str


@dataclass(frozen=True, kw_only=True)
class KeptRead:
    """A read with whose it is, for which task, until when, and what its reader should know."""

    read_id: str
    person_id: str
    task_id: str
    expires_at: datetime
    read: Read
    cautions: tuple[Caution, ...] = ()


class ReadSource(Protocol):
    """Finds the read of a caller in a task; raises when it is over or somebody else's."""

    def use(self, who: Who, task_id: str, read_id: str) -> Read: ...
