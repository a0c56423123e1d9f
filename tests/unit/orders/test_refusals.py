"""Each guard says no to exactly what its sentence says, and names itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from chalicelib.orders.machine.decide import NotAllowed, decide
from chalicelib.orders.machine.refusals import BY_GUARD
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.model import State
from tests.unit.orders.cases import NOES
from tests.unit.orders.cases_refusals import named
from tests.worlds.orders import T0, a_task, an_order, start


@pytest.mark.parametrize("name", NOES)
def test_refused(name: str) -> None:
    case = NOES[name]
    with pytest.raises(NotAllowed) as refusal:
        case.decide()
    assert (refusal.value.state, refusal.value.event) == (case.order.head.state, case.event.name)
    assert named(refusal.value) == case.guard
    assert str(refusal.value) == f"{case.event.name} in {case.order.head.state}: {case.guard}"


def test_every_word_of_refusal_is_used() -> None:
    """The API's own errors for guards are all really given, and a guard of the table stands behind each."""
    asked = {guard.__name__ for row in ROWS for guard in row.guards}
    refused = {case.guard for case in NOES.values()}
    assert {guard.__name__ for guard in BY_GUARD} <= refused <= asked


def test_a_change_cannot_be_changed() -> None:
    change = decide(an_order(State.AWAITING_PAYMENT), start(), T0, task=a_task(), owns_claim=True)
    with pytest.raises(FrozenInstanceError):
        change.alarm = True  # type: ignore[misc]
