"""Time: always timezone-aware, UTC internally; days are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC, to the millisecond (the precision of the tables)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class SettableClock:
    """A clock whose source can be replaced; services hold this object, so that all of them follow."""

    def __init__(self, source: Clock) -> None:
        self.source = source

    def __call__(self) -> datetime:
        return self.source()


def iso(instant: datetime) -> str:
    """Sortable text of an instant: `2026-11-24T08:00:00.000Z`.  Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The instant in a text that `iso` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant a date means as a deadline: 23:59:59 in Shanghai."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def shanghai(instant: datetime) -> str:
    """An instant as people read it, Shanghai time: `11月24日 16:00`."""
    local = instant.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def wait_text(seconds: int) -> str:
    """A waiting time in Chinese, to be followed by “再试”: 在 30 秒后, 在约 5 分钟后, 在约 3 小时后, 明天."""
    if seconds <= 60:
        return f"在 {seconds} 秒后"
    minutes, hours = ceil(seconds / 60), ceil(seconds / 3600)
    if minutes < 120:
        return f"在约 {minutes} 分钟后"
    return f"在约 {hours} 小时后" if hours < 24 else "明天"


def add_days(instant: datetime, days: int, *, working: bool = False) -> datetime:
    """The end of the day `days` later; working=True skips weekends (not holidays: the branch adds time)."""
    day = instant.astimezone(SHANGHAI).date()
    while days > 0:
        day += timedelta(days=1)
        if not working or day.weekday() < 5:
            days -= 1
    return end_of_day(day)
