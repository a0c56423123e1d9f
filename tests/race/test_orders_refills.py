"""One draft, its form saved from two places while it is handed in."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.errors import FormFixed
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import Order, State
from tests.worlds.pay import World
from tests.worlds.sealed import sealed_text


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_a_draft_refilled_twice_against_its_handing_in(world: World, rounds: int) -> None:
    """What is handed in is one form whole; a saving is in the history, or was refused as too late."""
    task, seen = world.task(), Counter[str]()

    def one_round(who: Who) -> None:
        form = world.form(major="老", address="老")
        order_id = world.draft(task, who, form).head.order_id
        *saved, handed = world.race(
            lambda: world.open(task, who, form | {"major": "甲", "address": "甲"}),
            lambda: world.open(task, who, form | {"major": "乙", "address": "乙"}),
            lambda: world.orders.submit(who, order_id, 1),
        )
        assert isinstance(handed, Loaded)
        kept = [one for one in saved if isinstance(one, Order) and one.head.order_id == order_id]
        late = [one for one in saved if isinstance(one, FormFixed)]
        assert len(kept) + len(late) == len(saved), saved
        order, history = world.load(order_id), world.store.history(order_id)
        assert order.head.state is State.AWAITING_PAYMENT
        assert sealed_text(order_id, "address") == order.head.student.major
        events = [one.event for one in history]
        assert events.count("refill") == len(kept)
        assert events[-1] == "submit"
        seen[str(bool(late))] += 1

    world.repeat(one_round, rounds, both=seen)
