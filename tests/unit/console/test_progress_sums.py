"""How far a task is, in numbers."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.orders.model import COLLECTED, State
from tests.worlds.console_modules import evaluated


def told(expression: str) -> Any:
    return evaluated("staff/progress.js", expression)


def test_every_state_is_collected_over_or_open_as_the_api_has_it() -> None:
    each = told(f"{json.dumps(list(State))}.map((one) => it.summary({{ [one]: 1 }}))")
    states = dict(zip(State, each, strict=True))
    assert {state for state, one in states.items() if one["collected"]} == COLLECTED
    over = {State.EXPIRED, State.CANCELLED, State.REFUNDED, State.CLOSED}
    assert {state for state, one in states.items() if one["over"]} == over
    assert all(one["collected"] + one["over"] + one["open"] == one["orders"] == 1 for one in states.values())


def test_a_share_is_of_what_is_not_over_and_never_rounded_up() -> None:
    assert told("it.summary({ DONE: 199, IN_REVIEW: 1, CANCELLED: 50 }).share") == "99%"
    assert told("[{}, { CANCELLED: 1 }].map((one) => it.summary(one).share)") == ["—", "—"]
