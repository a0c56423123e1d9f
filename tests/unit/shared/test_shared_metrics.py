"""Metrics stand in the lines of the log, in the form that CloudWatch reads, and name nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.shared.log import ref
from chalicelib.shared.metrics import UNITS, measured

# CloudWatch's own list
KNOWN_UNITS = {"Count", "Seconds", "Milliseconds", "Bytes", "Percent", "None"}


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = capsys.readouterr().out.splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


def test_a_line_with_metrics_is_read_by_people_and_by_cloudwatch(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form: docs.aws.amazon.com, "Specification: Embedded metric format"."""
    monkeypatch.setenv("STAGE", "test")
    token = ref.set("r-1")
    measured("judged", {"PhotosJudged": 1, "VerdictSeconds": 2.5}, order_id="o", photo_no=1)
    ref.reset(token)
    line = told(capsys)
    assert (line["what"], line["ref"], line["order_id"], line["photo_no"]) == ("judged", "r-1", "o", 1)
    declared = line["_aws"]
    assert declared["Timestamp"] == round(line["at"] * 1000)
    (directive,) = declared["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"]) == ("gradphoto-test", [[]])
    assert {one["Name"]: (one["Unit"], line[one["Name"]]) for one in directive["Metrics"]} == {
        "PhotosJudged": ("Count", 1),
        "VerdictSeconds": ("Seconds", 2.5),
    }


def test_a_line_without_values_is_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    measured("moved", {}, order_id="o")
    assert told(capsys).keys() == {"at", "level", "what", "ref", "order_id"}


def test_names_that_nobody_watches_and_fields_that_may_not_be_logged_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="Surprise"):
        measured("moved", {"Surprise": 1})
    with pytest.raises(ValueError, match="phone"):
        measured("moved", {"OrdersPaid": 1}, phone="13800000000")
    assert capsys.readouterr().out == ""


def test_cloudwatch_knows_every_unit() -> None:
    assert set(UNITS.values()) <= KNOWN_UNITS


def test_a_metric_adds_less_than_a_quarter_of_a_kilobyte(capsys: pytest.CaptureFixture[str]) -> None:
    """Logs are paid by the byte."""
    measured("moved", {"OrdersPaid": 1})
    measured("moved", {})
    with_metric, without = capsys.readouterr().out.splitlines()
    assert len(with_metric) - len(without) < 250
