"""How often a member of staff learns of a number without an order in her branch whether anybody has an account with it.

She must be able to: two accounts of one student are merged by their numbers, and one of them is often empty.  But
whoever tries many numbers is after something else, and is seen.  What is refused for its number tells as much as a
look, and leaves no proposal: it counts as one, and is in the audit trail as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol

from chalicelib.desk.errors import FindsUsedUp, NobodyWithPhone, PhoneHasAccount
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import alarm
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff

A_DAY: Final = 60  # of one member of staff, by the day in Shanghai


class Counters(Protocol):
    def count(self, pk: str, *, until: datetime, most: int | None = None) -> int | None: ...


class FindLimits:
    """counters: the inbox."""

    def __init__(self, counters: Counters, audit: Audit, clock: Clock) -> None:
        self._counters, self._audit, self._clock = counters, audit, clock

    @contextmanager
    def counting(self, who: Staff) -> Iterator[None]:
        """Counts what is refused within because somebody has the number, or nobody.  Raises FindsUsedUp instead."""
        try:
            yield
        except (NobodyWithPhone, PhoneHasAccount):
            self._audit.note(who, "find", f"staff {who.staff_id}", by="phone", orders=[])
            self.claim(who)
            raise

    def claim(self, who: Staff) -> None:
        """One more.  Raises FindsUsedUp; the last that is free is an alarm."""
        midnight = self._clock().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        until = midnight + timedelta(days=1)
        used = self._counters.count(f"RATE#staff#finds#{who.staff_id}#{midnight.date()}", until=until, most=A_DAY)
        if used is None:
            raise FindsUsedUp(retry_after=max(1, round((until - self._clock()).total_seconds())))
        if used == A_DAY:
            alarm(
                "a member of staff looked up many numbers that have no order in the branch: see `find` in the audit "
                "trail, and ask",
                id=who.staff_id,
                count=used,
            )
