"""A pytest plugin for the run of all suites: which tests failed, with their first error, as JSON in $FAILED_TESTS."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

NAME = "FAILED_TESTS"


class FailedTests:
    """Collects where the reports of all workers come together."""

    def __init__(self, file: Path) -> None:
        self._file, self._errors = file, dict[str, str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._errors.setdefault(report.nodeid, _first_error(report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._errors.setdefault(report.nodeid, _first_error(report))

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps(self._errors, ensure_ascii=False, indent=1))


def _first_error(report: pytest.TestReport | pytest.CollectReport) -> str:
    """`AssertionError: …` and the like, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message if crash else report.longrepr)
    return " ".join(text.split())[:200]


def pytest_configure(config: pytest.Config) -> None:
    if NAME in os.environ and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailedTests(Path(os.environ[NAME])))
