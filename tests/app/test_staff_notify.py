"""What follows from committed events, once each: counters, messages to the student, and nothing of it twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.notify.once import Once
from chalicelib.orders.model import State
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_trade_no, random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import approved, confirm, decide, deliver, run, table
from tests.worlds.messages import allow, friend, reached_at, texts, told
from tests.worlds.review_desk import approve, reject
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, order_parts, own_portrait
from tools.replay import replay

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def progress(who: Colleague, task_id: str) -> dict[str, int]:
    found = who.call("GET", f"/api/staff/tasks/{task_id}/progress")["states"]
    return {one["state"]: one["orders"] for one in found}


def test_a_rejection_and_a_delivery_are_told_once(world: World, reviewer: Colleague, manager: Colleague) -> None:
    world.box.stream.skip()
    (student, user), task, phone = friend(world), world.plain_task(price=0), new_phone()
    order_id = student.open(task.task_id, **world.form(college="信息学院", class_name="2201", contact_phone=phone))[
        "order_id"
    ]
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    reject(reviewer, order_id)
    world.box.stream.drain()
    (message,) = told(world, user["openid"])
    assert (message["thing1"], message["phrase2"]) == (task.title, "未通过")
    assert texts(world, phone) == []  # WeChat took it
    assert progress(manager, task.task_id) == {"REJECTED": 1}
    student.act(order_id, "resubmit", photo_no=student.judge(order_id, own_portrait())["photo_no"])
    approve(reviewer, order_id, student.order(order_id)["photo"]["photo_no"])
    deliver(manager, task.task_id)
    world.box.stream.drain()
    # the approval found no message left that she agreed to; 制作中 is of the other kind
    assert [one["phrase2"] for one in told(world, user["openid"])] == ["未通过", "制作中"]
    assert "学信网" in told(world, user["openid"])[-1]["thing3"]
    assert progress(manager, task.task_id) == {"IN_PRODUCTION": 1}
    (one,) = manager.call("GET", f"/api/staff/tasks/{task.task_id}/progress")["classes"]
    assert one == {"college": "信息学院", "class_name": "2201", "states": {"IN_PRODUCTION": 1}}
    figures = reviewer.call("GET", "/api/staff/review/statistics")["reviewers"]
    (mine,) = [one for one in figures if one["staff_id"] == reviewer.account.staff_id]
    assert (mine["approved"], mine["rejected"], mine["name"]) == (1, 1, reviewer.account.name)


def test_what_staff_does_to_an_order_is_told(world: World, manager: Colleague) -> None:
    """A granted try by WeChat; a transfer to both people; a closing."""
    world.box.stream.skip()
    (mine, me), (_, somebody), phone = friend(world), friend(world), new_phone()
    task = world.plain_task(price=0)
    order_id = made_order(
        world, task, State.REJECTED, person_id=world.person(mine), rejections=1, student=reached_at(phone)
    )
    decide(manager, order_id, "grant", days=5, tries=1)
    world.box.stream.drain()
    (said,) = told(world, me["openid"])
    assert (said["phrase2"], said["thing3"].endswith("前重新提交")) == ("可再次提交", True)
    assert texts(world, phone) == []
    allow(world, me["openid"])
    asked = decide(manager, order_id, "transfer", owner_phone=somebody["phone"])
    confirm(colleague(world.box.console_url, MANAGER), asked["proposal"])
    world.box.stream.drain()
    assert [told(world, one["openid"])[-1]["phrase2"] for one in (me, somebody)] == ["订单转出", "订单转入"]
    allow(world, somebody["openid"])
    decide(manager, order_id, "close")
    world.box.stream.drain()
    assert (len(told(world, me["openid"])), told(world, somebody["openid"])[-1]["phrase2"]) == (2, "已关闭")


def test_who_is_put_into_another_class_is_counted_there_alone(world: World, manager: Colleague) -> None:
    world.box.stream.skip()
    task = world.plain_task(price=0)
    order_id = world.student().open(task.task_id, **world.form(college="信息学院", class_name="2201"))["order_id"]
    decide(manager, order_id, "edit", fields={"class_name": "2202"})
    world.box.stream.drain()
    found = manager.call("GET", f"/api/staff/tasks/{task.task_id}/progress")["classes"]
    assert [(one["class_name"], one["states"]) for one in found if any(one["states"].values())] == [
        ("2202", {"DRAFT": 1})
    ]


def test_events_told_again_change_nothing_and_lost_ones_are_caught_up(world: World, manager: Colleague) -> None:
    world.box.forget("OrdersTable")
    task = world.plain_task(price=0)
    for _ in range(3):
        world.draft(world.student(), task)
    world.box.stream.skip()  # the stream is lost
    assert progress(manager, task.task_id) == {}
    assert replay(timedelta(hours=1)) == (3, 0)
    assert progress(manager, task.task_id) == {"DRAFT": 3}
    replay(timedelta(hours=1))
    assert progress(manager, task.task_id) == {"DRAFT": 3}


def test_a_message_that_fails_is_tried_again_and_the_counters_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()

    def work() -> None:
        seen["tries"] += 1
        if seen["tries"] == 1:
            raise OutsideBusy

    once = Once(wire().stores.inbox, wire().clock)
    event_id = f"x#{new_phone()}"
    with pytest.raises(OutsideBusy):
        once.run("message", event_id, work)
    assert once.run("message", event_id, work)
    assert not once.run("message", event_id, work)
    assert seen["tries"] == 2


def test_a_teacher_sees_who_is_done_by_a_link_that_ends(
    world: World, manager: Colleague, reviewer: Colleague, clock: SandboxClock
) -> None:
    world.box.stream.skip()
    task, numbers = world.plain_task(price=0, roster="STUDENT_NOS"), [student_no() for _ in range(4)]
    lines = [["学号", "学院", "班级"], *([one, "信息学院", "2201"] for one in numbers)]
    assert run(manager, "ROSTER", table(lines), task.task_id)["state"] == "DONE"
    assert run(manager, "CAPTURED", table([["学号"], [numbers[3]], [student_no()]]), task.task_id)["state"] == "DONE"
    approved(world, reviewer, task, student_no=numbers[0], class_name="2201", college="信息学院")
    world.student().open(task.task_id, **world.form(student_no=numbers[1]))
    world.box.stream.drain()
    path, body = f"/api/staff/tasks/{task.task_id}/teacher-links", {"days": 7, "reason": "辅导员查看"}
    link = manager.call("POST", path, body)
    seen = world.guest().call("GET", f"/api/progress/{link['token']}")
    people = world.guest().call("GET", f"/api/progress/{link['token']}/people")["people"]
    assert seen["title"] == task.title
    told_of = {one["shown"]: (one["label"], one["done"], one["class_name"]) for one in people}
    assert told_of == {
        numbers[0]: ("待制作", True, "2201"),
        numbers[1]: ("待提交", False, "2201"),
        numbers[2]: ("没开始", False, "2201"),
        numbers[3]: ("现场已采集", True, "2201"),
    }
    numbered = {"collected": 2, "in_review": 0, "to_mend": 0, "unpaid": 1, "idle": 1, "listed": 4}
    assert seen["numbers"] == numbered
    assert "张三" not in str(seen) + str(people)
    refused(lambda: world.guest().call("GET", f"/api/progress/{'x' * 43}"), 404, "teacher_link_over")
    clock.move(days=7, schedules=False)
    refused(lambda: world.guest().call("GET", f"/api/progress/{link['token']}"), 404, "teacher_link_over")


def test_what_comes_late_of_an_earlier_order_does_not_hide_how_far_somebody_is(world: World) -> None:
    """A payment of the order she gave up is closed hours later; her next order was approved meanwhile."""
    store, now, task = wire().stores.counters, wire().clock(), world.plain_task()
    head, _ = order_parts(task, State.APPROVED, 1, b"", round=2)
    earlier = replace(head, order_id=random_id(), round=1, state=State.CANCELLED)
    for seq, one, state in ((1, earlier, State.CANCELLED), (2, head, State.APPROVED), (3, earlier, State.APPROVED)):
        steps = Counter({(f"COUNT#{task.task_id}", "STATE#APPROVED"): 1})
        assert store.count(f"{one.order_id}#{seq}", steps, one, now)
        assert not store.count(f"{one.order_id}#{seq}", steps, one, now)
        assert store.people(task.task_id, [head.enrolment]) == {head.enrolment: state}
    assert [one.n for one in store.of_task(task.task_id, "STATE")] == [3]


def test_a_long_wait_is_announced_to_wechat_when_it_is_paid_for(world: World) -> None:
    world.box.stream.skip()
    (student, user), task = friend(world), world.plain_task(review_days=5, production_days=30)
    order_id = world.submitted(student, task)
    begun = student.pay(order_id, "WECHAT_JSAPI")
    world.outside.control("POST", "/request-payment", openid=user["openid"], params=begun["params"])
    student.wait_for(order_id, "IN_REVIEW")
    world.box.stream.drain()
    replay(timedelta(hours=1))
    number = out_trade_no(order_id, begun["attempt_no"])
    (said,) = [one for one in world.box.wechat.shipping.special_orders() if one["out_trade_no"] == number]
    assert (said["type"], said["times"]) == (1, 1)
