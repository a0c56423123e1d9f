"""Index queries from lists in order: the emulator's own answers, in the time of a page."""

from __future__ import annotations

import subprocess

import pytest

from sandbox.cloud.emulator import PYTHON
from sandbox.cloud.template import ROOT

ROUNDS = 1_500


@pytest.mark.parametrize("seed", [1, 2])
def test_the_answers_are_those_of_the_emulator_alone(seed: int) -> None:
    command = [str(PYTHON), "-m", "tests.protocols.index_rounds", str(seed), str(ROUNDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > ROUNDS / 3
