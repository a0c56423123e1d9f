"""How well reviewers look: a second blind look at decisions and planted faults, neither of which reaches a student."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from chalicelib.desk.review import desk as desk_of_reviewers
from chalicelib.desk.review.check import alias_of
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.photos import samples
from chalicelib.orders.store.bands import Band
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.desk import decide, take
from clients.student import Student
from tests.worlds.app import World, refused
from tests.worlds.review_desk import approve, let_go, reject, take_batch
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order
from tools.suite.patience import PATIENCE

REVIEWER, MANAGER = StaffRole.REVIEWER, StaffRole.MANAGER
Checked = tuple[World, Task, Colleague, Colleague, Colleague]


@pytest.fixture
def desk(world: World) -> Checked:
    """A branch of its own: a free task, two reviewers and a manager."""
    branch, url = f"b{random_id(6)}", world.box.console_url
    task = world.plain_task(price=0, branch=branch)
    people = [colleague(url, role, branch=branch) for role in (REVIEWER, REVIEWER, MANAGER)]
    return world, task, people[0], people[1], people[2]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "LOOKED", 1.0)
    monkeypatch.setattr(samples, "PLANTED", 0.0)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "LOOKED", 0.0)
    monkeypatch.setattr(samples, "PLANTED", 1.0)


def quality(manager: Colleague) -> dict[str, tuple[int, int, int, int]]:
    figures = manager.call("GET", "/api/staff/review/quality")["reviewers"]
    return {one["staff_id"]: (one["planted"], one["caught"], one["looked"], one["agreed"]) for one in figures}


def told(student: Student, order_id: str) -> str:
    """What a student reads of an order, but for links, which change by themselves."""
    return re.sub(r"https?://\S+?(?=')", "", str(student.order(order_id)))


def check_for(who: Colleague, band: Band = Band.LOW) -> dict[str, Any]:
    (picture,) = take_batch(who, band, 24)
    return picture


@pytest.mark.usefixtures("looked")
def test_a_second_look_is_blind_and_changes_nothing(desk: Checked) -> None:
    world, task, one, other, manager = desk
    student = world.student()
    order_id = made_order(world, task, person_id=world.person(student))
    approve(one, order_id)
    before = told(student, order_id)
    assert take_batch(one, Band.LOW, 24) == [], "not her own decision"
    picture = check_for(other)
    order = picture["order"]
    assert (order["state"], order["label"], picture["band"]) == ("IN_REVIEW", "待审核", "LOW")
    assert (order["order_id"], order["history"], order["package"]) == (alias_of(order_id), [], None)
    assert decide(other, order["order_id"], "reject", reasons=["blurred"])["state"] == "REJECTED"
    assert decide(other, order["order_id"], "reject", reasons=["blurred"])["decided"], "the answer was lost"
    assert told(student, order_id) == before
    assert quality(manager) == {who.account.staff_id: (0, 0, 1, 0) for who in (one, other)}
    assert quality(other) == {other.account.staff_id: (0, 0, 1, 0)}
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert [row["action"] for row in rows] == ["decide_check", "take_check", "approve", "take"]
    assert rows[0]["data"] == {"photo_no": 1, "kind": "LOOK", "approved": False, "right": False, "reasons": ["blurred"]}


@pytest.mark.usefixtures("looked")
def test_a_disagreement_waits_for_the_manager(desk: Checked) -> None:
    world, task, one, other, manager = desk
    ids = [made_order(world, task) for _ in range(2)]
    approve(one, ids[0])
    reject(one, ids[1])
    for _ in ids:
        picture = check_for(other)
        assert picture["order"]["rejection"] is None, "what was decided first is not told"
        decide(other, picture["order"]["order_id"], "approve")
    listed = manager.call("GET", "/api/staff/review/disagreements")["disagreements"]
    assert [(each["order_id"], each["first"]["approved"], each["second"]["approved"]) for each in listed] == [
        (ids[1], False, True)
    ]
    assert (listed[0]["first"]["staff_id"], listed[0]["second"]["staff_id"]) == (
        one.account.staff_id,
        other.account.staff_id,
    )
    path = f"/api/staff/review/disagreements/{ids[1]}/1/settle"
    for _ in range(2):
        manager.call("POST", path, {"reason": "以第一次为准"})
    assert manager.call("GET", "/api/staff/review/disagreements")["disagreements"] == []
    refused(lambda: manager.call("POST", path.replace("/1/", "/7/"), {"reason": "没有"}), 404, "order_not_found")
    assert quality(manager)[one.account.staff_id] == (0, 0, 2, 1)


@pytest.mark.usefixtures("planted")
def test_a_planted_fault_is_a_copy_that_reaches_no_student(desk: Checked) -> None:
    world, task, one, other, manager = desk
    student = world.student()
    order_id = world.submitted(student, task)
    approve(one, order_id)
    before = told(student, order_id)
    good = requests.get(one.call("GET", f"/api/staff/orders/{order_id}/photos/1")["url"], timeout=PATIENCE).content
    picture = check_for(other)
    spoilt = requests.get(picture["url"], timeout=PATIENCE).content
    assert spoilt[:3] == good[:3] == b"\xff\xd8\xff"
    assert spoilt != good
    assert picture["original_url"] == picture["url"], "beside its upload the fault would be seen at once"
    assert "plant" not in picture["url"]
    decide(other, picture["order"]["order_id"], "approve")
    assert quality(manager) == {other.account.staff_id: (1, 0, 0, 0)}
    assert told(student, order_id) == before
    assert manager.call("GET", "/api/staff/review/disagreements")["disagreements"] == []


@pytest.mark.usefixtures("planted")
def test_no_fault_is_planted_in_what_the_engine_doubts_or_a_person_rejects(desk: Checked) -> None:
    world, task, one, other, _ = desk
    student = world.student()
    order_id = world.submitted(student, task)
    reject(one, order_id)
    made_order(world, task, risk=0.9)
    (doubt,) = take_batch(one, Band.DOUBT, 24)
    decide(one, doubt["order"]["order_id"], "approve")
    assert [take_batch(other, band, 24) for band in Band] == [[]] * 4


@pytest.mark.usefixtures("looked")
def test_a_check_returns_like_any_picture_and_is_decided_once(desk: Checked) -> None:
    world, task, one, other, manager = desk
    third = colleague(world.box.console_url, REVIEWER, branch=manager.account.branch)
    order_id = made_order(world, task)
    approve(one, order_id)
    alias = check_for(other)["order"]["order_id"]
    assert take_batch(third, Band.LOW, 24) == [], "somebody holds it"
    assert take(other, alias)["order"]["order_id"] == alias
    refused(lambda: take(third, alias), 409, "review_lease_lost")
    refused(lambda: decide(third, alias, "approve"), 409, "review_lease_lost")
    let_go(other, alias)
    refused(lambda: decide(other, alias, "approve"), 409, "review_lease_lost")
    assert check_for(third)["order"]["order_id"] == alias
    decide(third, alias, "approve")
    refused(lambda: decide(third, alias, "reject", reasons=["blurred"]), 409, "review_lease_lost")
    refused(lambda: take(third, alias), 409, "review_lease_lost")


@pytest.mark.usefixtures("looked")
def test_a_check_that_another_had_meanwhile_is_not_decided_late(desk: Checked) -> None:
    world, task, one, other, manager = desk
    third = colleague(world.box.console_url, REVIEWER, branch=manager.account.branch)
    approve(one, made_order(world, task))
    first = check_for(other)
    alias = first["order"]["order_id"]
    assert take(other, alias)["taken"] == first["taken"], "prolonged"
    let_go(other, alias)
    check_for(third)
    let_go(third, alias)
    again = check_for(other)
    refused(lambda: decide(other, alias, "approve", taken=first["taken"]), 409, "review_lease_lost")
    assert decide(other, alias, "approve", taken=again["taken"])["decided"]


@pytest.mark.usefixtures("looked")
def test_nothing_is_shown_once_more_that_may_not_be_looked_at(desk: Checked) -> None:
    """The order is in review again, or its student took the consent back."""
    world, task, one, other, manager = desk
    student = world.student()
    recalled, stopped = made_order(world, task), made_order(world, task, person_id=world.person(student))
    approve(one, recalled)
    approve(one, stopped)
    manager.call("POST", f"/api/staff/orders/{recalled}/recall", {"reason": "审核有误"})
    student.call(
        "POST", "/api/me/consents", {"kind": "FACE", "version": current(ConsentKind.FACE).version, "agreed": False}
    )
    assert take_batch(other, Band.LOW, 24) == []
    assert [each["order"]["order_id"] for each in take_batch(other, Band.DOUBT, 24)] == [recalled]


@pytest.mark.usefixtures("looked")
def test_a_decision_that_no_longer_stands_is_not_checked(desk: Checked) -> None:
    """Recalled, and decided once more by whoever would have been shown it."""
    world, task, one, other, manager = desk
    order_id = made_order(world, task)
    approve(one, order_id)
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "审核有误"})
    reject(other, order_id)
    assert [take_batch(other, band, 24) for band in Band] == [[]] * 4
    assert manager.call("GET", "/api/staff/review/disagreements")["disagreements"] == []


@pytest.mark.usefixtures("looked")
def test_a_check_lies_in_the_band_of_its_photo(desk: Checked) -> None:
    world, task, one, other, _ = desk
    made = {
        Band.LOW: made_order(world, task),
        Band.DOUBT: made_order(world, task, risk=0.7),
        Band.AGAIN: made_order(world, task, priority=True, rejections=1, risk=0.2),
    }
    for order_id in made.values():
        approve(one, order_id)
    for band, order_id in made.items():
        picture = check_for(other, band)
        assert (picture["order"]["order_id"], picture["band"]) == (alias_of(order_id), band)


@pytest.mark.usefixtures("looked")
def test_another_branch_and_another_task_get_none_of_it(desk: Checked) -> None:
    world, task, one, other, _ = desk
    stranger = colleague(world.box.console_url, REVIEWER)
    approve(one, made_order(world, task))
    elsewhere = world.plain_task(price=0, branch=one.account.branch)
    assert take_batch(other, Band.LOW, 24, elsewhere.task_id) == []
    alias = check_for(other)["order"]["order_id"]
    refused(lambda: decide(stranger, alias, "approve"), 404, "order_not_found")


@pytest.mark.usefixtures("looked")
def test_a_check_seems_to_have_waited_as_long_as_those_beside_it(
    desk: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_of_reviewers, "BATCH", 1)  # each batch has a check
    world, task, one, other, _ = desk
    decided = made_order(world, task)
    approve(one, decided)
    waiting = {made_order(world, task) for _ in range(3)}
    pictures = {picture["order"]["order_id"]: picture["since"] for picture in take_batch(other, Band.LOW, 24)}
    since = pictures.pop(alias_of(decided))
    assert set(pictures) == waiting
    assert since in pictures.values()
    held = other.call("POST", "/api/staff/review/renew", {"orders": [alias_of(decided)]})["pictures"]
    assert [picture["since"] for picture in held] == [since], "a reload tells nothing either"


@pytest.mark.usefixtures("looked")
def test_a_photo_behind_a_check_opens_for_whoever_holds_it_as_long_as_it_may_be_shown(desk: Checked) -> None:
    world, task, one, other, manager = desk
    student = world.student()
    order_id = made_order(world, task, person_id=world.person(student))
    approve(one, order_id)
    alias = check_for(other)["order"]["order_id"]
    path = f"/api/staff/orders/{alias}/photos/1"
    assert other.call("GET", path)["order"]["order_id"] == alias
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert rows[0]["action"] == "view_photo"
    refused(lambda: one.call("GET", path), 404, "order_not_found")
    wire().student.consents.withdraw(world.person(student), [ConsentKind.FACE])
    refused(lambda: other.call("GET", path), 404, "order_not_found")
