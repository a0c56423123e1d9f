"""How long a race is run, and on what."""

from __future__ import annotations

import pytest

from tests.worlds.pay import FEW, ROUNDS


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture(params=[FEW, pytest.param(ROUNDS, marks=pytest.mark.slow)])
def rounds(request: pytest.FixtureRequest) -> int:
    """Fifty in every run of the tests, two hundred in the long ones."""
    return int(request.param)
