"""A sweep tells how late it finds what is due, so that an alarm can look at it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from chalicelib.orders.store.items import DueSlot
from chalicelib.pay.sweep import Sweeper
from chalicelib.shared.clock import iso

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def slot(order_id: str, minutes: int) -> DueSlot:
    """Due for so long."""
    due_at = iso(NOW - timedelta(minutes=minutes))
    return DueSlot(order_id=order_id, part="HEAD", place=f"{due_at}#{order_id}#HEAD")


@pytest.mark.parametrize(("slots", "lag"), [([], 0), ([slot("a", 1), slot("b", 20), slot("c", 3)], 1200)])
def test_the_oldest_slot_counts(slots: list[DueSlot], lag: int, capsys: pytest.CaptureFixture[str]) -> None:
    store = SimpleNamespace(due=lambda kind, now: iter(slots), put_off=lambda slot, until: True)
    queue = SimpleNamespace(send_all=lambda jobs: len(list(jobs)))
    assert Sweeper(store, queue, queue, lambda: NOW).expire(lambda: 60.0) == len(slots)  # type: ignore[arg-type]
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["what"], told["count"], told["DueLag"]) == ("swept", len(slots), lag)
