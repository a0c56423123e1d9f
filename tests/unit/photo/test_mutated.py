"""Damaged files: whatever somebody sends is answered with a report, in bounded time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.spec import spec_for
from tests.unit.photo.damaged import FORMATS, KINDS, mutated
from tests.worlds.pictures import ROOT
from tools.bench.peak import peak_mib

SAMPLE, ALL = 25, 10_000
MOST_SECONDS = 2.0  # of processor time, its own and that of a process that unpacks HEIC
MOST_MIB = 400  # of a process that judges all of them, libraries and networks included; measured: 313 to 360


def spent() -> float:
    return sum(os.times()[:4])


def judged_safely(engine: Engine, spec: Spec, number: int) -> None:
    begun = spent()
    report = engine.judge(mutated(number), spec).report
    assert spent() - begun < MOST_SECONDS, f"mutation {number} took too long"
    if report.verdict != "PASSED":
        assert any(one.severity == "fail" for one in report.findings), number


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", range(len(KINDS)), ids=lambda kind: KINDS[kind].__name__)
def test_a_sample_is_answered(engine: Engine, spec: Spec, kind: int) -> None:
    for number in range(SAMPLE):
        if number // len(FORMATS) % len(KINDS) == kind:
            judged_safely(engine, spec, number)
            judged_safely(engine, spec, number + len(FORMATS) * len(KINDS))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_memory_stays_bounded_over_all(models_dir: Path) -> None:
    """In a process of its own: what other tests held is not counted."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.unit.photo.test_mutated", str(models_dir)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    print(f"{ALL} mutated files: {done.stdout.strip()} MiB at most")
    assert float(done.stdout) < MOST_MIB


def judge_all(models_dir: Path) -> float:
    """MiB this process held at most."""
    engine, spec = Engine(models_dir), spec_for("chsi")
    for number in range(ALL):
        judged_safely(engine, spec, number)
    return peak_mib()


if __name__ == "__main__":
    print(judge_all(Path(sys.argv[1])))
