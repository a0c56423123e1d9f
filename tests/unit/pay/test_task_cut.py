"""A task that the branch ends sooner than it said: nothing is paid past that, and nothing later is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders.errors import PayTimeOver
from chalicelib.orders.model import State
from chalicelib.pay.errors import PayLinkOver
from tests.unit.pay.pay_desk import Desk
from tests.unit.pay.pay_family import Family
from tests.worlds.orders import HOUR, T0, a_task, an_order

MINUTE = timedelta(minutes=1)


@pytest.fixture
def family() -> Family:
    return Family(Desk(an_order(State.AWAITING_PAYMENT, expires_at=T0 + 48 * HOUR)))


def test_a_link_ends_with_a_task_that_ends_sooner(family: Family) -> None:
    family.move(State.AWAITING_PAYMENT, expires_at=T0 + 60 * HOUR)
    family.desk.now = T0 + 40 * HOUR
    assert family.ask().until == T0 + 48 * HOUR - MINUTE  # its task's


def test_a_link_made_before_its_task_was_cut_tells_the_new_end(family: Family) -> None:
    token = family.ask().token
    family.desk.tasks.get = lambda task_id: a_task(closes_at=T0 + 2 * HOUR)
    assert family.look(token).until == T0 + 2 * HOUR - MINUTE
    family.desk.now = T0 + 2 * HOUR - MINUTE
    with pytest.raises(PayLinkOver):
        family.look(token)
    with pytest.raises(PayTimeOver):
        family.ask()


def test_the_channel_takes_no_money_after_a_task_that_ends_sooner() -> None:
    desk = Desk(an_order(State.AWAITING_PAYMENT))
    desk.tasks.get = lambda task_id: a_task(closes_at=T0 + 2 * HOUR)
    assert desk.start().attempt.time_expire == T0 + 2 * HOUR
    desk.now = T0 + 2 * HOUR - MINUTE
    with pytest.raises(PayTimeOver):
        desk.start(key="another-key")
