"""One line of a roster (名单)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """A student on a roster.  digest: of the enrolment; shown: the student number, or the end of the collection
    code, as teachers may see it."""

    digest: str
    shown: str = ""
    college: str = ""
    class_name: str = ""
