"""Without consent to the handling of her face nobody looks at a student's photo: review stops, whoever has it in hand,
and goes on with the same photo once she agrees again."""

from __future__ import annotations

import pytest

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.model import State
from chalicelib.wire import wire
from clients.desk import decide, take
from clients.student import Student
from tests.worlds.app import World, refused
from tests.worlds.branch import collecting
from tests.worlds.review_desk import take_next
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import bought, made_order, made_unpaid

FACE = {"kind": "FACE", "version": current(ConsentKind.FACE).version}
STOPPED = "review_consent_taken_back"


def take_back(student: Student) -> None:
    student.call("POST", "/api/me/consents", FACE | {"agreed": False})


def agree_again(student: Student) -> None:
    student.call("POST", "/api/me/consents", FACE)


def test_review_stops_at_once_and_goes_on_with_the_same_photo(world: World, reviewer: Colleague) -> None:
    student, task = world.student(), world.plain_task(price=0)
    order_id = made_order(world, task, person_id=world.person(student))
    assert take_next(reviewer, task.task_id)["order"]["order_id"] == order_id
    take_back(student)
    order = student.order(order_id)
    assert order["state"] == "WITHDRAWN"
    assert order["timeline"][-1]["label"] == "撤回人脸同意，审核停止"
    refused(lambda: decide(reviewer, order_id, "approve"), 409, STOPPED)
    refused(lambda: take(reviewer, order_id), 409, STOPPED)
    assert take_next(reviewer, task.task_id) == {}
    refused(lambda: student.act(order_id, "resubmit", photo_no=1), 422, "consent_needed")
    take_back(student)  # again: nothing more happens
    assert student.order(order_id)["seq"] == order["seq"]

    agree_again(student)
    assert (student.order(order_id)["state"], student.order(order_id)["photo"]["photo_no"]) == ("IN_REVIEW", 1)
    assert take_next(reviewer, task.task_id)["order"]["order_id"] == order_id
    assert decide(reviewer, order_id, "approve")["state"] == "APPROVED"


@pytest.mark.parametrize("refund_until", ["REVIEW", "NEVER"])
def test_what_is_paid_may_be_refunded_as_the_consent_says(world: World, refund_until: str) -> None:
    student, task = world.student(), world.plain_task(refund_until=refund_until)
    order_id = bought(world, student, task)
    take_back(student)
    assert "refund" in student.order(order_id)["actions"]
    assert student.act(order_id, "refund")["state"] == "REFUNDING"


def test_an_approved_photo_that_is_not_made_yet_comes_back(world: World) -> None:
    student = world.student()
    order_id = made_order(world, world.plain_task(price=0), State.APPROVED, person_id=world.person(student))
    take_back(student)
    assert student.order(order_id)["state"] == "WITHDRAWN"


def test_a_photo_that_is_made_stays(world: World) -> None:
    student = world.student()
    task, owner = world.plain_task(price=0), world.person(student)
    order_id = made_order(world, task, State.IN_PRODUCTION, person_id=owner, package="p1")
    take_back(student)
    assert student.order(order_id)["state"] == "IN_PRODUCTION"


def test_nothing_is_paid_for_or_handed_in_without_it(world: World) -> None:
    student = world.student()
    unpaid = made_unpaid(world, world.person(student))
    draft = made_order(world, world.plain_task(price=0), State.DRAFT, person_id=world.person(student))
    take_back(student)
    refused(lambda: student.pay(unpaid), 422, "consent_needed")
    refused(lambda: student.act(draft, "submit", photo_no=1), 422, "consent_needed")
    agree_again(student)
    assert student.act(draft, "submit", photo_no=1)["state"] == "IN_REVIEW"


def test_a_free_order_that_stopped_may_be_given_up(world: World) -> None:
    student, task = world.student(), world.plain_task(price=0)
    order_id = made_order(world, task, person_id=world.person(student))
    take_back(student)
    assert student.order(order_id)["next"]["screen"] == "CONSENTS"
    assert student.act(order_id, "cancel")["state"] == "CANCELLED"


def test_whoever_agrees_again_is_not_told_to(world: World) -> None:
    """Her photo will not do any more: another standard holds since."""
    student, task = world.student(), world.plain_task(price=0)
    order_id = made_order(world, task, person_id=world.person(student))
    take_back(student)
    world.change(task, spec_rev=task.spec_rev + 1)
    agree_again(student)
    order = student.order(order_id)
    assert (order["state"], order["next"]["screen"]) == ("WITHDRAWN", "EDIT")


def interrupted(student: Student, world: World) -> None:
    """She took it back, and the process died before her orders were stopped."""
    wire().student.consents.withdraw(world.person(student), [ConsentKind.FACE])


def test_what_was_not_stopped_is_stopped_by_whoever_comes_upon_it(world: World, reviewer: Colleague) -> None:
    student, task = world.student(), world.plain_task(price=0)
    mine = made_order(world, task, person_id=world.person(student))
    other = made_order(world, task)
    interrupted(student, world)
    assert take_next(reviewer, task.task_id)["order"]["order_id"] == other
    refused(lambda: take(reviewer, mine), 409, STOPPED)
    assert student.order(mine)["state"] == "WITHDRAWN"


def test_a_reviewer_who_has_it_in_hand_cannot_approve_it(world: World, reviewer: Colleague) -> None:
    student, task = world.student(), world.plain_task(price=0)
    order_id = made_order(world, task, person_id=world.person(student))
    take(reviewer, order_id)
    interrupted(student, world)
    refused(lambda: decide(reviewer, order_id, "approve"), 409, STOPPED)
    assert student.order(order_id)["state"] == "WITHDRAWN"


def test_a_package_takes_in_nobody_who_took_it_back(world: World) -> None:
    student, task = world.student(), world.plain_task(price=0)
    mine = made_order(world, task, State.APPROVED, person_id=world.person(student))
    made_order(world, task, State.APPROVED)
    interrupted(student, world)
    package = collecting(task)
    wire().stores.packages.create(package, ())
    wire().delivery.packer.make(package.package_id, lambda: 900.0)
    kept = wire().stores.packages.get(package.package_id)
    assert kept is not None
    assert (kept.members, student.order(mine)["state"]) == (1, "WITHDRAWN")


def test_an_order_given_to_somebody_who_was_never_asked_goes_on(world: World, reviewer: Colleague) -> None:
    """A transfer, or two accounts that became one: whoever has the order now took nothing back."""
    student, user = world.guest(), world.outside.control("POST", "/users")
    student.login_by_wechat(user["login_code"], user["phone_code"])
    task = world.plain_task(price=0)
    order_id = made_order(world, task, person_id=world.person(student))
    take(reviewer, order_id)
    assert decide(reviewer, order_id, "approve")["state"] == "APPROVED"
