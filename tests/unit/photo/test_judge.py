"""Measures and rows in, findings out, whatever they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chalicelib.photo.judge import judge, severity
from chalicelib.photo.limits.row import Evidence, Row, Whens
from chalicelib.photo.model import Box, Finding, Measures, Spec

BOX: Box = (0.1, 0.2, 0.3, 0.4)
BLURRED = Row(
    code="blurred", measure="detail", bad="low", warn=25.0, fail=18.0, means="", rests_on=Evidence(source="drawn")
)
SHAKEN = replace(BLURRED, measure="shake", bad="high", warn=0.2, fail=0.4, unit="%")
TILTED = replace(BLURRED, code="head_tilted", measure="roll", bad="either", warn=5.0, fail=7.0, unit="deg")
SCREEN = replace(BLURRED, code="not_a_real_photo", measure="wave", bad="high", warn=6.8, fail=None)


def told(measures: Measures, rows: Sequence[Row], spec: Spec) -> tuple[Finding, ...]:
    return judge(measures, rows, spec, lambda row: BOX if row.part else None)


@pytest.mark.parametrize(
    ("row", "value", "bad"),
    [
        (BLURRED, 25.0, None),
        (BLURRED, 24.9, "warn"),
        (BLURRED, 18.0, "warn"),
        (BLURRED, 17.9, "fail"),
        (SHAKEN, 0.2, None),
        (SHAKEN, 0.21, "warn"),
        (SHAKEN, 0.41, "fail"),
        (TILTED, -5.1, "warn"),
        (TILTED, 5.1, "warn"),
        (TILTED, -7.1, "fail"),
        (SCREEN, 1000.0, "warn"),
        (BLURRED, None, None),
    ],
)
def test_a_limit_goes_either_way(row: Row, value: float | None, bad: str | None) -> None:
    assert severity(row, {row.measure: value}) == bad


def test_what_was_not_measured_is_not_judged(spec: Spec) -> None:
    assert told({}, (BLURRED, SHAKEN, TILTED, SCREEN), spec) == ()


@pytest.mark.parametrize(
    ("needs", "unless", "speaks"),
    [
        ((("size", ">", 3),), (), True),
        ((("size", ">", 4),), (), False),
        ((("size", ">=", 4), ("size", "<", 4)), (), False),
        ((("absent", "<", 4),), (), False),
        ((), (("size", "<=", 4),), False),
        ((), (("size", "<=", 4), ("size", ">", 4)), True),
        ((), (("absent", "<", 4),), True),
    ],
)
def test_a_row_speaks_where_its_conditions_hold(needs: Whens, unless: Whens, speaks: bool) -> None:
    row = replace(BLURRED, needs=needs, unless=unless)
    assert (severity(row, {"detail": 1.0, "size": 4.0}) is not None) == speaks


def test_a_code_has_one_finding_of_its_first_worst_row(spec: Spec) -> None:
    (both,) = told({"detail": 20.0, "shake": 0.5}, (BLURRED, SHAKEN), spec)
    assert (both.severity, both.measured, both.allowed, both.unit) == ("fail", 50.0, (None, 40.0), "%")
    (first,) = told({"detail": 20.0, "shake": 0.3}, (BLURRED, SHAKEN), spec)
    assert (first.severity, first.measured, first.allowed) == ("warn", 20.0, (25.0, None))


def test_fails_come_first_each_group_in_the_rows_order(spec: Spec) -> None:
    rows = (SCREEN, BLURRED, TILTED, SHAKEN)
    found = told({"wave": 9.0, "detail": 20.0, "roll": -9.0, "shake": 0.5}, rows, spec)
    assert [one.code for one in found] == ["blurred", "head_tilted", "not_a_real_photo"]
    assert [one.allowed for one in found] == [(None, 40.0), (-7.0, 7.0), (None, 6.8)]


def test_a_row_may_tell_another_measure_other_bounds_and_a_place(spec: Spec) -> None:
    row = replace(SHAKEN, tells="size", allowed=(3, 9), unit="px", part="face")
    (found,) = told({"shake": 0.3, "size": 11.0}, (row,), spec)
    assert (found.measured, found.allowed, found.box) == (11.0, (3, 9), BOX)
