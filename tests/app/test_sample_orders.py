"""The control page's sample orders: what is made is in the states that are promised."""

from __future__ import annotations

import pytest

from chalicelib.orders.model import State
from clients.outside import Outside
from sandbox.play import sample_orders
from tests.worlds.staff_orders import order_of

# The path of every other state is the beginning of one of these.
SOME = "DONE", "CORRECTION", "REJECTED", "CLOSED", "REFUNDING", "REFUNDED", "CANCELLED"


@pytest.mark.usefixtures("fresh")
def test_an_order_is_made_for_each_state(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {*State} - {State.EXPIRED} == sample_orders.PATHS.keys()
    begins = [sample_orders.PATHS[state] for state in SOME]
    assert all(any(one.startswith(path) for one in begins) for path in sample_orders.PATHS.values())
    monkeypatch.setattr(sample_orders, "PATHS", {state: sample_orders.PATHS[state] for state in SOME})
    made = outside.control("POST", "/sample-orders")
    assert {state: order_of(made[state]).head.state for state in SOME} == dict(zip(SOME, SOME, strict=True))
    assert made["phone"].isdigit()
