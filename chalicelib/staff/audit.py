"""The audit trail (审计): who did what, when and why.

A row is written in the same transaction as the action it records, so neither exists without the other.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import SHANGHAI, Clock, from_iso
from chalicelib.shared.db import Duplicate, Write, transact
from chalicelib.shared.errors import Invalid
from chalicelib.shared.names import legible
from chalicelib.staff.audit_store import MOST_DAYS, AuditEntry, AuditFilter, AuditStore, Page
from chalicelib.staff.errors import AuditDaysWrong
from chalicelib.staff.model import Staff

PAGE = 200  # rows of one page


class Audit:
    """Records and searches actions.  rows: for the caller's transaction; note, listed: for a look that changes
    nothing."""

    def __init__(self, store: AuditStore, inbox: Inbox, clock: Clock) -> None:
        self._store, self._inbox, self._clock = store, inbox, clock

    def rows(self, who: Staff, action: str, subject: str, *, reason: str = "", **data: Any) -> list[Write]:
        """Writes that record an action, for the transaction of that action."""
        return self._store.rows(self._entry(who, action, subject, reason, data))

    def note(self, who: Staff, action: str, subject: str, *, reason: str = "", **data: Any) -> None:
        self._store.put(self._entry(who, action, subject, reason, data))

    def listed(self, who: Staff, action: str, subject: str) -> None:
        """A list of people was shown: a row for whoever looks, and no other in the same hour.  Raises Busy."""
        entry = self._entry(who, action, subject, "", {})
        hour = entry.at.replace(minute=0, second=0, microsecond=0)
        mark = f"RATE#staff#listed#{who.staff_id}#{action}#{subject}#{int(hour.timestamp())}"
        with suppress(Duplicate):
            transact([*self._store.rows(entry), self._inbox.new(mark, until=hour + timedelta(hours=1), body="")])

    def _entry(self, who: Staff, action: str, subject: str, reason: str, data: dict[str, Any]) -> AuditEntry:
        return AuditEntry(
            at=self._clock(),
            branch=who.branch,
            staff_id=who.staff_id,
            name=who.name,
            action=action,
            subject=subject,
            reason=legible(reason),
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
        texts: Collection[str] = (),
        subject: str | None = None,
        before: str | None = None,
    ) -> Page:
        """(rows, `before` of the next page or None), newest first, at most PAGE.

        Either of one subject, or of the days first to last (today if neither is given); texts: one of them is
        somewhere in the row, as it is written.  A page looks through so many rows at most, and may have fewer than
        there are, or none.
        Raises AuditDaysWrong for more than 31 days, and Invalid for a `before` that no page returned.
        """
        if before is not None and not is_cursor(before):
            raise Invalid(field="before")
        rows_filter = AuditFilter(staff_id=staff_id, action=action, texts=texts, before=before, limit=PAGE)
        if subject is not None:
            return self._store.about(who.branch, subject, rows_filter)
        until = last or self._clock().astimezone(SHANGHAI).date()
        since = first or until
        if not timedelta() <= until - since < timedelta(days=MOST_DAYS):
            raise AuditDaysWrong(field="first")
        return self._store.between(who.branch, since, until, rows_filter)


def is_cursor(before: str) -> bool:
    """Whether `before` has the form of a row's sort key."""
    instant, _, row = before.partition("#")
    try:
        # the year is bounded since days are subtracted from it
        return 2000 <= from_iso(instant).year <= 2100 and bool(row)
    except (ValueError, OverflowError):
        return False
