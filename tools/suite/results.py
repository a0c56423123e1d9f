"""A pytest plugin for the run of all suites: writes failed tests with their first errors, and seconds by test file, as
JSON to the file that $TEST_RESULTS names."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

NAME = "TEST_RESULTS"
DEAREST = 10  # files


@dataclass
class Results:
    """errors: first error by failed test; seconds: what the workers spent, by test file."""

    errors: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def read(file: Path) -> Results:
    """Return the results in a file, none if it is missing."""
    if not file.is_file():
        return Results()
    found = json.loads(file.read_text())
    return Results(found["errors"], found["seconds"])


def dearest_files(seconds: Mapping[str, float]) -> list[str]:
    """Return a line for each of the test files that took longest, with its share of the workers' time."""
    whole = sum(seconds.values()) or 1.0
    dearest = sorted(seconds.items(), key=lambda each: each[1], reverse=True)[:DEAREST]
    return [f"{spent:6.0f} s {spent / whole:4.0%} {name}" for name, spent in dearest]


class Collector:
    """Collects the reports of all workers where they come together."""

    def __init__(self, file: Path) -> None:
        self._file, self._results = file, Results()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file, seconds = report.nodeid.partition("::")[0], self._results.seconds
        seconds[file] = seconds.get(file, 0.0) + report.duration
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed:
            self._results.errors.setdefault(report.nodeid, _first_error(report))

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps(vars(self._results), ensure_ascii=False, indent=1))


def _first_error(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return `AssertionError: …` and the like, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message if crash else report.longrepr)
    return " ".join(text.split())[:200]


def pytest_configure(config: pytest.Config) -> None:
    if NAME in os.environ and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collector(Path(os.environ[NAME])))
