"""One line of a roster (名单)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """Somebody on a roster.  digest: her enrolment's; shown: the student number or the code's end, as a teacher may
    see it."""

    digest: str
    shown: str = ""
    college: str = ""
    class_name: str = ""
