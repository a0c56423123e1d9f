"""Many pictures at once over HTTP: taken by the look they need, decided each for itself, and never given twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.store.bands import Band
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from clients.desk import decide, take
from tests.worlds.app import World, refused
from tests.worlds.orders import an_appeal
from tests.worlds.review_desk import approve, let_go, take_batch, take_next
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order

REVIEWER = StaffRole.REVIEWER
FREE = {"price": 0}


@pytest.fixture
def reviewer(world: World) -> Colleague:
    return colleague(world.box.console_url, REVIEWER)


def test_another_window_of_a_reviewer_gets_other_pictures(world: World, reviewer: Colleague) -> None:
    task = world.plain_task(**FREE)
    ids = {made_order(world, task) for _ in range(5)}
    first = take_batch(reviewer, count=3, task_id=task.task_id)
    second = take_batch(reviewer, count=3, task_id=task.task_id)
    assert (len(first), len(second)) == (3, 2)
    assert {one["order"]["order_id"] for one in first + second} == ids
    assert take_batch(reviewer, count=3, task_id=task.task_id) == []
    again = take(reviewer, first[0]["order"]["order_id"])
    assert again["until"] > first[0]["until"]


def test_a_batch_is_taken_and_decided_each_for_itself(world: World, reviewer: Colleague, manager: Colleague) -> None:
    task, other = world.plain_task(**FREE), colleague(world.box.console_url, REVIEWER)
    ids = [made_order(world, task) for _ in range(6)]
    pictures = take_batch(reviewer, count=24, task_id=task.task_id)
    assert [one["order"]["order_id"] for one in pictures] == ids, "the oldest first"
    assert {one["band"] for one in pictures} == {"LOW"}
    let_go(reviewer, ids[3])
    take(other, ids[3])
    said = [{"order_id": order_id, "photo_no": 1, "verdict": "approve"} for order_id in ids]
    said[1] |= {"verdict": "reject", "reasons": ["blurred", "not_the_person"], "note": "请本人拍摄"}
    said[2] |= {"verdict": "reject", "reasons": ["other"]}
    said[4] |= {"photo_no": 2}
    for _ in range(2):  # the first answer was lost
        answers = reviewer.call("POST", "/api/staff/review/decide", {"decisions": said})["answers"]
        assert [(one["order_id"], one["decided"], one["state"], one["code"]) for one in answers] == [
            (ids[0], True, "APPROVED", None),
            (ids[1], True, "REJECTED", None),
            (ids[2], False, None, "review_note_needed"),
            (ids[3], False, None, "review_lease_lost"),
            (ids[4], False, None, "review_lease_lost"),
            (ids[5], True, "APPROVED", None),
        ]
        assert all(one["message"] and one["cure"] for one in answers if not one["decided"])
    for order_id, verdict in ((ids[0], "approve"), (ids[1], "reject"), (ids[5], "approve")):
        rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
        assert [row["action"] for row in rows] == [verdict, "take"]


@pytest.mark.parametrize("recalls", [True, False], ids=["approved and recalled", "looked at"])
def test_a_decision_that_comes_late_is_not_made_once_another_had_the_picture(
    world: World, reviewer: Colleague, manager: Colleague, recalls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it is hers again by then."""
    order_id, other = made_order(world, world.plain_task(**FREE)), colleague(world.box.console_url, REVIEWER)
    with monkeypatch.context() as over:  # hers ends by itself, and so does the other's
        over.setattr("chalicelib.desk.review.review.LEASE", timedelta())
        before = take(reviewer, order_id)["taken"]
        take(other, order_id)
    if recalls:
        approve(other, order_id)
        manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "审核有误"})
    now = take(reviewer, order_id)["taken"]
    refused(lambda: decide(reviewer, order_id, "approve", taken=before), 409, "review_lease_lost")
    refused(lambda: decide(reviewer, order_id, "reject", taken=before, reasons=["blurred"]), 409, "review_lease_lost")
    assert decide(reviewer, order_id, "approve", taken=now)["state"] == "APPROVED"


def test_a_decision_that_comes_late_is_made_if_nobody_had_the_picture_since(
    world: World, reviewer: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease ended, and is prolonged."""
    order_id = made_order(world, world.plain_task(**FREE))
    monkeypatch.setattr("chalicelib.desk.review.review.LEASE", timedelta())
    before = take(reviewer, order_id)["taken"]
    refused(lambda: decide(reviewer, order_id, "approve", taken=before), 409, "review_lease_lost")
    monkeypatch.undo()
    assert take(reviewer, order_id)["taken"] == before
    assert decide(reviewer, order_id, "approve", taken=before)["decided"]


def test_a_decision_that_was_recalled_is_not_made_by_sending_it_again(
    world: World, reviewer: Colleague, manager: Colleague
) -> None:
    order_id = made_order(world, world.plain_task(**FREE))
    approve(reviewer, order_id)
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "审核有误"})
    refused(lambda: decide(reviewer, order_id, "approve"), 409, "review_lease_lost")


def test_somebody_elses_decision_is_not_hers(world: World, reviewer: Colleague) -> None:
    order_id, other = made_order(world, world.plain_task(**FREE)), colleague(world.box.console_url, REVIEWER)
    approve(reviewer, order_id)
    refused(lambda: decide(other, order_id, "approve"), 409, "order_not_in_this_state")
    refused(lambda: decide(reviewer, order_id, "reject", reasons=["blurred"]), 409, "order_not_in_this_state")


def test_pictures_lie_in_bands_and_those_come_first_who_waited_for_somebody(world: World, reviewer: Colleague) -> None:
    task = world.plain_task(**FREE)
    made = {
        Band.LOW: made_order(world, task),
        Band.DOUBT: made_order(world, task, risk=0.5),
        Band.AGAIN: made_order(world, task, priority=True, risk=0.9),
        Band.ASKED: made_order(world, task, appeals=(an_appeal(),), priority=True),
    }
    queue = reviewer.call("GET", "/api/staff/review/queue", task_id=task.task_id)["bands"]
    assert [(one["band"], one["label"], one["waiting"], one["more"]) for one in queue] == [
        ("ASKED", "请人工查看", 1, False),
        ("AGAIN", "重新提交", 1, False),
        ("DOUBT", "要细看", 1, False),
        ("LOW", "低风险", 1, False),
    ]
    assert all(one["oldest_at"] for one in queue)
    for band, order_id in made.items():
        (picture,) = take_batch(reviewer, band, 24, task.task_id)
        assert (picture["order"]["order_id"], picture["band"]) == (order_id, band)
    queue = reviewer.call("GET", "/api/staff/review/queue", task_id=task.task_id)["bands"]
    assert [(one["waiting"], one["oldest_at"]) for one in queue] == [(1, None)] * 4


@pytest.mark.parametrize(
    ("head", "band"),
    [({}, Band.DOUBT), ({"priority": True}, Band.DOUBT), ({"appeals": (an_appeal(),)}, Band.ASKED)],
)
def test_an_approval_that_is_recalled_is_looked_at_closely(
    world: World, reviewer: Colleague, manager: Colleague, head: dict[str, Any], band: Band
) -> None:
    task = world.plain_task(**FREE)
    order_id = made_order(world, task, **head)
    approve(reviewer, order_id)
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "审核有误"})
    (picture,) = take_batch(reviewer, band, 24, task.task_id)
    assert picture["order"]["order_id"] == order_id


def test_her_branchs_queue_holds_every_task_and_no_other_branchs(world: World) -> None:
    branch = f"b{random_id(6)}"
    mine = colleague(world.box.console_url, REVIEWER, branch=branch)
    ids = [made_order(world, world.plain_task(**FREE, branch=branch)) for _ in range(3)]
    made_order(world, world.plain_task(**FREE))
    assert [one["order"]["order_id"] for one in take_batch(mine, count=24)] == ids


def test_a_picture_that_a_reviewer_left_behind_still_waits(
    world: World, reviewer: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(**FREE)
    made_order(world, task)
    monkeypatch.setattr("chalicelib.desk.review.review.LEASE", timedelta(seconds=-1))
    take_next(reviewer, task.task_id)

    def oldest() -> str | None:
        queue = reviewer.call("GET", "/api/staff/review/queue", task_id=task.task_id)["bands"]
        return next((str(one["oldest_at"]) for one in queue if one["oldest_at"]), None)

    assert oldest(), "nobody is there to put it back, and nobody would hear of it"
