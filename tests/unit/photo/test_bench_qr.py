"""The table of figures: a wrong text and an unread picture are told apart, and ours stands beside its baselines."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from drawings import qr_card
from tools.bench import qr


def test_ours_is_measured_beside_the_baselines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One picture of a_ has the right label, one a wrong one; b_ has a wrong one that multi.json mends."""
    monkeypatch.setattr(qr, "WITHOUT", 0)
    for name, label in (("a_right", "CODE-0001"), ("a_wrong", "CODE-0002"), ("b_several", "CODE-0003")):
        (tmp_path / f"{name}.png").write_bytes(qr_card.png("CODE-0001"))
        (tmp_path / f"{name}.txt").write_text(label)
    (tmp_path / "multi.json").write_text(json.dumps({"b_several": ["CODE-0001", "CODE-0003"]}))
    qr.measure(tmp_path)
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    rows = {line[0]: line[1:] for line in printed if line}
    assert rows["qr"] == ["of", "zxing-cpp", "pyzbar", "five", "passes", "ours", "limit"]
    assert rows["a"] == ["2", "1", "1", "1", "1"]
    assert rows["b"] == ["1", "1", "1", "1", "1"]
    assert rows["read"] == ["3", "2", "2", "2", "2"]
    assert rows["wrong"] == ["3", "1", "1", "1", "1"]


@pytest.mark.parametrize(
    ("ms", "ends"), [([1.0] * 3, ["15", "250", "1600"]), ([1.0, 1.0, 300.0], ["15", "over", "1600"])]
)
def test_a_time_over_its_limit_is_marked(ms: list[float], ends: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    qr._show({"ours": qr.Row(ms=ms)}, Counter(all=3))
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if " ms " in line]
    assert [line[-1] for line in lines] == ends
