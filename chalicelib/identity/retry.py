"""The loser of a race reloads and decides again."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.errors import AccountChanged
from chalicelib.shared.db import Conflict, Duplicate, keep_trying


def again[T](work: Callable[[], T]) -> T:
    """Runs `work` (read, decide, write) until nobody was faster.  Raises AccountChanged after eight lost races."""

    def once() -> T:
        try:
            return work()
        except Duplicate as error:
            raise Conflict from error

    try:
        return keep_trying(once)
    except Conflict as error:
        raise AccountChanged from error
