"""Fixtures of the cold tests: the sandbox, and every step in a process of its own."""

from __future__ import annotations

import pytest

from sandbox.box import Sandbox
from tests.cold.cold_step import Lambdas
from tests.worlds.app import World


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture(scope="session")
def world(box: Sandbox) -> World:
    return World(box)


@pytest.fixture(scope="session")
def lambdas(world: World) -> Lambdas:
    return Lambdas(world.box.env)
