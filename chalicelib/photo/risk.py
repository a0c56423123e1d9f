"""How near a picture is to its limits, as one number that puts a reviewer's desk in order."""

from __future__ import annotations

from collections.abc import Iterable

from .judge import counts, severity
from .limits.row import Row
from .model import Measures

AT_WARNING = 0.5
DOUBT = 0.05  # what each further code adds that is doubtful, too
MOST = 0.99  # of a picture that nothing fails
EXACT = ("px", "count")  # facts, not estimates: one px within its limit is as good as a thousand


def risk(measures: Measures, rows: Iterable[Row]) -> float:
    """0 far from every limit, 0.5 at a warning, 1 at or over a fail; 3 digits.

    The measure closest to its limit counts: one fault is enough to refuse a picture, and ten good measures do not make
    up for it.  Every further code in doubt adds DOUBT: doubts are rarely all mistaken.
    """
    nearness: dict[str, float] = {}
    for row in rows:
        nearness[row.code] = max(nearness.get(row.code, 0.0), nearness_of(row, measures))
    closest = max(nearness.values(), default=0.0)
    if closest >= 1:
        return 1.0
    doubts = sum(value >= AT_WARNING for value in nearness.values())
    return round(min(MOST, closest + DOUBT * max(0, doubts - 1)), 3)


def nearness_of(row: Row, measures: Measures) -> float:
    """Of one row.  Up to the warning half the square of how much of the way there is gone: a measure half-way is far
    from it.  Between warning and fail evenly; beyond the warning of a row that never fails it nears 1 as the measure
    leaves the limit behind, since nobody knows where a fail would be."""
    bad, value = severity(row, measures), measures.get(row.measure)
    if bad == "fail":
        return 1.0
    if value is None or not counts(row, measures) or (bad is None and row.unit in EXACT):
        return 0.0
    size = abs(value) if row.bad == "either" else max(value, 0.0)
    if bad is None:
        return AT_WARNING * _ratio(row, size) ** 2
    if row.fail is None and row.unit in EXACT:
        return AT_WARNING
    if row.fail is None:
        return min(MOST, 1 - (1 - AT_WARNING) / max(_ratio(row, size), 1.0))
    return AT_WARNING + (1 - AT_WARNING) * (size - row.warn) / (row.fail - row.warn)


def _ratio(row: Row, size: float) -> float:
    """1 at the warning, more beyond it."""
    above, below = (row.warn, size) if row.bad == "low" else (size, row.warn)
    if below <= 0:
        return 0.0 if above <= 0 else float("inf")
    return above / below
