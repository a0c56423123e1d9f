"""请人工查看 over HTTP: from two photos that the machine refuses to a person's decision."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients import desk as desk_client
from clients.student import Student
from drawings.faulty_portraits import faulty
from tests.worlds import review_desk
from tests.worlds.app import World, portrait, refused
from tests.worlds.export import copy
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, order_of

FREE: dict[str, Any] = {"price": 0}
SAID = "左眼先天性上睑下垂"


@pytest.fixture
def task(world: World) -> Task:
    return world.plain_task(**FREE)


def dark(student: Student, order_id: str) -> dict[str, Any]:
    """A photo with dark lenses: refused, and a machine can be wrong about them."""
    verdict = student.judge(order_id, faulty("sunglasses"), "image/png")
    assert (verdict["state"], why(verdict["report"])) == ("FAILED", ["sunglasses"])
    return dict(verdict)


def why(report: dict[str, Any]) -> list[str]:
    """The codes that a photo failed by; what is only doubted may come and go with the limits."""
    return [one["code"] for one in report["findings"] if one["severity"] == "fail"]


def appeal(student: Student, order_id: str, photo_no: int, **body: str) -> dict[str, Any]:
    return dict(student.act(order_id, "appeal", **{"photo_no": photo_no, "reason": "MISJUDGED"} | body))


def decide(reviewer: Colleague, order_id: str, verdict: str, **body: object) -> dict[str, Any]:
    desk_client.take(reviewer, order_id)
    return desk_client.decide(reviewer, order_id, verdict, **body)


def test_a_person_decides_about_the_second_photo(world: World, task: Task, reviewer: Colleague) -> None:
    student = world.student()
    order_id = world.draft(student, task)
    first = dark(student, order_id)
    assert first["preview_url"], "a reviewer will want to see it finished"
    order = student.order(order_id)
    assert (order["appeal"]["state"], order["appeal"]["choices"]) == ("LATER", [])
    assert "appeal" not in order["actions"]
    refused(lambda: appeal(student, order_id, 1), 409, "appeal_too_early")

    dark(student, order_id)
    order = student.order(order_id)
    assert (order["appeal"]["state"], order["appeal"]["left"]) == ("MAY", 2)
    assert [one["reason"] for one in order["appeal"]["choices"] if one["note_needed"]] == ["OTHER"]
    assert "submit" not in order["actions"]
    refused(lambda: student.act(order_id, "submit", photo_no=2), 409, "photo_not_ready")
    refused(lambda: appeal(student, order_id, 1), 409, "photo_not_appealable")
    refused(lambda: appeal(student, order_id, 2, reason="OTHER", note=" "), 422, "appeal_note_needed", "note")
    order = appeal(student, order_id, 2, reason="EYE_CONDITION", note=SAID)
    assert (order["state"], order["appeal"]["state"], order["appeal"]["left"]) == ("IN_REVIEW", "ASKED", 1)
    assert appeal(student, order_id, 2, reason="EYE_CONDITION", note=SAID)["appeal"]["left"] == 1, "one tap, twice"

    picture = desk_client.take(reviewer, order_id)
    assert (picture["appeal"]["reason"], picture["appeal"]["said"]) == ("眼部情况特殊", SAID)
    assert why(picture["report"]) == ["sunglasses"]
    assert picture["url"]
    assert [one["photo_no"] for one in picture["order"]["appeals"]] == [2]
    assert decide(reviewer, order_id, "approve", photo_no=2)["state"] == "APPROVED"
    audited = [str(row) for row in world.tables().values() if f"order {order_id}" in str(row)]
    assert [row for row in audited if "overruled" in row and "sunglasses" in row], "what the machine said is kept"
    history = wire().stores.orders.history(order_id)
    assert all(SAID not in str(record) and "EYE" not in str(record) for record in history), "the log keeps no illness"


def test_a_reviewer_may_refuse_and_the_second_appeal_is_the_last(world: World, task: Task, reviewer: Colleague) -> None:
    student = world.student()
    order_id = world.draft(student, task)
    for _ in range(2):
        dark(student, order_id)
    for photo_no in (2, 3):
        assert appeal(student, order_id, photo_no)["state"] == "IN_REVIEW"
        order = decide(reviewer, order_id, "reject", photo_no=photo_no, reasons=["glasses_tinted"])
        assert order["state"] == "REJECTED"
        assert student.order(order_id)["appeal"] is None, "that photo is over, and there is no other yet"
        student.judge(order_id, other(photo_no), "image/png")
    order = student.order(order_id)
    assert (order["appeal"]["state"], order["appeal"]["left"]) == ("USED_UP", 0)
    refused(lambda: appeal(student, order_id, 4), 409, "no_appeals_left")
    passed = student.judge(order_id, portrait(seed=3))
    assert student.act(order_id, "resubmit", photo_no=passed["photo_no"])["state"] == "IN_REVIEW"


def other(number: int) -> bytes:
    """The same fault in another file: the end of a PNG may be followed by anything."""
    return faulty("sunglasses") + bytes([number])


def test_what_a_machine_knows_for_certain_is_no_question(world: World, task: Task) -> None:
    student = world.student()
    order_id = world.draft(student, task)
    for _ in range(2):
        verdict = student.judge(order_id, faulty("has_border"), "image/png")
        assert (verdict["state"], verdict["preview_url"]) == ("FAILED", None)
    order = student.order(order_id)
    assert (order["appeal"], "appeal" in order["actions"]) == (None, False)
    refused(lambda: appeal(student, order_id, 2), 409, "photo_not_appealable")


def appealed(world: World, task: Task, student: Student) -> str:
    """An order in review whose student asked for a person, and said why."""
    order_id = world.draft(student, task)
    for _ in range(2):
        dark(student, order_id)
    assert appeal(student, order_id, 2, reason="EYE_CONDITION", note=SAID)["state"] == "IN_REVIEW"
    return order_id


def test_what_she_said_is_sealed_hers_to_export_and_no_business_of_finance(world: World, task: Task) -> None:
    student = world.student()
    order_id = appealed(world, task, student)
    assert SAID not in str(world.tables())
    data, _ = copy(student)
    (said,) = data["订单"][0]["请人工查看"]
    assert (said["照片"], said["原因"], said["说明"]) == (2, "眼部情况特殊", SAID)
    seen = colleague(world.box.console_url, StaffRole.FINANCE).call("GET", f"/api/staff/orders/{order_id}")
    assert [set(one) for one in seen["appeals"]] == [{"photo_no", "at"}]
    assert SAID not in str(seen)
    assert "眼部" not in str(seen)


def test_consent_taken_back_and_given_again_leaves_the_appeal(world: World, task: Task, reviewer: Colleague) -> None:
    student = world.student()
    order_id = appealed(world, task, student)
    face = {"kind": "FACE", "version": current(ConsentKind.FACE).version}
    student.call("POST", "/api/me/consents", face | {"agreed": False})
    assert student.order(order_id)["state"] == "WITHDRAWN"
    student.call("POST", "/api/me/consents", face)
    order = student.order(order_id)
    assert (order["state"], order["appeal"]["state"], order["appeal"]["left"]) == ("IN_REVIEW", "ASKED", 1)
    assert order["photo"]["says"] == "初检未通过，已请人工查看"
    assert decide(reviewer, order_id, "approve", photo_no=2)["state"] == "APPROVED"


def test_whoever_asked_for_a_person_is_looked_at_first(world: World, task: Task, reviewer: Colleague) -> None:
    others = [made_order(world, task) for _ in range(3)]
    order_id = appealed(world, task, world.student())
    picture = review_desk.take_next(reviewer, task.task_id)
    assert picture["order"]["order_id"] == order_id
    assert decide(reviewer, order_id, "approve", photo_no=2)["state"] == "APPROVED"
    picture = review_desk.take_next(reviewer, task.task_id)
    assert picture["order"]["order_id"] in others


def test_an_appealed_order_is_paid_and_looked_at_with_care(world: World) -> None:
    student = world.student()
    order_id = world.draft(student)
    for _ in range(2):
        dark(student, order_id)
    order = appeal(student, order_id, 2)
    assert (order["state"], order["appeal"]["sentence"]) == (
        "AWAITING_PAYMENT",
        "已请人工查看，支付后由审核人员决定是否通过。",
    )
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    order = student.wait_for(order_id, "IN_REVIEW")
    assert (order["photo_no"], order["appeal"]["state"]) == (2, "ASKED")
    kept = order_of(order_id)
    assert kept.head.risk == 1.0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"photo_no": 1, "reason": "BORED"}, "reason"),
        ({"photo_no": 0, "reason": "OTHER"}, "photo_no"),
        ({"photo_no": 1, "reason": "OTHER", "note": "长" * 101}, "note"),
        ({"photo_no": 1}, "reason"),
    ],
)
def test_a_body_that_is_none(world: World, task: Task, body: dict[str, Any], field: str) -> None:
    student = world.student()
    order_id = world.draft(student, task)
    refused(lambda: student.act(order_id, "appeal", **body), 422, "invalid", field)
