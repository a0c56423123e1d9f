"""Is the picture from within a year, as the standard wants it?  The engine knows no day: it would not judge a picture
alike twice.

The day is that of the camera, whose clock may be wrong: a warning.  A file that names no day is silent.
"""

from __future__ import annotations

from datetime import date, timedelta

from chalicelib.orders.photos.repeats import with_findings
from chalicelib.photo.codes import finding
from chalicelib.photo.model import Report

RECENT = timedelta(days=366)  # standard: 近期（毕业前一年以内）; a leap year's


def with_age(report: Report, taken: date | None, asked: date) -> Report:
    """The report, with a warning where the picture was older than that on the day somebody asked to upload it."""
    if taken is None or asked - taken <= RECENT:
        return report
    return with_findings(report, [finding("not_recent", "warn")])
