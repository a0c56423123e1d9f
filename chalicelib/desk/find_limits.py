"""How often a member of staff learns of a number without an order in her branch whether anybody has an account with it.

She must be able to: an order is moved to the account of a number, and that account is often empty.  But
whoever tries many numbers is after something else, and is seen.  A refusal of what names a number tells as much as a
look, whatever it says, and leaves no proposal: it counts as one, and is in the audit trail as one.  Once they are used
up no number may be named: that one is refused and another is not would tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol

from chalicelib.desk.errors import FindsUsedUp
from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import DomainError, NotFound
from chalicelib.shared.log import alarm
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff

A_DAY: Final = 60  # of one member of staff, by the day in Shanghai


class Counters(Protocol):
    def find(self, pk: str) -> InboxEntry | None: ...
    def count(self, pk: str, *, until: datetime, most: int | None = None) -> int | None: ...


class FindLimits:
    """counters: the inbox."""

    def __init__(self, counters: Counters, audit: Audit, clock: Clock) -> None:
        self._counters, self._audit, self._clock = counters, audit, clock

    @contextmanager
    def naming(self, who: Staff, phone: str) -> Iterator[None]:
        """Counts what is refused within that names a number.  What the branch does not have is refused before anybody
        looks at the number, and does not count.  phone: "" if it names none.  Raises FindsUsedUp, also for what would
        not be refused."""
        if not phone:
            yield
            return
        try:
            self._require_left(who)
            yield
        except NotFound:
            raise
        except DomainError as refusal:
            self._audit.note(who, "find", f"staff {who.staff_id}", by="phone", orders=[])
            if not isinstance(refusal, FindsUsedUp):
                self.claim(who)
            raise

    def claim(self, who: Staff) -> None:
        """One more.  Raises FindsUsedUp; the last that is free is an alarm."""
        key, until = self._today(who)
        used = self._counters.count(key, until=until, most=A_DAY)
        if used is None:
            raise self._used_up(until)
        if used == A_DAY:
            alarm(
                "a member of staff looked up many numbers that have no order in the branch: see `find` in the audit "
                "trail, and ask",
                id=who.staff_id,
                count=used,
            )

    def _require_left(self, who: Staff) -> None:
        key, until = self._today(who)
        entry = self._counters.find(key)
        if entry is not None and entry.n >= A_DAY:
            raise self._used_up(until)

    def _today(self, who: Staff) -> tuple[str, datetime]:
        """The counter's key, and when its day ends."""
        midnight = self._clock().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return f"RATE#staff#finds#{who.staff_id}#{midnight.date()}", midnight + timedelta(days=1)

    def _used_up(self, until: datetime) -> FindsUsedUp:
        return FindsUsedUp(retry_after=max(1, round((until - self._clock()).total_seconds())))
