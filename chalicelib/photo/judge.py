"""Measures and limits in, findings out; it knows no check by name."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable

from .codes import finding
from .limits.row import Row, When
from .model import Allowed, Box, Finding, Measures, Severity, Spec
from .words import blanks

COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def judge(
    measures: Measures, rows: Iterable[Row], spec: Spec, box_of: Callable[[Row], Box | None]
) -> tuple[Finding, ...]:
    """One finding a code: of its first row that fails, or else of its first that warns; fails first, each group in the
    rows' order."""
    worst: dict[str, tuple[Row, Severity]] = {}
    for row in rows:
        bad = severity(row, measures)
        if bad and (row.code not in worst or (bad == "fail" and worst[row.code][1] == "warn")):
            worst[row.code] = row, bad
    order = {row.code: place for place, row in reversed(list(enumerate(rows)))}
    told = sorted(worst.values(), key=lambda one: (one[1] != "fail", order[one[0].code]))
    return tuple(_finding(row, bad, measures, spec, box_of(row)) for row, bad in told)


def severity(row: Row, measures: Measures) -> Severity | None:
    """How bad the row's measure is: nothing where it was not taken, or the row does not count."""
    value = measures.get(row.measure)
    if value is None or not counts(row, measures):
        return None
    if row.fail is not None and _beyond(row, value, row.fail):
        return "fail"
    return "warn" if _beyond(row, value, row.warn) else None


def counts(row: Row, measures: Measures) -> bool:
    """Whether all that the row needs holds, and not all that silences it."""
    silenced = row.unless and all(_holds(when, measures) for when in row.unless)
    return not silenced and all(_holds(when, measures) for when in row.needs)


def _holds(when: When, measures: Measures) -> bool:
    name, compare, bound = when
    value = measures.get(name)
    return value is not None and bool(COMPARE[compare](value, bound))


def _beyond(row: Row, value: float, limit: float) -> bool:
    if row.bad == "low":
        return value < limit
    return (abs(value) if row.bad == "either" else value) > limit


def _finding(row: Row, bad: Severity, measures: Measures, spec: Spec, box: Box | None) -> Finding:
    told = row.tells or row.measure
    value = measures[told]
    return finding(
        row.code,
        bad,
        measured=value * 100 if value is not None and row.unit == "%" else value,
        allowed=row.allowed or _allowed(row, bad),
        unit=row.unit,
        box=box,
        words=blanks(row.code, told, measures, spec),
        wording=row.wording,
    )


def _allowed(row: Row, bad: Severity) -> Allowed:
    """In the row's unit, on the side where it is good."""
    bound = row.fail if bad == "fail" and row.fail is not None else row.warn
    if row.unit == "%":
        bound = round(bound * 100, 1)
    return {"low": (bound, None), "high": (None, bound), "either": (-bound, bound)}[row.bad]
