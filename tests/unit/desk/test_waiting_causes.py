"""Why an order waits for a decision."""

from __future__ import annotations

import pytest

from chalicelib.desk.waiting_causes import causes
from chalicelib.orders.model import State
from tests.worlds.orders import an_order


@pytest.mark.parametrize(
    ("state", "undecided", "why"),
    [
        (State.REJECTED, False, ()),
        (State.REJECTED, True, ("OVERDUE",)),
        (State.CORRECTION, False, ("CORRECTION",)),
        (State.CORRECTION, True, ("OVERDUE",)),  # nobody waits for another photo any more
    ],
)
def test_what_is_not_replaced_in_time_waits_as_overdue(state: State, *, undecided: bool, why: tuple[str, ...]) -> None:
    assert causes(an_order(state, undecided=undecided)) == why
