"""The simulators' times: seconds since 1970 inside, China's time zone in their protocols."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
Clock = Callable[[], float]


def rfc3339(at: float) -> str:
    """An instant as text, such as `2026-11-24T16:00:00+08:00`."""
    return datetime.fromtimestamp(at, CHINA).isoformat(timespec="seconds")
