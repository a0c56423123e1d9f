"""Orders, tables and channels for tests about money."""

from __future__ import annotations

from tests.worlds.money_fixtures import order_id, shared, world

__all__ = ["order_id", "shared", "world"]
