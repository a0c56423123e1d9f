"""A small cache for reads that may be a little out of date."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock

MOST = 1024  # values kept; one more clears the cache


class Recent[T]:
    """Caches values by key for `seconds`: what is shown, and what is compared with fresh values later, as submitting
    compares the spec that a photo's verdict names.  Whatever money depends on is read fresh."""

    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock, self._life = clock, timedelta(seconds=seconds)
        self._kept: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str, read: Callable[[], T | None]) -> T | None:
        """The value, read anew if it is too old.  None is never cached, so that a new value is found at once."""
        return self.many([key], lambda keys: {key: value} if (value := read()) is not None else {}).get(key)

    def many(self, keys: Collection[str], read: Callable[[list[str]], dict[str, T]]) -> dict[str, T]:
        """As `get`, of several at once; read: those that are too old, which may find fewer."""
        now = self._clock()
        found = {key: kept[1] for key in keys if (kept := self._kept.get(key)) and self._is_new(now, kept[0])}
        old = [key for key in keys if key not in found]
        for key in old:
            self._kept.pop(key, None)
        fresh = read(old) if old else {}
        if len(self._kept) + len(fresh) > MOST:
            self._kept.clear()
        self._kept |= {key: (now, value) for key, value in fresh.items()}
        return found | fresh

    def _is_new(self, now: datetime, read_at: datetime) -> bool:
        return timedelta() <= now - read_at < self._life

    def forget(self) -> None:
        """Clear the cache."""
        self._kept.clear()

    def drop(self, key: str) -> None:
        """Have one value read anew."""
        self._kept.pop(key, None)
