"""Fixtures of the contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.simulators import Hanging


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    running = Hanging()
    yield running
    running.over()
