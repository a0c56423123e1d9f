"""Orders with the real tables and the simulated channels behind them; a folder's conftest takes these in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.box import Sandbox
from tests.worlds.pay import World, world_of


@pytest.fixture(scope="module")
def shared(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture
def world(shared: World) -> World:
    shared.begin()
    return shared


@pytest.fixture
def order_id(world: World) -> str:
    return world.awaiting(world.task(), world.who).head.order_id
