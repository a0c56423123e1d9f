"""How many faces a member of staff sees in an hour without deciding about them.

Whoever reviews decides; many looks outside of that, or pictures taken and put back, are a collection of portraits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from chalicelib.desk.errors import FacesUsedUp
from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.identity.sms_limits.windows import seconds_until, slot_of
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.log import alarm
from chalicelib.staff.model import Staff

HOUR: Final = 3_600
AN_HOUR: Final = 200  # a telephone call a minute with two photos each, and a page of pictures left three times


class Counters(Protocol):
    def find(self, pk: str) -> InboxEntry | None: ...
    def count(self, pk: str, *, until: datetime, most: int | None = None) -> int | None: ...


class FacePace:
    """counters: the inbox."""

    def __init__(self, counters: Counters, clock: Clock) -> None:
        self._counters, self._clock = counters, clock

    def claim(self, who: Staff) -> None:
        """One face more.  Raises FacesUsedUp; the last that is free is an alarm."""
        if not self._count(who):
            raise self._used_up(who)

    def put_back(self, who: Staff, faces: int) -> None:
        """So many faces more, which she saw already: nothing is refused."""
        for _ in range(faces):
            self._count(who)

    def require_left(self, who: Staff) -> None:
        """Raises FacesUsedUp."""
        entry = self._counters.find(self._now(who)[0])
        if entry is not None and entry.n >= AN_HOUR:
            raise self._used_up(who)

    def _count(self, who: Staff) -> bool:
        key, until = self._now(who)
        used = self._counters.count(key, until=until, most=AN_HOUR)
        if used == AN_HOUR:
            alarm("a member of staff saw many faces without deciding: see the audit trail, and ask", id=who.staff_id)
        return used is not None

    def _now(self, who: Staff) -> tuple[str, datetime]:
        """The counter's key, and when its hour ends."""
        slot, until = slot_of(self._clock(), HOUR)
        return f"RATE#staff#faces#{who.staff_id}#{slot}", until

    def _used_up(self, who: Staff) -> FacesUsedUp:
        until = self._now(who)[1]
        return FacesUsedUp(retry_after=seconds_until(until, self._clock()), at=shanghai(until))
