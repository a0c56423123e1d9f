"""When the clock starts a step: the expressions of EventBridge that the template uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
RATES = {"minute": MINUTE, "hour": HOUR, "day": DAY}


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
    raise ValueError(f"neither the alarms nor the sandbox know this schedule: {expression}")
