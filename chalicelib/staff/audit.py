"""The audit trail (审计): who did what, when and why.

A row is written in the same transaction as what it tells of, so neither is ever without the other.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from chalicelib.shared.clock import SHANGHAI, Clock, from_iso
from chalicelib.shared.db import Write
from chalicelib.shared.errors import Invalid
from chalicelib.staff.audit_store import MOST_DAYS, AuditEntry, AuditStore, Page, Wanted
from chalicelib.staff.errors import AuditDaysWrong
from chalicelib.staff.model import Staff

PAGE = 200  # rows of one answer


class Audit:
    """rows: for the caller's own transaction; note: for a look that changes nothing."""

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def rows(self, who: Staff, action: str, subject: str, *, reason: str = "", **data: Any) -> list[Write]:
        """Writes to put beside what `who` does to `subject`."""
        return self._store.rows(self._entry(who, action, subject, reason, data))

    def note(self, who: Staff, action: str, subject: str, *, reason: str = "", **data: Any) -> None:
        self._store.put(self._entry(who, action, subject, reason, data))

    def _entry(self, who: Staff, action: str, subject: str, reason: str, data: dict[str, Any]) -> AuditEntry:
        return AuditEntry(
            at=self._clock(),
            branch=who.branch,
            staff_id=who.staff_id,
            name=who.name,
            action=action,
            subject=subject,
            reason=reason,
            data=data,
        )

    def search(
        self,
        who: Staff,
        *,
        first: date | None = None,
        last: date | None = None,
        staff_id: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        before: str | None = None,
    ) -> Page:
        """Newest first, at most PAGE: of one subject, or of the days first to last (today when none is named); and
        what `before` must be for older ones.

        Raises AuditDaysWrong for more than 31 days, and Invalid for a `before` that no answer had.
        """
        if before is not None and not _place(before):
            raise Invalid(field="before")
        wanted = Wanted(staff_id=staff_id, action=action, before=before, limit=PAGE)
        if subject is not None:
            return self._store.about(who.branch, subject, wanted)
        until = last or self._clock().astimezone(SHANGHAI).date()
        since = first or until
        if not timedelta() <= until - since < timedelta(days=MOST_DAYS):
            raise AuditDaysWrong(field="first")
        return self._store.between(who.branch, since, until, wanted)


def _place(before: str) -> bool:
    """Whether it is where a page ended."""
    instant, _, row = before.partition("#")
    try:
        return 2000 <= from_iso(instant).year <= 2100 and bool(row)  # days are counted from it
    except (ValueError, OverflowError):
        return False
