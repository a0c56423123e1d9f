"""The number of SMS about a branch's orders in a day: NOTICE#sms#<branch>#<day> in the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.sms_limits.windows import day_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import alarm
from chalicelib.shared.outside import OverBudget

DAILY = 20_000  # a tenth of a large branch's 200,000 students have a deadline on the same day


class BranchBudget:
    """Bounds the SMS of a branch to DAILY in a day of Shanghai."""

    def __init__(self, inbox: Inbox, clock: Clock, daily: int = DAILY) -> None:
        self._inbox, self._clock, self._daily = inbox, clock, daily

    @contextmanager
    def spend(self, branch: str) -> Iterator[None]:
        """Count one SMS of today's, and take it back if sending raises.  Raises OverBudget, and alarms once a day."""
        now = self._clock()
        day, until = day_of(now)
        pk = f"NOTICE#sms#{branch}#{day}"
        if self._inbox.count(pk, until=until, most=self._daily) is None:
            if self._inbox.seize(f"{pk}#over", now=now, until=until, body=""):
                alarm("a branch sent as many SMS as it may in a day", id=branch, count=self._daily)
            raise OverBudget
        try:
            yield
        except Exception:
            self._inbox.return_one(pk)
            raise
