"""Time: always aware, always UTC inside; business days are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC, to the millisecond (what the tables keep)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class SettableClock:
    """Tells what its source tells.  Services keep this object, so setting the source moves them all."""

    def __init__(self, source: Clock) -> None:
        self.source = source

    def __call__(self) -> datetime:
        return self.source()


def iso(instant: datetime) -> str:
    """Sortable text of an instant: `2026-11-24T08:00:00.000Z`.  Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The instant `iso` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """A date as a deadline means 23:59:59 in Shanghai."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def shanghai(instant: datetime) -> str:
    """For people: `11月24日 16:00`."""
    local = instant.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def later(seconds: int) -> str:
    """When so many seconds are over, as one says it before “再试”: 在 30 秒后, 在约 5 分钟后, 在约 3 小时后, 明天."""
    if seconds <= 60:
        return f"在 {seconds} 秒后"
    minutes, hours = ceil(seconds / 60), ceil(seconds / 3600)
    if minutes < 120:
        return f"在约 {minutes} 分钟后"
    return f"在约 {hours} 小时后" if hours < 24 else "明天"


def add_days(instant: datetime, days: int, *, working: bool = False) -> datetime:
    """The end of the day `days` days on; working days skip weekends (holidays are the branch's to grant)."""
    day = instant.astimezone(SHANGHAI).date()
    while days > 0:
        day += timedelta(days=1)
        if not working or day.weekday() < 5:
            days -= 1
    return end_of_day(day)
