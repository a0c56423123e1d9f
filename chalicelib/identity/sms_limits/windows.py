"""The windows of time that counters are of: each has a name, for the counter's key, and an end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from chalicelib.shared.clock import SHANGHAI

Window = tuple[str, datetime]  # name, end


def day_of(now: datetime) -> Window:
    """The day in Shanghai."""
    today = now.astimezone(SHANGHAI).date()
    end = datetime.combine(today + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
    return f"{today:%Y%m%d}", end


def year_of(now: datetime) -> Window:
    """The year in Shanghai."""
    year = now.astimezone(SHANGHAI).year
    return str(year), datetime(year + 1, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)


def hour_of(now: datetime) -> Window:
    """The hour of the day in Shanghai, 00 to 23."""
    hour = now.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    return f"{hour:%H}", (hour + timedelta(hours=1)).astimezone(UTC)


def slot_of(now: datetime, seconds: int) -> Window:
    """The current one of windows of so many seconds."""
    end = (int(now.timestamp()) // seconds + 1) * seconds
    return str(end), datetime.fromtimestamp(end, UTC)


def seconds_until(end: datetime, now: datetime) -> int:
    """At least 1."""
    return max(1, int((end - now).total_seconds()))
