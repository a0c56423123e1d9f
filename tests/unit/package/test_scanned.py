"""A file that the scanner cannot read is a fault, and no file that passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.suite.scanned import faults, main

ROOT = Path(__file__).parents[3]


def test_a_file_that_was_left_out_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.py").write_text("def (\n")
    (fault,) = faults([str(tmp_path)])
    assert "odd.py: left out" in fault
    assert main([str(tmp_path)]) == 1
    assert "odd.py" in capsys.readouterr().out


def test_what_is_found_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "risky.py").write_text("import subprocess\nsubprocess.run('ls', shell=True)\n")
    assert any("risky.py:2: B602" in fault for fault in faults([str(tmp_path)]))


def test_a_good_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("ONE = 1\n")
    assert main([str(tmp_path)]) == 0


def test_lint_asks_this_one() -> None:
    recipe = (ROOT / "Makefile").read_text().partition("\nlint-security:\n")[2].partition("\nlint-")[0]
    assert recipe.strip() == "$(PY) -m tools.suite.scanned app.py chalicelib"
