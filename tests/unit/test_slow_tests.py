"""A plain pytest leaves the long runs out, and `make slow` finds every one of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worlds.another_pytest import environ_of_its_own

ROOT = Path(__file__).parents[2]
SUITE = """
import pytest

def test_quick(): pass
@pytest.mark.slow
def test_long(): pass
"""


def chosen(tmp_path: Path, *flags: str) -> set[str]:
    (tmp_path / "test_some.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    command += ["-p", "pytest_timeout", "--collect-only", *flags, str(tmp_path)]
    environ = environ_of_its_own()
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    return set(re.findall(r"::(\w+)", done.stdout))


@pytest.mark.parametrize(("flags", "names"), [((), {"test_quick"}), (("-m", "slow"), {"test_long"})])
def test_long_runs_are_asked_for(tmp_path: Path, flags: tuple[str, ...], names: set[str]) -> None:
    assert chosen(tmp_path, *flags) == names


def test_make_slow_asks_for_them() -> None:
    said = subprocess.check_output(["make", "-n", "slow"], cwd=ROOT, text=True)
    assert "-m pytest -m slow " in said
