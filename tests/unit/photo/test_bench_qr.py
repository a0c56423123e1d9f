"""The table of figures: a wrong text and an unread picture are told apart, and ours stands beside its baselines."""

from __future__ import annotations

import json
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
    assert rows["qr"] == ["of", "zxing-cpp", "pyzbar", "five", "passes", "ours"]
    assert rows["a"] == ["2", "1", "1", "1", "1"]
    assert rows["b"] == ["1", "1", "1", "1", "1"]
    assert rows["read"] == ["3", "2", "2", "2", "2"]
    assert rows["wrong"] == ["3", "1", "1", "1", "1"]
