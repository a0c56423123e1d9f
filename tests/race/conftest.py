"""How long a race of the branch's side is run."""

from __future__ import annotations

import pytest

from tests.wire.pay_world import FEW, ROUNDS


@pytest.fixture(params=[FEW, pytest.param(ROUNDS, marks=pytest.mark.slow)])
def rounds(request: pytest.FixtureRequest) -> int:
    """Fifty in every run of the tests, two hundred in the long ones."""
    return int(request.param)
