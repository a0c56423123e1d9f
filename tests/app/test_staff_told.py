"""What stands beside an order on the desk: what its student was told, and what they see."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.model import State
from chalicelib.privacy.purge import PURGE
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, refused
from tests.worlds.export import copy
from tests.worlds.review_desk import reject
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, order_of, own_portrait

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def messages(who: Colleague, order_id: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = who.call("GET", f"/api/staff/orders/{order_id}/messages")["messages"]
    return found


def rejected(world: World) -> tuple[Student, str, str]:
    """(a student without WeChat who was told of a rejection, the order, the number that was told)."""
    world.box.stream.skip()
    student, phone = world.student(), new_phone()
    form = world.form(contact_phone=phone, email="zhang@example.com")
    order_id = str(student.open(world.plain_task(price=0).task_id, **form)["order_id"])
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    reject(colleague(world.box.console_url, REVIEWER), order_id)
    world.box.stream.drain()
    return student, order_id, phone


def test_what_a_student_was_told_is_listed_and_goes_with_the_order(world: World, manager: Colleague) -> None:
    student, order_id, phone = rejected(world)
    told = {one["channel"]: one for one in messages(manager, order_id)}
    assert {name: one["fate"] for name, one in told.items()} == {"wechat": "NOT_TAKEN", "sms": "TAKEN"}
    assert (told["wechat"]["text"], told["wechat"]["phone"]) == ("未通过：请查看原因并免费更换照片", "")
    assert (told["sms"]["text"], told["sms"]["phone"]) == ("张*，湖南大学，审核未通过", f"199****{phone[-4:]}")
    assert {(one["kind"], one["to"]) for one in told.values()} == {("reject", "owner")}
    assert phone not in str(told)
    (order,) = copy(student)[0]["订单"]
    assert [one["内容"] for one in order["通知记录"] if one["渠道"] == "短信"] == ["张*，湖南大学，审核未通过"]
    manager.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "close", "reason": "学生要求"})
    wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
    erased = order_of(order_id)
    wire().privacy.erasure.sweep(erased, wire().clock())
    assert messages(manager, order_id) == []


def test_a_message_she_never_agreed_to_is_said_to_be_not_taken(world: World, manager: Colleague) -> None:
    world.box.stream.skip()
    student, phone = world.student(), new_phone()
    order_id = str(student.open(world.plain_task().task_id, **world.form(contact_phone=phone))["order_id"])
    manager.call("POST", f"/api/staff/orders/{order_id}/decisions", {"action": "cancel", "reason": "学生要求"})
    world.box.stream.drain()
    told = {one["channel"]: one["fate"] for one in messages(manager, order_id)}
    assert told["wechat"] == "NOT_TAKEN"
    assert told["sms"] == "TAKEN"


def test_the_desk_sees_the_students_own_view_without_pictures_and_contact_data(
    world: World, manager: Colleague
) -> None:
    student, order_id, phone = rejected(world)
    seen = manager.call("GET", f"/api/staff/orders/{order_id}/student-view")
    own = student.order(order_id)
    assert seen["label"] == "被驳回"
    for same in ("label", "way_out", "next", "ahead", "actions", "deadlines", "rejection", "timeline"):
        assert seen[same] == own[same]
    assert own["photo"]["preview_url"]
    assert seen["photo"]["preview_url"] is None
    assert phone not in str(seen)
    assert "张三" not in str(seen)
    assert f"****{phone[-4:]}" not in str(seen)
    assert "zhang@example.com" not in str(seen)
    elsewhere = colleague(world.box.console_url, MANAGER, branch="guangdong")
    for part in ("student-view", "messages"):
        refused(partial(elsewhere.call, "GET", f"/api/staff/orders/{order_id}/{part}"), 404, "order_not_found")


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_students_view(world: World, manager: Colleague, state: State) -> None:
    order_id = made_order(world, world.plain_task(), state)
    assert manager.call("GET", f"/api/staff/orders/{order_id}/student-view")["state"] == state.value
