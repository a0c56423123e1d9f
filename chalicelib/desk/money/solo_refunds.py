"""How many paid orders one member of staff refunds alone: a stolen or dishonest account cannot pay a season back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chalicelib.desk.find_limits import Counters
from chalicelib.desk.order_errors import NeedsSecond
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import alarm
from chalicelib.staff.model import Staff

A_DAY: Final = 10  # of one member of staff, by the day in Shanghai


class SoloRefunds:
    """counters: the inbox."""

    def __init__(self, counters: Counters, clock: Clock) -> None:
        self._counters, self._clock = counters, clock

    def claim(self, who: Staff) -> None:
        """One more.  Raises NeedsSecond once the day's are used up; the last one is an alarm."""
        midnight = self._clock().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        key = f"RATE#staff#refunds#{who.staff_id}#{midnight.date()}"
        done = self._counters.count(key, until=midnight + timedelta(days=1), most=A_DAY)
        if done is None:
            raise NeedsSecond
        if done == A_DAY:
            alarm(
                "a member of staff refunded many paid orders alone today: see `refund` and `release` in the audit "
                "trail, and ask; the next ones need a second person",
                id=who.staff_id,
                count=done,
            )
