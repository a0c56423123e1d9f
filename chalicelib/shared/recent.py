"""A small memory of what was read a moment ago, for reads that may be a minute old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock

MOST = 1024  # values kept; one more and all are forgotten


class Recent[T]:
    """Values by key for `seconds`.  Only for showing: whatever money or a guard depends on is read fresh."""

    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock, self._life = clock, timedelta(seconds=seconds)
        self._kept: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str, read: Callable[[], T | None]) -> T | None:
        """The value, read again when it is older than that.  None is never remembered, so what is new is found."""
        now, kept = self._clock(), self._kept.get(key)
        if kept is not None and now - kept[0] < self._life:
            return kept[1]
        value = read()
        if value is None:
            self._kept.pop(key, None)
            return None
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (now, value)
        return value

    def forget(self) -> None:
        """What was read before is read again."""
        self._kept.clear()
