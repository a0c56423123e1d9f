"""How late a sweep finds what is due: the index is a queue as well, and nothing else looks at what waits in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from chalicelib.orders.store.items import DueSlot
from chalicelib.shared.clock import from_iso


class Lag:
    """seconds: for how long the oldest slot that was passed on has been due; 0 if there was none.  Slots come by their
    time, so that it is the oldest of all, also in a run that is over before them."""

    def __init__(self, now: datetime) -> None:
        self._now, self.seconds = now, 0.0

    def watching(self, slots: Iterable[DueSlot]) -> Iterator[DueSlot]:
        """Passes the slots on."""
        for slot in slots:
            since = from_iso(slot.place.partition("#")[0])
            self.seconds = max(self.seconds, (self._now - since).total_seconds())
            yield slot
