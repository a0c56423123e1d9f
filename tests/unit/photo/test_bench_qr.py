"""The table of figures: a wrong text and an unread picture are told apart, and ours stands beside its baselines."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import qr_card
from tools import bench_qr


def test_ours_is_measured_beside_the_baselines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, label in (("right", "CODE-0001"), ("wrong", "CODE-0002")):
        (tmp_path / f"{name}.png").write_bytes(qr_card.png("CODE-0001"))
        (tmp_path / f"{name}.txt").write_text(label)
    bench_qr.measure(tmp_path)
    printed = capsys.readouterr().out.splitlines()
    rows = {line[:14].strip(): line[14:].split()[:2] for line in printed[2:6]}
    assert rows == {name: ["1", "1"] for name in ("zxing-cpp", "pyzbar", "five passes", "ours")}
