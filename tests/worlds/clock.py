"""A clock to move: the wall's, and what it is ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from chalicelib.shared.clock import system_clock
from chalicelib.wire import Wire, wire

TIMELESS = {"settings", "clock", "engine"}  # the engine's models take a second to load


class Clock:
    """Runs like the wall's clock, `ahead` of it (behind, when negative)."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return system_clock() + self.ahead

    def to(self, instant: datetime) -> None:
        """Moves on to `instant`; never back."""
        self.ahead = max(self.ahead, instant - system_clock())


@contextmanager
def product_clock(clock: Clock) -> Iterator[Clock]:
    """The services of this process, the ones that answer HTTP, live on `clock`; afterwards on the wall's again.

    They are built anew for it: a service keeps the clock it was made with.
    """
    here = wire()
    _rebuild(here, clock)
    try:
        yield clock
    finally:
        _rebuild(here, system_clock)


def _rebuild(here: Wire, clock: Callable[[], datetime]) -> None:
    here.clock = clock
    for name in set(vars(here)) - TIMELESS:
        del vars(here)[name]
