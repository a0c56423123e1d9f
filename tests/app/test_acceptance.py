"""What branches meet every season, played through the API from end to end."""

from __future__ import annotations

import secrets

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.rules import REFUND_RULES
from clients.outside import new_phone
from drawings import qr_card
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, confirm, decide, deliver
from tests.worlds.review_desk import approve, reject
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import bought, own_portrait

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def coded() -> bytes:
    return qr_card.png(qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532"))


def test_two_siblings_on_one_phone(world: World, desk: Desk) -> None:
    parent, _ = world.phoned()
    task = world.task(price=0)
    orders = []
    for _ in range(2):
        read = parent.read_code(task.task_id, coded())
        order_id = parent.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
        parent.judge(order_id, own_portrait())
        parent.act(order_id, "submit", photo_no=1)
        orders.append(order_id)
    assert len(set(orders)) == 2
    reject(desk.reviewer, orders[0])
    approve(desk.reviewer, orders[1])
    states = {one["order_id"]: one["label"] for one in parent.call("GET", "/api/orders")["orders"]}
    assert states == {orders[0]: "被驳回", orders[1]: "待制作"}


def test_the_web_first_and_the_mini_program_later(world: World) -> None:
    web, phone = world.guest(), new_phone()
    sms_login(world, web, phone)
    order_id = world.draft(web)
    user = world.outside.control("POST", "/users", phone=phone)
    mini = world.guest()
    session = mini.login_by_wechat(user["login_code"], user["phone_code"])
    assert session["proven"]
    assert mini.order(order_id)["order_id"] == order_id
    assert [one["order_id"] for one in mini.call("GET", "/api/orders")["orders"]] == [order_id]


def test_a_school_under_its_former_name(world: World) -> None:
    student, task = world.student(), world.plain_task()
    found = student.lookup(task.code, school="湖南商学院")["task"]
    assert found["task_id"] == task.task_id
    order = student.open(task.task_id, **world.form(school="湖南商学院"))
    assert (order["student"]["school_name"], order["student"]["school_code"]) == ("湖南工商大学", "10554")


def test_a_code_somebody_else_paid_for_is_transferred_by_staff(world: World, desk: Desk) -> None:
    first, (owner, phone) = world.student(), world.phoned()
    task, picture = world.task(price=0), coded()
    read = first.read_code(task.task_id, picture)
    order_id = first.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    first.judge(order_id, own_portrait())
    first.act(order_id, "submit", photo_no=1)
    refused(lambda: owner.read_code(task.task_id, picture), 409, "collect_code_in_use_paid")
    proposal = decide(desk.manager, order_id, "transfer", owner_phone=phone)["proposal"]
    confirm(desk.manager2, proposal)
    assert owner.order(order_id)["label"] == "待审核"
    refused(lambda: first.order(order_id), 404, "order_not_found")


def test_what_a_student_accepted_holds_though_the_task_is_changed(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task(refund_until="REVIEW", reject_limit=2)
    order_id, older = world.paid(student, task), bought(world, student, task)
    world.change(task, refund_until="NEVER", reject_limit=9)
    order = student.order(order_id)
    assert (order["task"]["refund_text"], order["tries_left"]) == (REFUND_RULES["REVIEW"], 2)
    rules = desk.finance.call("GET", f"/api/staff/orders/{order_id}")["rules"]
    assert (rules["refund_until"], rules["reject_limit"]) == ("REVIEW", 2)
    assert student.act(order_id, "refund")["state"] == "REFUNDING"
    order = student.order(older)  # made as orders were before they kept the rules
    assert (order["task"]["refund_text"], order["tries_left"]) == (REFUND_RULES["NEVER"], 9)
    refused(lambda: student.act(older, "refund"), 409, "refund_not_allowed")
    draft = world.draft(student, task)
    assert student.order(draft)["task"]["refund_text"] == REFUND_RULES["NEVER"]


def test_a_correction_after_delivery_though_all_tries_are_used(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task(price=0, reject_limit=2)
    order_id = world.submitted(student, task)
    reject(desk.reviewer, order_id)
    student.act(order_id, "resubmit", photo_no=student.judge(order_id, own_portrait())["photo_no"])
    photo_no = student.order(order_id)["photo"]["photo_no"]
    approve(desk.reviewer, order_id, photo_no)
    deliver(desk.manager, task.task_id)
    desk.manager.call("POST", f"/api/staff/orders/{order_id}/correct", {"reason": "学信网结果", "note": "比对未通过"})
    for _ in range(2):  # rejections while correcting count for nothing
        photo_no = student.judge(order_id, own_portrait())["photo_no"]
        assert student.act(order_id, "resubmit", photo_no=photo_no)["label"] == "待审核"
        reject(desk.reviewer, order_id, photo_no)
        assert student.order(order_id)["label"] == "待勘误"
    photo_no = student.judge(order_id, own_portrait())["photo_no"]
    student.act(order_id, "resubmit", photo_no=photo_no)
    approve(desk.reviewer, order_id, photo_no)
    deliver(desk.manager, task.task_id)
    assert student.order(order_id)["label"] == "制作中"


def test_the_first_administrators_branch_sees_nothing_of_another(world: World) -> None:
    stranger = colleague(world.box.console_url, REVIEWER, MANAGER, FINANCE, ADMIN, branch=f"b{random_id(8)}")
    assert stranger.call("GET", "/api/staff/tasks") == {"tasks": []}
    waiting = stranger.call("GET", "/api/staff/decisions")
    assert waiting == {"proposals": [], "proposals_after": None, "orders": [], "cursor": None}
