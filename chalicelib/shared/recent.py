"""A small cache for reads that may be a little out of date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock

MOST = 1024  # values kept; one more clears the cache


class Recent[T]:
    """Caches values by key for `seconds`.  Only for display: whatever money or a guard depends on is read fresh."""

    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock, self._life = clock, timedelta(seconds=seconds)
        self._kept: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str, read: Callable[[], T | None]) -> T | None:
        """The value, read anew if it is too old.  None is never cached, so that a new value is found at once."""
        now, kept = self._clock(), self._kept.get(key)
        if kept is not None and timedelta() <= now - kept[0] < self._life:
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
        """Clear the cache."""
        self._kept.clear()
