"""`make test`: lint, every suite at once, failed tests once more alone; then what it cost, and whether everything
passed.

Writes build/green (the commit that passed; empty if the tree was dirty), build/took.txt (seconds of the last run that
passed), build/flakes.txt, build/results.json and build/coverage.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tools.suite import coverage_bounds, flakes, results
from tools.suite.phases import Phases, as_clock

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
GREEN, TOOK, FLAKES, RESULTS, COVERAGE = (
    BUILD / name for name in ("green", "took.txt", "flakes.txt", "results.json", "coverage.json")
)
PYTEST = ("pytest", "-p", "tools.suite.results")
TRACED = ("slipcover", "--branch", "--json", "--out", str(COVERAGE), "--source", "chalicelib")
USUAL = 27 * 60  # seconds of a whole run on two cores, measured
SOME_FAILED = 1  # pytest's exit code when it ran and tests failed; any other is no verdict about tests


def module(*words: str) -> int:
    environ = {**os.environ, "TZ": "Asia/Shanghai", results.NAME: str(RESULTS)}
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=environ, check=False).returncode


def expected_seconds() -> float:
    """Return how long a run takes here: as long as the last that passed, else as long as on two cores."""
    return float(TOOK.read_text()) if TOOK.is_file() else USUAL


def suites(phases: Phases, workers: str) -> list[str]:
    """Run all suites, print the dearest files and the flakes, and return the reasons why the run failed."""
    with phases.phase("suites"):
        code = module(*TRACED, "-m", *PYTEST, "-n", workers, "--dist", "worksteal")
    found = results.read(RESULTS)
    print("The dearest test files:", *results.dearest_files(found.seconds), sep="\n")
    errors = found.errors
    if not code:
        return remember({})
    if code != SOME_FAILED or not flakes.may_try_again(list(errors)):
        return [f"{len(errors)} tests failed (pytest ended with {code})"]
    with phases.phase("alone"):
        code = module(*PYTEST, "-n", "0", *errors)
    if code:
        return ["failed among the others and alone"]
    return remember(errors)


def remember(errors: dict[str, str]) -> list[str]:
    """Prints and records the flakes of this run; returns why they are a failure."""
    history = flakes.read(FLAKES)
    flakes.write(FLAKES, [*history, flakes.Run(f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ} {commit()[:7]}", errors)])
    print(*flakes.report_lines(errors), sep="\n")
    return flakes.too_many(history, errors)


def commit() -> str:
    """HEAD, or empty if the tree differs from it."""
    if git("status", "--porcelain"):
        return ""
    return git("rev-parse", "HEAD")


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", required=True)
    arguments = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    for old in (GREEN, RESULTS, COVERAGE):
        old.unlink(missing_ok=True)
    print(f"make test takes about {as_clock(expected_seconds())} min here", flush=True)
    began, phases = commit(), Phases()
    with phases.phase("lint"):
        linted = subprocess.run(["make", "--no-print-directory", "lint"], cwd=ROOT, check=False).returncode
    wrong = ["lint"] if linted else suites(phases, arguments.workers)
    if not wrong:
        wrong = coverage_bounds.shortfalls(json.loads(COVERAGE.read_text()))
    print(*phases.table(), sep="\n")
    for line in wrong:
        print(f"NOT GREEN: {line}", file=sys.stderr)
    if not wrong:
        GREEN.write_text(began if began == commit() else "")
        TOOK.write_text(f"{phases.wall:.0f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
