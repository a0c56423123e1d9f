"""tools.feedback: what became of each code, how measures drift, and labelled measures for choosing limits."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.feedback.model import DecidedPhoto, as_lines
from tools.feedback.__main__ import main
from tools.feedback.codes import CodeCounts, counts
from tools.feedback.drift import LEAST, Drift
from tools.feedback.rows import NotFeedback, decided, labelled


def a_decided(**changes: Any) -> DecidedPhoto:
    wanted: dict[str, Any] = {
        "week": "2026-W48", "client": "mini", "size": "to 16 MP", "engine": "10", "limits": "0123456789ab",
        "spec": "chsi", "spec_rev": 5, "glasses": "ALLOW", "covers": "REFUSE", "wall": (255, 255, 255),
        "measures": {"roll": 1.0, "gaze": None}, "findings": {}, "appealed": False, "approved": True, "reasons": (),
    }  # fmt: skip
    return DecidedPhoto(**wanted | changes)


def refused(*reasons: str, **changes: Any) -> DecidedPhoto:
    return a_decided(approved=False, reasons=reasons, **changes)


def test_each_code_is_counted_by_what_became_of_it() -> None:
    lens, dim = {"sunglasses": "fail"}, {"too_dark": "warn"}
    photos = [
        a_decided(findings=lens | dim, appealed=True),
        refused("sunglasses", "jewellery", findings=lens | dim, appealed=True),
        refused("jewellery", findings=lens, appealed=True),
        refused("too_dark", findings=dim),
        refused("too_dark"),
        a_decided(),
        refused("gone_from_the_catalogue"),
    ]
    assert counts(photos) == [
        CodeCounts(code="sunglasses", decided=3, failed=3, overturned=1, upheld=1),
        CodeCounts(code="too_dark", decided=4, warned=3, ignored=1, followed=1, unseen=1),
        CodeCounts(code="jewellery", decided=2, unseen=2),
        CodeCounts(code="gone_from_the_catalogue", decided=1, unseen=1),
    ]


def test_a_measure_has_its_quantiles_by_week_and_by_phone() -> None:
    drift = Drift()
    for number in range(101):
        drift.add(a_decided(measures={"roll": float(number), "gaze": None}))
    for _ in range(LEAST):
        drift.add(a_decided(week="2026-W49", client="web", measures={"roll": 200.0, "tint": 0.5}))
    for _ in range(LEAST - 1):
        drift.add(a_decided(week="2026-W50", client="", measures={"roll": 0.0}))
    said = [(one.measure, one.where, one.n, one.low, one.middle, one.high) for one in drift.spreads()]
    assert said == [
        ("roll", "2026-W48", 101, 5.0, 50.0, 95.0),
        ("roll", "2026-W49", LEAST, 200.0, 200.0, 200.0),
        ("roll", "mini to 16 MP", 101, 5.0, 50.0, 95.0),
        ("roll", "web to 16 MP", LEAST, 200.0, 200.0, 200.0),
        ("tint", "2026-W49", LEAST, 0.5, 0.5, 0.5),
        ("tint", "web to 16 MP", LEAST, 0.5, 0.5, 0.5),
    ]
    only = Drift(["tint"])
    for _ in range(LEAST):
        only.add(a_decided(measures={"roll": 1.0, "tint": 0.5}))
    assert {one.measure for one in only.spreads()} == {"tint"}


@pytest.fixture
def days(tmp_path: Path) -> Path:
    approved = a_decided(findings={"too_dark": "warn"})
    (tmp_path / "2026-11-26.jsonl").write_bytes(as_lines([approved, refused("blurred", "jewellery", client="")]))
    (tmp_path / "2026-11-27.jsonl").write_bytes(b"")
    (tmp_path / "other.txt").write_text("no day")
    return tmp_path


def test_labelled_measures_say_what_a_person_found(days: Path) -> None:
    measures = {"roll": 1.0, "gaze": None}
    said = sorted(labelled([days]), key=lambda one: one[3])
    assert said == [
        (measures, frozenset(), frozenset(), "mini to 16 MP"),
        (measures, frozenset({"blurred", "jewellery"}), frozenset(), "to 16 MP"),
    ]
    assert list(labelled([days / "2026-11-27.jsonl"])) == []


def test_a_covered_head_that_a_task_or_a_reviewer_allows_says_nothing(tmp_path: Path) -> None:
    hat = {"head_covered": "fail"}
    allowed, excused = a_decided(covers="ALLOW"), a_decided(findings=hat, appealed=True)
    (tmp_path / "2026-11-26.jsonl").write_bytes(as_lines([allowed, excused, a_decided(findings=hat)]))
    unsaid = sorted((one[2] for one in labelled([tmp_path])), key=len)
    assert unsaid == [set(), {"head_covered"}, {"head_covered"}]


@pytest.mark.parametrize("name", ["other.txt", "absent.jsonl", "empty"])
def test_what_is_no_day_is_named(days: Path, name: str) -> None:
    (days / "empty").mkdir()
    with pytest.raises(NotFeedback, match=name):
        list(decided([days / name]))


def test_the_command_prints_both_tables(
    days: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (days / "2026-11-28.jsonl").write_bytes(as_lines([a_decided()] * LEAST))
    monkeypatch.setattr(sys, "argv", ["feedback", "--from", str(days)])
    assert main() == 0
    codes, drift = capsys.readouterr().out.split("\n\n")
    assert [line.split() for line in codes.splitlines()[1:]] == [
        ["blurred", "1", "0", "0", "0", "0", "0", "0", "1"],
        ["too_dark", "1", "0", "0", "0", "1", "1", "0", "0"],
        ["jewellery", "1", "0", "0", "0", "0", "0", "0", "1"],
    ]
    assert drift.splitlines()[1].split() == ["roll", "2026-W48", str(LEAST + 2), "1", "1", "1"]
    monkeypatch.setattr(sys, "argv", ["feedback", "--from", str(days / "other.txt")])
    assert main() == 2
    assert "other.txt" in capsys.readouterr().err
