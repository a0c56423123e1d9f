"""In which order reviewers get what waits: resubmissions first, the oldest day, then the riskiest."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from chalicelib.orders.model import Head, State
from chalicelib.orders.store.index_keys import HELD, queue_keys
from tests.worlds.orders import HOUR, T0, a_lease, an_order

MIDNIGHT = T0 + 14 * HOUR  # in Shanghai


def waiting(at: datetime, risk: float = 0.0, *, first: bool = False) -> Head:
    return an_order(State.IN_REVIEW, queued_at=at, risk=risk, priority=first).head


IN_ORDER = [
    waiting(T0 + 40 * HOUR, first=True),
    waiting(T0 + HOUR, 1.0),
    waiting(T0 + 2 * HOUR, 1.0),
    waiting(T0, 0.6),
    waiting(T0, 0.2),
    waiting(T0, 0.02),
    waiting(T0 + HOUR, 0.1),
    waiting(MIDNIGHT - timedelta(seconds=1), 0.0),
    waiting(MIDNIGHT, 1.0),
    waiting(MIDNIGHT, 0.0),
]


def test_the_order_of_a_queue() -> None:
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=lambda head: queue_keys(head)["queue_at"]) == IN_ORDER


@pytest.mark.parametrize("risk", [0.0, 1.0])
def test_what_somebody_holds_comes_last(risk: float) -> None:
    held = an_order(State.IN_REVIEW, risk=risk, lease=a_lease()).head
    assert queue_keys(held)["queue_at"].startswith(f"{HELD}#")
