"""A clock for services that a test makes itself; the whole sandbox has one of its own (`clock` in conftest)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.shared.clock import SHANGHAI, system_clock
from chalicelib.wire import wire


def at(hour: int, days: int = 0) -> datetime:
    """That hour in Shanghai, so many days from today, by the clock of the whole sandbox."""
    now = wire().clock().astimezone(SHANGHAI)
    return now.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


class Clock:
    """Runs like the wall's clock, `ahead` of it (behind, when negative).  held: stands still unless it is moved."""

    def __init__(self, ahead: timedelta = timedelta(), *, held: bool = False) -> None:
        self.ahead = ahead
        self._began = system_clock() if held else None

    def __call__(self) -> datetime:
        return self._now() + self.ahead

    def to(self, instant: datetime) -> None:
        """Moves on to `instant`; never back."""
        self.ahead = max(self.ahead, instant - self._now())

    def _now(self) -> datetime:
        return self._began or system_clock()


def of_services(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of all services of the product until the test ends, held: no wait is over before the test moves it."""
    ahead = Clock(held=True)
    monkeypatch.setattr(wire().clock, "source", ahead)
    return ahead
