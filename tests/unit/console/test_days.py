"""Days in the console's addresses: which are any, and which are beside them."""

from __future__ import annotations

import json

import pytest

from tests.worlds.console_modules import evaluated

NONE = [
    "",
    "yesterday",
    "constructor",
    "2026-11-",
    "2026-13-01",
    "2026-02-30",
    "2027-02-29",
    "0001-01-01",
    "2026-W48-7",
]


def test_only_a_day_of_the_calendar_is_one() -> None:
    days = ["2026-11-29", "2028-02-29", "2000-01-01"]
    assert evaluated("staff/days.js", f"{json.dumps(days + NONE)}.filter(it.isDay)") == days


@pytest.mark.parametrize(
    ("day", "by", "beside"),
    [("2026-11-30", 1, "2026-12-01"), ("2027-01-01", -1, "2026-12-31"), ("2028-02-27", 5, "2028-03-03")],
)
def test_the_days_beside_a_day(day: str, by: int, beside: str) -> None:
    assert evaluated("staff/days.js", f"it.dayBeside('{day}', {by})") == beside
