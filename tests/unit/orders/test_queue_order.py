"""Where a picture lies that waits for a reviewer: in a band, the oldest first, behind all others while it is held."""

from __future__ import annotations

import random
from typing import Any

import pytest

from chalicelib.orders.model import Head, State
from chalicelib.orders.store.bands import BAND_LABELS, Band, band_of
from chalicelib.orders.store.index_keys import HELD, queue_keys
from tests.worlds.orders import HOUR, T0, a_lease, an_appeal, an_order


def waiting(**head: Any) -> Head:
    return an_order(State.IN_REVIEW, **{"queued_at": T0} | head).head


@pytest.mark.parametrize(
    ("head", "band"),
    [
        (waiting(risk=0.0), Band.LOW),
        (waiting(risk=0.49), Band.LOW),
        (waiting(risk=0.5), Band.DOUBT),
        (waiting(risk=1.0), Band.DOUBT),
        (waiting(risk=1.0, priority=True), Band.AGAIN),
        (waiting(priority=True), Band.AGAIN),
        (waiting(appeals=(an_appeal(),), risk=1.0, priority=True), Band.ASKED),
        (waiting(appeals=(an_appeal(2),)), Band.LOW),  # about another photo
    ],
)
def test_the_band_says_what_look_it_needs(head: Head, band: Band) -> None:
    keys = queue_keys(head)
    assert (band_of(head), keys["queue_key"]) == (band, f"QUEUE#{head.branch}#{band}")
    assert keys["task_queue"] == f"QUEUE#{head.task_id}#{band}"


def test_every_band_has_a_name() -> None:
    assert set(BAND_LABELS) == set(Band)


def test_the_oldest_comes_first_and_what_somebody_holds_last() -> None:
    free = [waiting(queued_at=T0 + hours * HOUR, risk=risk) for hours, risk in ((0, 0.1), (1, 0.4), (30, 0.0))]
    held = [waiting(queued_at=T0 - HOUR, lease=a_lease(until=T0 + hours * HOUR)) for hours in (1, 2)]
    shuffled = random.Random(7).sample([*free, *held], 5)
    assert sorted(shuffled, key=lambda head: queue_keys(head)["queue_at"]) == [*free, *held]
    assert all(queue_keys(head)["queue_at"].startswith(f"{HELD}#") for head in held)
