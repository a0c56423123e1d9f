"""What reviewers decide reaches the day's object beside the measures, and nothing of anybody with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from chalicelib.feedback.model import OF_CAMERA, DecidedPhoto, from_lines
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.model import State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import StaffRole
from chalicelib.storage import keys
from chalicelib.tasks.model import Background, Task
from chalicelib.wire import wire
from clients import desk as desk_client
from clients.student import Student
from drawings.faulty_portraits import faulty
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import order_of

FACE = current(ConsentKind.FACE)
NOTE, BRANCH = "左眼先天性上睑下垂", "feedback"
WALL = (98, 195, 253)  # of no other test: a line names no task


@pytest.fixture
def noon(clock: SandboxClock) -> datetime:
    """It is noon of the next day in Shanghai; no schedule runs."""
    tomorrow = wire().clock().astimezone(SHANGHAI) + timedelta(days=1)
    clock.to(tomorrow.replace(hour=12, minute=0), schedules=False)
    return wire().clock()


@pytest.fixture
def reviewer(world: World, noon: datetime) -> Colleague:
    return colleague(world.box.console_url, StaffRole.REVIEWER, branch=BRANCH)


@pytest.fixture
def task(world: World) -> Task:
    return world.plain_task(price=0, branch=BRANCH, covers="ALLOW", background=Background(WALL, 12.0, "normalise"))


def decide(reviewer: Colleague, order_id: str, verdict: str, photo_no: int, **body: object) -> None:
    desk_client.take(reviewer, order_id)
    desk_client.decide(reviewer, order_id, verdict, photo_no=photo_no, **body)


def appealed(world: World, task: Task, student: Student) -> str:
    """An order in review, whose student asked for a person about the second photo that the machine refused."""
    order_id = world.draft(student, task)
    for _ in range(2):
        student.judge(order_id, faulty("sunglasses"), "image/png")
    student.act(order_id, "appeal", photo_no=2, reason="EYE_CONDITION", note=NOTE)
    return order_id


def gathered(world: World, day: date) -> list[DecidedPhoto]:
    """This file's lines of a day, written anew by the step."""
    world.drop(keys.feedback(day))
    world.box.run_step("gather_feedback")
    return [one for one in from_lines(world.objects(keys.feedback(day))[keys.feedback(day)]) if one.wall == WALL]


def test_decisions_of_a_day_are_kept_with_what_the_machine_measured(
    world: World, task: Task, reviewer: Colleague, noon: datetime, clock: SandboxClock
) -> None:
    student, other = world.student(), world.student()
    asked, passed = appealed(world, task, student), world.submitted(other, task)
    decide(reviewer, asked, "approve", 2)
    decide(reviewer, passed, "reject", 1, reasons=["jewellery"], note="请摘下耳环")
    deleted = world.submitted(world.student(), task)
    decide(reviewer, deleted, "approve", 1)
    wire().stores.erased.drop_photos(order_of(deleted), lambda _: None)
    regretful = world.student()
    regretted = world.submitted(regretful, task)
    decide(reviewer, regretted, "reject", 1, reasons=["blurred"])
    regretful.call("POST", "/api/me/consents", {"kind": "FACE", "version": FACE.version, "agreed": False})
    assert (order_of(regretted).head.state, order_of(regretted).head.stopped) == (State.REJECTED, False)
    clock.to(noon + timedelta(days=1), schedules=False)

    day = noon.astimezone(SHANGHAI).date()
    lines = gathered(world, day)
    rejected, approved = sorted(lines, key=lambda one: one.approved)
    assert (approved.approved, approved.appealed, approved.findings) == (True, True, {"sunglasses": "fail"})
    assert (rejected.approved, rejected.appealed, rejected.reasons) == (False, False, ("jewellery",))
    assert {one.client for one in (approved, rejected)} == {"mini"}
    order = order_of(asked)
    report = order.photos[1].report
    assert report is not None
    assert approved.limits == report["limits"]
    kept = {name: value for name, value in report["measures"].items() if name not in OF_CAMERA}
    assert approved.measures == kept
    assert len(kept) == len(report["measures"]) - len(OF_CAMERA) > 30

    written = world.objects(keys.feedback(day))[keys.feedback(day)].decode()
    head = order.head
    told = {head.order_id, head.number, head.person_id, head.enrolment, head.student.name, head.student.student_no,
            head.student.school_name, task.task_id, NOTE, "请摘下耳环", "EYE_CONDITION", reviewer.account.staff_id,
            report["source"]["sha256"]}  # fmt: skip
    assert not {one for one in told if one in written}
    assert gathered(world, day) == lines, "written anew it is the same"
