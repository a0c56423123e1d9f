"""A member of staff who sees many faces without deciding about them is stopped for the hour, and an alarm tells."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.desk.review import face_pace
from chalicelib.staff.model import StaffRole
from clients.desk import take
from tests.worlds.app import World, refused
from tests.worlds.review_desk import approve, let_go, take_batch
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order


@pytest.fixture
def reviewer(world: World, monkeypatch: pytest.MonkeyPatch) -> Colleague:
    monkeypatch.setattr(face_pace, "AN_HOUR", 3)
    return colleague(world.box.console_url, StaffRole.REVIEWER)


def look(who: Colleague, order_id: str) -> None:
    who.call("GET", f"/api/staff/orders/{order_id}/photos/1")


def test_looks_outside_the_queue_have_an_end(
    world: World, reviewer: Colleague, capsys: pytest.CaptureFixture[str]
) -> None:
    task = world.plain_task(price=0)
    order_id = made_order(world, task)
    for _ in range(2):
        look(reviewer, order_id)
    assert '"level": "alarm"' not in capsys.readouterr().out
    look(reviewer, order_id)
    assert capsys.readouterr().out.count("saw many faces without deciding") == 1
    for more in (partial(look, reviewer, order_id), partial(take, reviewer, order_id), partial(take_batch, reviewer)):
        error = refused(more, 429, "faces_used_up")
        assert "以后可以继续" in error["action"]
    approve(colleague(world.box.console_url, StaffRole.REVIEWER), order_id)


def test_a_picture_that_is_put_back_was_seen(world: World, reviewer: Colleague) -> None:
    task = world.plain_task(price=0)
    order_id = made_order(world, task)
    for _ in range(3):
        take(reviewer, order_id)
        let_go(reviewer, order_id)
    refused(partial(take, reviewer, order_id), 429, "faces_used_up")


def test_what_is_decided_is_not_counted(world: World, reviewer: Colleague) -> None:
    task = world.plain_task(price=0)
    for _ in range(5):
        approve(reviewer, made_order(world, task))
