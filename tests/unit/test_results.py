"""The run of all suites learns which tests failed, of every worker, and by what first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.worlds.another_pytest import environ_of_its_own
from tools.suite.results import NAME, dearest_files, read
from tools.suite.run import ROOT

SUITE = """
import pytest

def test_good(): pass
@pytest.mark.parametrize("word", ["a b"])
def test_bad(word): assert word == "c", "a reason\\nof two lines"
@pytest.fixture
def broken(): raise OSError("no disk")
def test_setup(broken): pass
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_failed_and_why(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_some.py").write_text(SUITE)
    told = tmp_path / "failed.json"
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tools.suite.results", "-n", workers]
    command += ["--rootdir", str(tmp_path)]
    environ = {**environ_of_its_own(), NAME: str(told), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    found = read(told)
    failed = found.errors
    assert {test.rpartition("::")[2] for test in failed} == {"test_bad[a b]", "test_setup"}
    assert next(error for test, error in failed.items() if "test_bad" in test).startswith("AssertionError: a reason of")
    assert next(error for test, error in failed.items() if "test_setup" in test) == "OSError: no disk"
    assert [line.split()[-2:] for line in dearest_files(found.seconds)] == [["100%", "test_some.py"]]
