"""Whose turn each state of an order is, and the signs of the desks."""

from __future__ import annotations

import json
import re
from pathlib import Path

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.console_modules import evaluated

WEB = Path(__file__).parents[3] / "web"
OVER = {State.EXPIRED, State.CANCELLED, State.CLOSED, State.REFUNDED}


def test_every_state_of_an_order_is_somebodys_turn() -> None:
    turns = dict(zip(State, evaluated("staff/ui/badge.js", f"{json.dumps(list(State))}.map(it.turnOf)"), strict=True))
    assert set(turns.values()) == {"us", "them", "wrong", "well", "over"}
    assert {state for state, turn in turns.items() if turn == "over"} == OVER


def test_every_desk_has_a_sign() -> None:
    me = {"roles": [{"role": role} for role in StaffRole]}
    desks = evaluated("staff/desks.js", f"it.desksOf({json.dumps(me)})")
    signs = {"home"} | {desk[3] for desk in desks}
    assert len(signs) == len(desks) + 1
    assert signs <= set(re.findall(r'<symbol id="(\w+)"', (WEB / "staff/icons.svg").read_text()))
