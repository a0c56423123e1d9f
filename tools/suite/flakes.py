"""Tests that failed among the others and passed alone: a few are reported and recorded, more are a failure.

Kept in `build/flakes.txt`, a line a run, newest last: `<time> <commit>`, and below it a line for each flake: `FLAKE`,
the test and its first error, between tabs, since a test's name may hold spaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MOST = 3  # flakes in one run
KEPT = 20  # runs
# Tests of races: one that fails in a single run of many has found what it is there to find.
NEVER = ("tests/race/", "tests/property/")


@dataclass(frozen=True)
class Run:
    """began: `2026-11-27T06:15Z 83c2fcd`; flakes: first error by test."""

    began: str
    flakes: dict[str, str]


def may_try_again(tests: list[str]) -> bool:
    """Whether these failures could be the machine's fault: few, and none of a kind that must never fail."""
    return 0 < len(tests) <= 2 * MOST and not any(test.startswith(NEVER) for test in tests)


def too_many(history: list[Run], flakes: dict[str, str]) -> list[str]:
    """Why these flakes are a failure; empty when they are not."""
    reasons = [f"{len(flakes)} flakes in one run, {MOST} are bearable"] if len(flakes) > MOST else []
    before = {test for run in history for test in run.flakes}
    return reasons + [f"a flake again: {test}" for test in flakes if test in before]


def read(file: Path) -> list[Run]:
    """The recorded runs, oldest first."""
    runs: list[Run] = []
    for line in file.read_text().splitlines() if file.is_file() else []:
        if line.startswith("FLAKE\t"):
            _, test, error = line.split("\t", 2)
            runs[-1].flakes[test] = error
        else:
            runs.append(Run(line, {}))
    return runs


def write(file: Path, runs: list[Run]) -> None:
    """Keeps the newest runs."""
    lines: list[str] = []
    for run in runs[-KEPT:]:
        lines += [run.began, *(f"FLAKE\t{test}\t{error}" for test, error in run.flakes.items())]
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines))


def report_lines(flakes: dict[str, str]) -> list[str]:
    return [f"FLAKE {test} {error}" for test, error in flakes.items()]
