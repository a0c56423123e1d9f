"""One number puts pictures in order: it grows as any measure nears its limit, and with every doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.limits.row import Evidence, Row
from chalicelib.photo.model import Spec
from chalicelib.photo.risk import nearness_of, risk
from drawings.faulty_portraits import faulty
from tests.worlds.pictures import drawn, encoded

HIGH = Row(
    code="too_bright", measure="light", bad="high", warn=0.4, fail=0.8, means="", rests_on=Evidence(source="drawn")
)
LOW = replace(HIGH, code="blurred", measure="detail", bad="low", warn=20.0, fail=10.0)
EITHER = replace(HIGH, code="head_tilted", measure="roll", bad="either", warn=4.0, fail=8.0)
DOUBT = replace(HIGH, code="head_covered", measure="ribs", fail=None, warn=2.0)
PX = replace(HIGH, code="crown_margin", measure="room", bad="low", warn=50.0, fail=50.0, unit="px")


@pytest.mark.parametrize(
    ("row", "value", "expected"),
    [
        (HIGH, -1.0, 0.0),
        (HIGH, 0.0, 0.0),
        (HIGH, 0.2, 0.125),
        (HIGH, 0.4, 0.5),
        (HIGH, 0.6, 0.75),
        (HIGH, 0.81, 1.0),
        (LOW, 40.0, 0.125),
        (LOW, 20.0, 0.5),
        (LOW, 15.0, 0.75),
        (LOW, 5.0, 1.0),
        (EITHER, -2.0, 0.125),
        (EITHER, -6.0, 0.75),
        (DOUBT, 2.0, 0.5),
        (DOUBT, 4.0, 0.75),
        (DOUBT, 1e9, 0.99),
        (PX, 51.0, 0.0),
        (PX, 49.0, 1.0),
    ],
)
def test_how_near_a_measure_is(row: Row, value: float, expected: float) -> None:
    assert nearness_of(row, {row.measure: value}) == pytest.approx(expected)


def test_what_was_not_measured_or_does_not_count_is_far() -> None:
    assert nearness_of(HIGH, {}) == 0.0
    assert nearness_of(replace(HIGH, needs=(("size", ">", 1),)), {"light": 5.0, "size": 1.0}) == 0.0


def test_the_nearest_counts_and_further_doubts_add_a_little() -> None:
    rows = (HIGH, LOW, EITHER)
    assert risk({"light": 0.6, "detail": 40.0, "roll": 0.0}, rows) == 0.75
    assert risk({"light": 0.6, "detail": 19.0, "roll": 0.0}, rows) == pytest.approx(0.8)
    assert risk({"light": 0.6, "detail": 19.0, "roll": 5.0}, rows) == pytest.approx(0.85)
    assert risk({"light": 0.79, "detail": 10.1, "roll": 7.9}, rows) == 0.99
    assert risk({"light": 0.81, "detail": 40.0, "roll": 0.0}, rows) == 1.0
    assert risk({}, rows) == 0.0


def test_the_engines_risk_follows_the_verdict(engine: Engine, spec: Spec) -> None:
    good, doubted, failed = (
        engine.judge(data, spec).report for data in (encoded(drawn()), encoded(drawn(roll=6.5)), faulty("eyes_closed"))
    )
    assert good.risk is not None
    assert doubted.risk is not None
    assert good.risk < 0.5 < doubted.risk < failed.risk == 1.0  # type: ignore[operator]
