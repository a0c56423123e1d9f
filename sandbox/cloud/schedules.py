"""When the schedules fire, and where somebody who crosses a long time stops for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
RATES = {"minute": MINUTE, "hour": HOUR, "day": DAY}
PACES = (  # up to how long a way, how far from stop to stop; a stop costs a tenth of a second
    (2 * HOUR, 5 * MINUTE), (2 * DAY, HOUR), (14 * DAY, 6 * HOUR), (60 * DAY, 12 * HOUR),
)  # fmt: skip


@dataclass(frozen=True)
class Schedule:
    """Fires every `period` seconds, `offset` seconds after its multiples in UTC."""

    period: int
    offset: int = 0

    def last(self, until: float) -> float:
        """Its last firing at or before `until` (seconds since 1970)."""
        return (until - self.offset) // self.period * self.period + self.offset

    def next(self, after: float) -> float:
        return self.last(after) + self.period


def parse(expression: str) -> Schedule:
    """`rate(5 minutes)` or, every day, `cron(30 2 * * ? *)`.  Raises ValueError for any other."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return Schedule(int(rate[1]) * RATES[rate[2]])
    if daily := re.fullmatch(r"cron\((\d+) (\d+) \* \* \? \*\)", expression):
        return Schedule(DAY, int(daily[2]) * HOUR + int(daily[1]) * MINUTE)
    raise ValueError(f"the sandbox does not know this schedule: {expression}")


def stops(schedules: Mapping[str, Schedule], start: float, end: float) -> Iterator[float]:
    """Every firing of a daily one, and more between the shorter the way is; `end` is the last."""
    pace = Schedule(next((step for most, step in PACES if end - start <= most), DAY))
    daily = [one for one in schedules.values() if one.period >= DAY]
    at = start
    while at < end:
        at = min(end, *(one.next(at) for one in (pace, *daily)))
        yield at


def fired(schedules: Mapping[str, Schedule], after: float, until: float) -> list[str]:
    """Which steps' times lie between, the most frequent first; one that fired often there is in it once."""
    found = [step for step, one in schedules.items() if one.last(until) > after]
    return sorted(found, key=lambda step: schedules[step].period)
