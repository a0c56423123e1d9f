"""Review over HTTP: many pictures at once, every reason at once, and the student's photo replaced for free."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from chalicelib.desk.review.review import LEASE
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.staff.model import StaffRole
from clients.desk import decide, take
from clients.student import ApiError
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait, refused
from tests.worlds.review_desk import let_go, reject, take_next
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, made_order
from tools.suite.patience import PATIENCE

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
FACE = current(ConsentKind.FACE)
FREE = {"price": 0}


@pytest.fixture
def reviewer(world: World) -> Colleague:
    return colleague(world.box.console_url, REVIEWER)


def test_a_paid_photo_is_rejected_replaced_free_and_approved(world: World, reviewer: Colleague) -> None:
    student, task = world.student(), world.plain_task()
    order_id = world.paid(student, task)
    picture = take_next(reviewer, task.task_id)
    assert (picture["order"]["order_id"], picture["order"]["photo_no"]) == (order_id, 1)
    assert (picture["report"]["verdict"], picture["earlier"]) == ("PASSED", [])
    assert 280 < picture["seconds"] <= 300
    assert requests.get(picture["url"], timeout=PATIENCE).headers["Content-Type"] == "image/jpeg"
    refused(lambda: student.act(order_id, "withdraw"), 409, "in_review_now")
    reasons = ["glasses_glare", "off_centre", "hair_over_face"]
    assert decide(reviewer, order_id, "reject", reasons=reasons, note="请摘下眼镜")["state"] == "REJECTED"

    order = student.order(order_id)
    assert order["label"] == "被驳回"
    assert [one["code"] for one in order["rejection"]["reasons"]] == reasons
    assert all("{" not in one["message"] + one["cure"] and one["cure"] for one in order["rejection"]["reasons"])
    assert order["rejection"]["note"] == "请摘下眼镜"
    assert (order["tries_left"], order["actions"]) == (2, ["upload", "contact"])
    again = student.judge(order_id, portrait())
    with pytest.raises(ApiError) as caught:
        student.act(order_id, "resubmit", photo_no=again["photo_no"])
    assert caught.value.code in ("photo_already_rejected", "photo_not_ready")  # its verdict may say so already
    other = student.judge(order_id, portrait(seed=2))
    order = student.act(order_id, "resubmit", photo_no=other["photo_no"])
    assert (order["label"], len(order["timeline"])) == ("待审核", 5)

    picture = take_next(reviewer, task.task_id)
    assert picture["photo"]["photo_no"] == other["photo_no"]
    (earlier,) = picture["earlier"]
    assert (earlier["photo_no"], earlier["reasons"]) == (1, ["眼镜反光", "人像不居中", "头发遮挡眉毛、眼睛或耳朵"])
    assert decide(reviewer, order_id, "approve", photo_no=other["photo_no"])["state"] == "APPROVED"
    order = student.order(order_id)
    assert order["photo"]["says"] == "人工审核通过"
    assert (order["label"], order["paid"], order["actions"], order["rejection"]) == ("待制作", True, ["contact"], None)
    assert take_next(reviewer, task.task_id) == {}


def test_two_reviewers_never_see_one_picture(world: World, reviewer: Colleague) -> None:
    task, other = world.plain_task(**FREE), colleague(world.box.console_url, REVIEWER)
    ids = {made_order(world, task) for _ in range(2)}
    mine, hers = take_next(reviewer, task.task_id), take_next(other, task.task_id)
    assert {mine["order"]["order_id"], hers["order"]["order_id"]} == ids
    order_id = mine["order"]["order_id"]
    refused(lambda: take(other, order_id), 409, "review_leased")
    refused(lambda: decide(other, order_id, "approve"), 409, "review_lease_lost")
    refused(lambda: decide(reviewer, order_id, "approve", photo_no=2), 409, "review_lease_lost")
    assert take(reviewer, order_id)["until"] >= mine["until"]
    let_go(reviewer, order_id)
    assert take(other, order_id)["order"]["order_id"] == order_id
    refused(lambda: decide(reviewer, order_id, "approve"), 409, "review_lease_lost")


def test_a_student_gets_her_money_back_when_nobody_looks_at_her_photo(world: World, reviewer: Colleague) -> None:
    student = world.student()
    order_id = bought(world, student)
    take(reviewer, order_id)
    assert student.order(order_id)["actions"] == ["contact"]
    refused(lambda: student.act(order_id, "refund"), 409, "in_review_now")
    let_go(reviewer, order_id)
    assert student.act(order_id, "refund")["state"] == "REFUNDING"


def test_what_is_compared_with_it_comes_along(world: World, reviewer: Colleague, manager: Colleague) -> None:
    """Its upload, the photo that was rejected before it, and the one of another student that it looks like."""
    task, first, student = world.plain_task(**FREE), world.student(), world.student()
    shared, order_id = world.draft(first, task), world.submitted(student, task)
    first.judge(shared, portrait(seed=3))
    reject(reviewer, order_id)
    photo_no = student.judge(order_id, portrait(seed=3))["photo_no"]
    student.act(order_id, "resubmit", photo_no=photo_no)
    picture = take(reviewer, order_id)
    links = [picture["url"], picture["original_url"], picture["earlier"][0]["url"], picture["same"]["url"]]
    assert (picture["same"]["order_id"], picture["same"]["photo_no"]) == (shared, 1)
    for link in links:
        answer = requests.get(link, timeout=PATIENCE)
        assert answer.status_code == 200
        assert int(parse_qs(urlsplit(link).query)["X-Amz-Expires"][0]) <= 300
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {shared}")["rows"]
    assert [row["action"] for row in rows] == ["view_photo"]

    first.call("POST", "/api/me/consents", {"kind": "FACE", "version": FACE.version, "agreed": False})
    assert take(reviewer, order_id)["same"] is None, "nobody looks at her face any more"


def test_a_lease_ends_by_itself_and_the_picture_goes_to_the_next(
    world: World, reviewer: Colleague, clock: SandboxClock
) -> None:
    task, other = world.plain_task(**FREE), colleague(world.box.console_url, REVIEWER)
    order_id = made_order(world, task)
    take_next(reviewer, task.task_id)
    assert take_next(other, task.task_id) == {}
    clock.move(seconds=LEASE.total_seconds(), schedules=False)
    assert take_next(other, task.task_id)["order"]["order_id"] == order_id
    refused(lambda: decide(reviewer, order_id, "approve"), 409, "review_lease_lost")


def test_a_resubmission_comes_first(world: World, reviewer: Colleague) -> None:
    student, task = world.student(), world.plain_task(**FREE)
    sent_back = world.submitted(student, task)
    take_next(reviewer, task.task_id)
    decide(reviewer, sent_back, "reject", reasons=["blurred"])
    for _ in range(3):
        made_order(world, task)
    photo_no = student.judge(sent_back, portrait(seed=3))["photo_no"]
    student.act(sent_back, "resubmit", photo_no=photo_no)
    assert take_next(reviewer, task.task_id)["order"]["order_id"] == sent_back


def test_reasons_are_coded_and_told_in_sentences(world: World, reviewer: Colleague) -> None:
    known = reviewer.call("GET", "/api/staff/review/reasons")["reasons"]
    assert {one["code"] for one in known} >= {"no_face", "crown_margin", "glasses_glare", "retouched", "not_the_person"}
    for one in known:
        assert "{" not in one["message"] + one["cure"]
    task = world.plain_task(**FREE)
    order_id = made_order(world, task)
    take_next(reviewer, task.task_id)
    for body, code in (
        ({"reasons": ["no_such"]}, "review_reason_unknown"),
        ({"reasons": ["other"]}, "review_note_needed"),
        ({"reasons": []}, "review_reason_missing"),
        ({}, "review_reason_missing"),
        ({"reasons": ["blurred", "other"], "note": " "}, "review_note_needed"),
        ({"reasons": ["blurred"] * 99}, "invalid"),
        ({"photo_no": 0}, "invalid"),
    ):
        with pytest.raises(ApiError) as caught:
            decide(reviewer, order_id, "reject", **body)
        assert (caught.value.status, caught.value.code) == (422, code)


def test_an_approval_is_recalled_with_a_reason(world: World, reviewer: Colleague, manager: Colleague) -> None:
    student, task = world.student(), world.plain_task(**FREE)
    order_id = made_order(world, task, person_id=world.person(student))
    take_next(reviewer, task.task_id)
    decide(reviewer, order_id, "approve")
    path = f"/api/staff/orders/{order_id}/recall"
    refused(lambda: reviewer.call("POST", path, {"reason": "看错了"}), 403, "forbidden")
    assert manager.call("POST", path, {"reason": "审核有误"})["state"] == "IN_REVIEW"
    assert student.order(order_id)["label"] == "待审核"
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert [(row["action"], row["reason"]) for row in rows] == [("recall", "审核有误"), ("approve", ""), ("take", "")]
    assert rows[0]["data"] == {"from": "APPROVED", "to": "IN_REVIEW"}
    back = take_next(reviewer, task.task_id)
    why = {"at": rows[0]["at"], "by": rows[0]["name"], "reason": "审核有误"}
    assert (back["order"]["order_id"], back["recalled"]) == (order_id, why)
    decide(reviewer, order_id, "reject", reasons=["blurred"])
    student.act(order_id, "resubmit", photo_no=student.judge(order_id, portrait(seed=2))["photo_no"])
    anew = take_next(reviewer, task.task_id)
    assert (anew["photo"]["photo_no"], anew["recalled"]) == (2, None)


def test_every_look_at_a_photo_is_in_the_audit_trail(world: World, reviewer: Colleague, manager: Colleague) -> None:
    task = world.plain_task(**FREE)
    order_id = made_order(world, task)
    picture = reviewer.call("GET", f"/api/staff/orders/{order_id}/photos/1")
    assert requests.get(picture["url"], timeout=PATIENCE).status_code == 200
    refused(lambda: reviewer.call("GET", f"/api/staff/orders/{order_id}/photos/2"), 404, "photo_not_found")
    (row,) = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    looked = {"photo_no": 1, "purpose": "ORDER"}
    assert (row["action"], row["staff_id"], row["data"]) == ("view_photo", reviewer.account.staff_id, looked)


def test_another_branchs_order_is_absent(world: World, reviewer: Colleague) -> None:
    task, stranger = world.plain_task(**FREE), colleague(world.box.console_url, REVIEWER, MANAGER, branch="guangdong")
    order_id = made_order(world, task)
    refused(lambda: take_next(stranger, task.task_id), 404, "task_unknown")
    refused(lambda: take(stranger, order_id), 404, "order_not_found")
    refused(lambda: decide(stranger, order_id, "approve"), 404, "order_not_found")
    refused(lambda: let_go(stranger, order_id), 404, "order_not_found")
    refused(lambda: stranger.call("GET", f"/api/staff/orders/{order_id}/photos/1"), 404, "order_not_found")
    assert take_next(reviewer, task.task_id)["order"]["order_id"] == order_id
