"""Tells the branch that a photo has waited for a reviewer longer than promised: one alarm a branch and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.notify.once import Once
from chalicelib.notify.reminding.reminders import by_day
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.lists import OrderLists, ReviewQueue
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import alarm, fault
from chalicelib.shared.metrics import measured


class LateReviews:
    """branches: their ids; hours: of the clock, within which a photo is promised to be decided."""

    def __init__(
        self, *, branches: Callable[[], Iterable[str]], lists: OrderLists, once: Once, hours: int, clock: Clock
    ) -> None:
        self._branches, self._lists, self._once = branches, lists, once
        self._hours, self._clock = hours, clock

    def run(self) -> list[str]:
        """The branches that were told of now; at night nobody is.  The age of the oldest photo is measured at any
        hour."""
        now = self._clock()
        told, ages = [], [0.0]
        for branch in self._branches():
            try:
                oldest = self.oldest(branch)
                ages += [(now - oldest) / timedelta(hours=1)] if oldest else []
                if oldest and by_day(now) and self._tell(branch, oldest, now):
                    told.append(branch)
            except Exception as error:  # what goes wrong in one branch keeps no other from being told
                fault("late reviews were not looked for", error, id=branch)
        measured("reviews waited for", {"ReviewAge": round(max(ages), 1)})
        return told

    def oldest(self, branch: str) -> datetime | None:
        """Since when the branch's oldest photo waits that nobody holds."""
        bands = (self._lists.oldest(ReviewQueue(branch, band), self._clock()) for band in Band)
        return min(filter(None, bands), default=None)

    def _tell(self, branch: str, oldest: datetime, now: datetime) -> bool:
        if now - oldest <= timedelta(hours=self._hours):
            return False
        waited = int((now - oldest) / timedelta(hours=1))
        day = now.astimezone(SHANGHAI).date().isoformat()

        def tell() -> None:
            alarm("a photo waits longer for its review than promised", id=branch, due=self._hours, count=waited)

        with suppress(OutsideBusy):  # another run tells it
            return self._once.run("late review", f"{branch}#{day}", tell)
        return False
