"""The support and finance desks over HTTP: decide alone or in pairs, and see what waits."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.orders import facts
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store.lists import OrderLists
from chalicelib.shared.money import Fen
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait, refused
from tests.worlds.branch import Desk, approved, confirm, decide, deliver, files, rows, waits
from tests.worlds.review_desk import approve, reject
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import bought, made_order, made_unpaid
from tools.suite.patience import wait_for

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_contact_data_is_opened_with_a_reason(world: World, desk: Desk) -> None:
    student, phone = world.student(), new_phone()
    order_id = student.open(world.plain_task().task_id, **world.form(contact_phone=phone))["order_id"]
    shown = desk.manager.call("GET", f"/api/staff/orders/{order_id}")
    assert phone not in str(shown)
    assert (shown["student"]["name"], "张三" in str(shown)) == ("张*", False)
    contact = desk.manager.call("POST", f"/api/staff/orders/{order_id}/contact", {"reason": "通知领取"})
    assert (contact["contact_phone"], contact["name"]) == (phone, "张三")
    (row,) = desk.manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert (row["action"], row["reason"]) == ("view_contact", "通知领取")


def test_three_rejections_and_a_granted_fourth_try(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task(price=0, reject_limit=3)
    order_id = world.submitted(student, task)
    for seed in (2, 3):
        reject(desk.reviewer, order_id, student.order(order_id)["photo"]["photo_no"])
        student.act(order_id, "resubmit", photo_no=student.judge(order_id, portrait(seed=seed))["photo_no"])
    reject(desk.reviewer, order_id, student.order(order_id)["photo"]["photo_no"])
    order = student.order(order_id)
    assert (order["tries_left"], order["actions"]) == (0, ["contact"])
    refused(lambda: student.upload("PHOTO", portrait(seed=4), "image/jpeg", order_id), 409, "no_tries_left")
    refused(lambda: decide(desk.manager, order_id, "grant"), 409, "grants_nothing")
    granted = decide(desk.manager, order_id, "grant", tries=1)["order"]
    assert (granted["tries_left"], granted["state"]) == (1, "REJECTED")
    assert student.order(order_id)["deadlines"] == order["deadlines"]
    photo_no = student.judge(order_id, portrait(seed=4))["photo_no"]
    assert student.act(order_id, "resubmit", photo_no=photo_no)["label"] == "待审核"


def test_an_unpaid_order_is_edited_at_once_a_paid_one_by_two(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task()
    order_id = world.submitted(student, task)
    done = decide(desk.manager, order_id, "edit", fields={"college": "土木学院", "address": "长沙市岳麓区1号"})
    assert (done["proposal"], done["order"]["student"]["college"]) == (None, "土木学院")
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    asked = decide(desk.manager, order_id, "edit", fields={"class_name": "2203"})
    assert asked["order"]["student"]["class_name"] == ""
    proposal = asked["proposal"]
    refused(lambda: confirm(desk.manager, proposal), 403, "own_proposal")
    refused(lambda: confirm(desk.finance, proposal), 403, "forbidden")
    waiting = desk.manager2.call("GET", "/api/staff/decisions")["proposals"]
    (mine,) = [one for one in waiting if one["proposal_id"] == proposal["proposal_id"]]
    assert (mine["params"]["fields"], mine["personal"]) == ({"class_name": ""}, True)
    assert confirm(desk.manager2, proposal)["order"]["student"]["class_name"] == "2203"
    refused(lambda: confirm(desk.manager2, proposal), 409, "proposal_over")
    contact = desk.manager.call("POST", f"/api/staff/orders/{order_id}/contact", {"reason": "核对"})
    assert contact["address"] == "长沙市岳麓区1号"
    number = {"student_no": "1"}
    said = refused(
        lambda: decide(desk.manager, order_id, "edit", fields=number), 422, "field_not_editable", "student_no"
    )
    assert said["message"] == "不能修改“学号”"
    for fields, code in (
        ({"id_number": "1"}, "field_not_editable"),
        ({"contact_phone": "12"}, "field_wrong"),
        ({"name": " "}, "field_missing"),
    ):
        refused(partial(decide, desk.manager, order_id, "edit", fields=fields), 422, code, next(iter(fields)))


def test_a_paid_order_is_transferred_by_two(world: World, desk: Desk) -> None:
    user = world.outside.control("POST", "/users", phone=new_phone())
    owner, first = world.guest(), world.student()
    owner.login_by_wechat(user["login_code"], user["phone_code"])
    order_id = bought(world, first)
    refused(
        lambda: decide(desk.manager, order_id, "transfer", owner_phone=new_phone()),
        422,
        "nobody_with_phone",
        "owner_phone",
    )
    proposal = decide(desk.manager, order_id, "transfer", owner_phone=user["phone"])["proposal"]
    assert first.order(order_id)["paid"]
    confirm(desk.manager2, proposal)
    row = desk.manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"][0]
    owners = {"owner_from": world.person(first), "owner_to": world.person(owner)}
    assert (row["action"], row["data"] | owners) == ("transfer", row["data"])
    assert user["phone"] not in str(row)
    refused(lambda: first.order(order_id), 404, "order_not_found")
    assert owner.order(order_id)["paid"]
    again = partial(decide, desk.manager, order_id, "transfer", owner_phone=user["phone"])
    refused(again, 422, "own_already", "owner_phone")


def test_a_transfer_ends_what_the_owner_before_could_still_pay(world: World, desk: Desk) -> None:
    """Also what was begun while it waited for the second person."""
    user = world.outside.control("POST", "/users", phone=new_phone())
    owner, first = world.guest(), world.student()
    owner.login_by_wechat(user["login_code"], user["phone_code"])
    order_id = made_unpaid(world, world.person(first), world.plain_task())

    def attempts() -> list[AttemptState]:
        order = wire().stores.orders.load(order_id)
        assert order
        return [attempt.state for attempt in order.attempts]

    first.pay(order_id)
    refused(
        partial(decide, desk.manager, order_id, "transfer", owner_phone=new_phone()),
        422,
        "nobody_with_phone",
        "owner_phone",
    )
    assert attempts() == [AttemptState.PENDING]
    proposal = decide(desk.manager, order_id, "transfer", owner_phone=user["phone"])["proposal"]
    assert attempts() == [AttemptState.CLOSED]
    first.pay(order_id)
    confirm(desk.manager2, proposal)
    assert attempts() == [AttemptState.CLOSED, AttemptState.CLOSED]
    assert not owner.order(order_id)["paid"]


def test_every_decision_leaves_its_reason_in_the_trail(world: World, desk: Desk) -> None:
    unpaid = {name: world.draft(world.student()) for name in ("cancel", "release", "edit")}
    rejected = {name: made_order(world, world.plain_task(price=0), State.REJECTED) for name in ("close", "grant")}
    params: dict[str, dict[str, Any]] = {"edit": {"fields": {"college": "新学院"}}, "grant": {"days": 1, "tries": 1}}
    for name, order_id in (unpaid | rejected).items():
        decide(desk.manager, order_id, name, reason=f"为了{name}", **params.get(name, {}))
        (row,) = desk.manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
        assert (row["action"], row["reason"]) == (name, f"为了{name}")


def test_what_is_refused_leaves_no_proposal(world: World, desk: Desk) -> None:
    order_id = bought(world, world.student())
    before = desk.manager.call("GET", "/api/staff/decisions")["proposals"]
    for action, params in (("grant", {"days": 1}), ("close", {}), ("cancel", {})):
        refused(partial(decide, desk.manager, order_id, action, **params), 409, "order_not_in_this_state")
    refused(
        lambda: decide(desk.finance, order_id, "returned_by_hand", attempt_no=1, reference="x"), 409, "refund_not_stuck"
    )
    refused(lambda: decide(desk.finance, order_id, "edit", fields={"college": "x"}), 403, "forbidden")
    refused(lambda: decide(desk.manager, order_id, "refund"), 403, "forbidden")
    refused(lambda: decide(desk.manager, order_id, "change_phone"), 422, "not_about_orders", "action")
    assert desk.manager.call("GET", "/api/staff/decisions")["proposals"] == before


def test_finance_refunds_alone_before_approval_and_by_two_after(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task()
    early = bought(world, student, task)
    said = decide(desk.finance, early, "refund")
    assert (said["proposal"], said["order"]["label"]) == (None, "退款中")
    world.box.run_step("reconcile")
    assert student.wait_for(early, "REFUNDED")["label"] == "已退款"
    late = bought(world, student, world.plain_task())
    approve(desk.reviewer, late)
    proposal = decide(desk.finance, late, "refund")["proposal"]
    assert student.order(late)["label"] == "待制作"
    assert confirm(desk.finance2, proposal)["order"]["refunds"][0]["reason"] == "经办人员同意退款，款项原路退回"
    world.box.run_step("reconcile")
    student.wait_for(late, "REFUNDED")
    books = desk.finance.call("GET", f"/api/staff/orders/{late}")
    assert (books["attempts"][0]["state"], books["refunds"][0]["state"]) == ("RETURNED", "DONE")


def test_a_proposal_is_refused_or_taken_back(world: World, desk: Desk) -> None:
    order_id = bought(world, world.student())
    for who in (desk.manager, desk.manager2):
        proposal = decide(desk.manager, order_id, "edit", fields={"college": "x"})["proposal"]
        path = f"/api/staff/proposals/{proposal['proposal_id']}/refuse"
        refused(partial(desk.finance.call, "POST", path, {"reason": "不同意"}), 403, "forbidden")
        assert who.call("POST", path, {"reason": "信息有误"})["state"] == "REFUSED"
        refused(partial(confirm, desk.manager2, proposal), 409, "proposal_over")
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: confirm(stranger, proposal), 404, "proposal_unknown")


def test_what_waits_for_a_decision(world: World, desk: Desk, clock: SandboxClock) -> None:
    student = world.student()
    rejected = bought(world, student, world.plain_task(resubmit_days=1))
    reject(desk.reviewer, rejected)
    assert waits(desk.manager, rejected) == []
    clock.move(days=5, schedules=False)
    world.box.run_step("expire")
    desk = Desk(world)  # those before have to log in again
    wait_for(lambda: waits(desk.manager, rejected) == ["OVERDUE"], "the end of the deadline")
    decide(desk.manager, rejected, "grant", days=3)
    assert waits(desk.manager, rejected) == []

    suspect = world.submitted(student)
    student.pay(suspect)
    attempt = wire().stores.orders.load(suspect).attempts[0]  # type: ignore[union-attr]
    wire().student.orders.apply(
        suspect,
        facts.Paid(
            attempt_no=1,
            amount=Fen(attempt.amount + 1),
            currency="CNY",
            mchid=attempt.mchid,
            appid=attempt.appid,
            transaction_id="T1",
            paid_at=wire().clock(),
        ),
    )
    assert waits(desk.finance, suspect) == ["SUSPECT"]
    proposal = decide(desk.finance, suspect, "resolve", attempt_no=1, verdict="dismiss")["proposal"]
    assert confirm(desk.finance2, proposal)["order"]["attempts"][0]["state"] == AttemptState.ABANDONED
    assert waits(desk.finance, suspect) == []
    for params, code, field in (
        ({"attempt_no": 7, "verdict": "accept"}, "attempt_unknown", "attempt_no"),
        ({"attempt_no": 1}, "verdict_needed", "verdict"),
    ):
        refused(partial(decide, desk.finance, suspect, "resolve", **params), 422, code, field)

    made, order_id = approved(world, desk.reviewer, world.plain_task(price=0))
    deliver(desk.manager, made.order(order_id)["task"]["task_id"])
    desk.manager.call("POST", f"/api/staff/orders/{order_id}/correct", {"reason": "学信网结果", "note": "比对未通过"})
    assert waits(desk.manager, order_id) == ["CORRECTION"]


def test_orders_of_a_task_by_state_page_by_page(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    task, now = world.plain_task(), wire().clock()
    times = [now + timedelta(milliseconds=number) for number in range(23)]
    opened = [made_order(world, task, State.DRAFT, state_at=at) for at in times]
    first = desk.reviewer.call("GET", f"/api/staff/tasks/{task.task_id}/orders", state="DRAFT")
    second = desk.reviewer.call("GET", f"/api/staff/tasks/{task.task_id}/orders", state="DRAFT", cursor=first["cursor"])
    assert [one["order_id"] for one in first["orders"] + second["orders"]] == opened
    assert (len(first["orders"]), second["cursor"]) == (20, None)
    later = [made_order(world, task, state) for state in (State.IN_REVIEW, State.CANCELLED)]
    every = desk.reviewer.call("GET", f"/api/staff/tasks/{task.task_id}/orders")
    rest = desk.reviewer.call("GET", f"/api/staff/tasks/{task.task_id}/orders", cursor=every["cursor"])
    assert [one["order_id"] for one in every["orders"] + rest["orders"]] == opened + later
    assert (len(every["orders"]), rest["cursor"]) == (20, None)
    monkeypatch.setattr(OrderLists, "in_state", lambda *_, **__: (opened[:1], None))  # it moves while they are read
    (once,) = desk.reviewer.call("GET", f"/api/staff/tasks/{task.task_id}/orders")["orders"]
    assert once["order_id"] == opened[0]


def test_an_address_changes_after_the_order_was_withdrawn(world: World, desk: Desk) -> None:
    student = world.student()
    task: Task = world.plain_task(task_type="INDIVIDUAL")
    order_id = bought(world, student, task)
    student.act(order_id, "withdraw")
    proposal = decide(desk.manager, order_id, "edit", fields={"address": "株洲市天元区2号", "consignee": "王五"})[
        "proposal"
    ]
    confirm(desk.manager2, proposal)
    student.act(order_id, "resubmit", photo_no=student.judge(order_id, portrait(seed=2))["photo_no"])
    approve(desk.reviewer, order_id, student.order(order_id)["photo"]["photo_no"])

    (label,) = rows(files(desk.manager, deliver(desk.manager, task.task_id)["package_id"])["labels.csv"])
    assert (label["收件人"], label["收件地址"]) == ("王五", "株洲市天元区2号")
