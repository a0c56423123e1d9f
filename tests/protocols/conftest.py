"""Simulators, a shop for their notices, and the merchant's library; orders for those that need some."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.money_fixtures import order_id, shared, world
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


__all__ = ["order_id", "shared", "world"]
