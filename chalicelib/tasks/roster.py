"""One line of a roster (名单)."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """A student on a roster.  digest: of the enrolment; shown: the student number, or the end of the collection
    code, as teachers may see it."""

    digest: str
    shown: str = ""
    college: str = ""
    class_name: str = ""

    def over(self, before: RosterRow) -> RosterRow:
        """The row with what it leaves empty as an earlier import has it: a class only of the same college, or of
        none."""
        college = self.college or before.college
        class_name = self.class_name or (before.class_name if before.college in ("", college) else "")
        return replace(self, college=college, class_name=class_name)
