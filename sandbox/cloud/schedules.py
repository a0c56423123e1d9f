"""When the schedules fire, and at which times a move of the clock stops to run them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
RATES = {"minute": MINUTE, "hour": HOUR, "day": DAY}
PACES = (  # (up to this length of a move, seconds between stops); a stop costs a tenth of a second
    (2 * HOUR, 5 * MINUTE), (2 * DAY, HOUR), (14 * DAY, 6 * HOUR), (60 * DAY, 12 * HOUR),
)  # fmt: skip


@dataclass(frozen=True)
class Schedule:
    """Fires every `period` seconds, `offset` seconds after the multiples of the period in UTC."""

    period: int
    offset: int = 0

    def last(self, until: float) -> float:
        """The last time it fires at or before `until` (seconds since 1970)."""
        return (until - self.offset) // self.period * self.period + self.offset

    def next(self, after: float) -> float:
        return self.last(after) + self.period


def parse(expression: str) -> Schedule:
    """Parses `rate(5 minutes)`, or `cron(30 2 * * ? *)` for every day.  Raises ValueError for other expressions."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return Schedule(int(rate[1]) * RATES[rate[2]])
    if daily := re.fullmatch(r"cron\((\d+) (\d+) \* \* \? \*\)", expression):
        return Schedule(DAY, int(daily[2]) * HOUR + int(daily[1]) * MINUTE)
    raise ValueError(f"the sandbox does not know this schedule: {expression}")


def stops(schedules: Mapping[str, Schedule], start: float, end: float) -> Iterator[float]:
    """Every time a daily schedule fires, and times in between, closer for a shorter move; the last is `end`."""
    pace = Schedule(next((step for most, step in PACES if end - start <= most), DAY))
    daily = [schedule for schedule in schedules.values() if schedule.period >= DAY]
    at = start
    while at < end:
        at = min(end, *(schedule.next(at) for schedule in (pace, *daily)))
        yield at


def steps_due(schedules: Mapping[str, Schedule], after: float, until: float) -> list[str]:
    """The steps that fire after `after` and until `until`, the most frequent schedule first, each step once."""
    steps = [step for step, schedule in schedules.items() if schedule.last(until) > after]
    return sorted(steps, key=lambda step: schedules[step].period)
