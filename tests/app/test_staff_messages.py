"""Messages that staff sends by hand about an order: what applies to its state, by WeChat or SMS, at a bounded pace."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.clock import at
from tests.worlds.messages import friend, reached_at, texts, told
from tests.worlds.review_desk import approve
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, own_portrait
from tests.worlds.staff_scene import settled

MANAGER = StaffRole.MANAGER


def path(order_id: str) -> str:
    return f"/api/staff/orders/{order_id}/messages"


def send(who: Colleague, order_id: str) -> None:
    who.call("POST", path(order_id), {})


def test_a_clerk_tells_a_student_again_by_sms_where_wechat_cannot(world: World, clock: SandboxClock) -> None:
    clock.to(at(10, 1), schedules=False)
    world.box.stream.skip()
    manager, reviewer = (colleague(world.box.console_url, role) for role in (MANAGER, StaffRole.REVIEWER))
    student, phone = world.student(), new_phone()
    order_id = str(student.open(world.plain_task(price=0).task_id, **world.form(contact_phone=phone))["order_id"])
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    refused(partial(manager.call, "POST", path(order_id), {}), 409, "nothing_to_tell")
    assert manager.call("GET", path(order_id))["sendable"] == ""
    approve(reviewer, order_id, 1)
    world.box.stream.drain()
    assert texts(world, phone) == []  # an approval asks for nothing
    assert manager.call("GET", path(order_id))["sendable"] == "审核通过：照片已通过人工审核，无需操作"
    send(manager, order_id)
    settled(lambda: bool(texts(world, phone)))
    assert texts(world, phone) == [["张*", "湖南大学", "审核通过"]]
    assert {(one["channel"], one["fate"]) for one in manager.call("GET", path(order_id))["messages"]} >= {
        ("sms", "TAKEN")
    }
    refused(partial(manager.call, "POST", path(order_id), {}), 429, "already_told")
    clock.move(minutes=181, schedules=False)
    manager = colleague(world.box.console_url, MANAGER)
    send(manager, order_id)
    settled(lambda: len(texts(world, phone)) == 2)
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert [row["data"] for row in rows if row["action"] == "send_message"] == [{"message": "审核通过"}] * 2


@pytest.mark.parametrize(
    ("state", "says"),
    [(State.AWAITING_PAYMENT, "待支付"), (State.DRAFT, "待提交"), (State.REJECTED, "待重新提交")],
)
def test_what_the_student_must_do_is_told_once_however_often_the_job_comes(
    world: World, clock: SandboxClock, state: State, says: str
) -> None:
    now = at(15, 1)
    clock.to(now, schedules=False)
    ends, (student, user), phone = now + timedelta(days=4), friend(world), new_phone()
    order_id = made_order(
        world,
        world.plain_task(price=0),
        state,
        person_id=world.person(student),
        student=reached_at(phone),
        due_at=ends,
        expires_at=ends,
        deadline=ends,
    )
    for _ in range(2):
        wire().followups.by_hand.tell(order_id, f"hand#{order_id}#1")
    assert [one["phrase2"] for one in told(world, user["openid"])] == [says]
    assert texts(world, phone) == []
