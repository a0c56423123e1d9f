"""What docs/privacy.md says of a deletion and of the purge: what is left of a student after each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.kept_data import every_item, family, where
from tests.worlds.privacy_journey import DAYS, Journey, made
from tests.worlds.proven import proven

SURE = {"confirmed": True}
MONEY = {"orders PAY", "orders REFUND", "orders LEDGER", "orders TRANSACTION"}
LEGIBLE = {"orders HEAD", "orders PACKAGE", "packages/", "exports/"}  # where a name and a number are not sealed


@pytest.fixture(scope="module")
def journey(world: World, _begin: None) -> Journey:
    return made(world)


def test_her_deletion_leaves_what_the_page_says_and_the_purge_the_rest(
    world: World, journey: Journey, clock: SandboxClock
) -> None:
    answer = proven(journey.student).call("POST", "/api/me/deletion", SURE)
    assert set(answer["orders"]) == set(journey.orders[:2])
    assert where(world, journey.marks) == {}
    for order_id in journey.orders[:2]:
        assert not [key for key in world.objects("") if order_id in key]
    kinds = {family(*one) for one in every_item(world)}
    assert kinds >= MONEY
    assert kinds.isdisjoint({"orders INVOICE", "orders INVOICES"})
    assert where(world, journey.kept) == {"name": LEGIBLE - {"exports/"}, "student_no": LEGIBLE - {"exports/"}}
    began = wire().clock()
    for days in (9 + DAYS + 1, 9 + DAYS + 3):
        clock.to(began + timedelta(days=days), schedules=False)
        wire().privacy.purge.run(lambda: 300)
    assert where(world, journey.kept) == {}
    left = (*journey.orders, journey.package)
    assert [key for key in world.objects("") if any(one in key for one in left)] == []
