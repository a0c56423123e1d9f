"""Retrying a change of an account that lost a race."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.errors import AccountChanged
from chalicelib.shared.db import Conflict, Duplicate, insist


def retry[T](work: Callable[[], T]) -> T:
    """Run `work` (read, decide, write) until its write wins.  Raises AccountChanged after eight lost races."""

    def attempt() -> T:
        try:
            return work()
        except Duplicate as error:
            raise Conflict from error

    return insist(attempt, AccountChanged)
