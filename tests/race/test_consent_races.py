"""A consent that is taken back while a reviewer decides: whatever comes first, no approval outlives it."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from chalicelib.desk.order_errors import ConsentTakenBack, LeaseLost
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.errors import NotInThisState
from chalicelib.orders.model import Order, State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.identity import at_once
from tests.worlds.staff_orders import made_order

FACE = ConsentKind.FACE


@pytest.fixture(scope="session")
def world(box: Sandbox) -> World:
    return World(box)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*", seldom=True)
def test_a_reviewer_against_a_consent_that_is_taken_back(world: World, rounds: int) -> None:
    reviewer = staff.who(staff.hire(StaffRole.REVIEWER))
    review, say, seen = wire().review.orders, wire().student.agreements.say, Counter[str]()
    version, task = current(FACE).version, world.plain_task(price=0)
    for number in range(10 * rounds):  # on a busy machine one side may win for long
        if number >= rounds and len(seen) == 2:
            break
        person_id = world.person(world.student())
        order_id = made_order(world, task, person_id=person_id)
        review.take(reviewer, order_id)
        approve, consent = partial(review.approve, reviewer, order_id, 1), partial(say, person_id, {FACE: version})
        said, _ = at_once([approve, partial(consent, agreed=False)])
        assert isinstance(said, Order | ConsentTakenBack | LeaseLost | NotInThisState), said
        order = wire().stores.orders.load(order_id)
        assert order is not None
        assert (order.head.state, order.head.stopped, order.head.lease) == (State.WITHDRAWN, True, None)
        seen["approved" if isinstance(said, Order) else "refused"] += 1
        consent(agreed=True)
        again = wire().stores.orders.load(order_id)
        assert again is not None
        assert again.head.state is State.IN_REVIEW, "with the photo it had"
    assert set(seen) == {"approved", "refused"}, seen
