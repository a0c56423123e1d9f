"""Fixtures of the contract tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.identity_fixtures import asked, world
from tests.worlds.simulators import Hanging

__all__ = ["asked", "hanging", "world"]


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    running = Hanging()
    yield running
    running.over()
