"""How long a race is run, and on what."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from sandbox.box import Sandbox
from tests.worlds.pay import World, world_of

FEW, MANY = 50, 200


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    """Threads change often enough for races to show."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture(params=[FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def rounds(request: pytest.FixtureRequest) -> int:
    """Fifty in every run of the tests, two hundred in the long ones."""
    return int(request.param)


@pytest.fixture(params=[5, pytest.param(MANY, marks=pytest.mark.slow)])
def few_rounds(request: pytest.FixtureRequest) -> int:
    """The same, of races whose rounds are long or of many threads."""
    return int(request.param)
