"""A teacher's link (进度链接) to the progress of one task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["LIST", "COUNTS"]


@dataclass(frozen=True, kw_only=True)
class TeacherLink:
    """A link as its task lists it.

    digest: of its token; forward: of the token of the twin that shows numbers alone, "" without one; kind: LIST shows
    who is missing, COUNTS numbers alone; phone: masked, "" if no code is asked for; by, by_name: who made it; reason:
    its purpose; revoked_at: when it was revoked, if so.
    """

    link_id: str
    digest: str
    forward: str = ""
    task_id: str
    kind: Kind = "LIST"
    phone: str = ""
    by: str
    by_name: str
    reason: str
    at: datetime
    until: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """What a token opens.  digest: of the link's own token; phone: sealed, "" if no code is asked for; forwards:
    whether it has a twin; opened: how often; opened_at: when last."""

    digest: str
    task_id: str
    kind: Kind
    until: datetime
    phone: str
    forwards: bool
    opened: int
    opened_at: datetime | None
