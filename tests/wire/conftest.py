"""Fixtures of the wire tests: simulators, a shop for their notices, and the merchant's library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.box import Sandbox
from tests.worlds.pay import World, world_of
from tests.worlds.simulators import Outside, Shop, merchant


@pytest.fixture(scope="session")
def key_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: RSA takes its time."""
    from sandbox.keys import load_keys

    folder = tmp_path_factory.mktemp("keys")
    load_keys(folder)
    return folder


@pytest.fixture
def outside(tmp_path: Path, key_dir: Path) -> Iterator[Outside]:
    (tmp_path / "keys.json").write_text((key_dir / "keys.json").read_text())
    running = Outside(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def shop() -> Iterator[Shop]:
    running = Shop()
    yield running
    running.server.stop()


@pytest.fixture
def client(outside: Outside, shop: Shop) -> Any:
    return merchant(outside, shop)


# -- orders with the real tables and the simulated channels behind them


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
