"""An old picture is a doubt, by the day its file names and the day it was brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.orders.photos.age import with_age
from chalicelib.photo.codes import finding
from chalicelib.photo.model import Report
from tests.unit.orders.judged import PASSED

ASKED = date(2026, 5, 20)


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in report.findings]


@pytest.mark.parametrize(
    ("taken", "old"),
    [
        (None, False),
        (date(2026, 5, 20), False),
        (date(2025, 5, 20), False),
        (date(2025, 5, 18), True),
        (date(2019, 6, 1), True),
        (date(2031, 1, 1), False),  # a clock that is wrong
    ],
)
def test_a_picture_of_more_than_a_year_ago_is_a_doubt(taken: date | None, old: bool) -> None:
    clean = replace(PASSED, findings=())
    report = with_age(clean, taken, ASKED)
    assert told(report) == ([("not_recent", "warn")] if old else [])
    assert (report.verdict, report.standard) == ("PASSED", PASSED.standard)
    assert with_age(clean, taken, ASKED) == report


def test_a_fail_stays_first_and_a_doubtful_picture_is_seen_early() -> None:
    failed = replace(PASSED, verdict="FAILED", findings=(finding("blurred", "fail"),), risk=1.0)
    report = with_age(failed, date(2020, 1, 1), ASKED)
    assert told(report) == [("blurred", "fail"), ("not_recent", "warn")]
    assert (report.verdict, report.risk) == ("FAILED", 1.0)
    assert with_age(replace(PASSED, risk=0.1), date(2020, 1, 1), ASKED).risk == 0.55
