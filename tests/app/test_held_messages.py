"""Messages that cannot be told now: what the SMS vendor limits comes again by day, what WeChat refuses is fed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.shared.outside import Refused, TooOften
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.clock import at
from tests.worlds.messages import REJECTED, friend, reached_at, texts, told
from tests.worlds.review_desk import reject
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, own_portrait
from tests.worlds.staff_scene import settled
from tools.replay import replay


def rejected(world: World, **changes: Any) -> str:
    """By somebody who has just come in: the clock has moved past every session."""
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    order_id = made_order(world, world.plain_task(price=0), State.IN_REVIEW, **changes)
    reject(reviewer, order_id)
    return order_id


def held(order_id: str) -> bool:
    return order_id in {one for one, _ in wire().followups.held.all()}


def test_the_second_text_in_half_a_minute_comes_with_the_next_reminders(world: World, clock: SandboxClock) -> None:
    """The class's monitor has typed her own phone into every order; she reads whose each is."""
    world.box.stream.skip()
    clock.to(at(10, 1), schedules=False)
    student, phone = world.student(), new_phone()
    person = world.person(student)
    first, second, left = (
        rejected(world, person_id=person, student=reached_at(phone, name)) for name in ("张三", "李小四", "王五")
    )
    world.box.stream.drain()
    assert texts(world, phone) == [REJECTED]
    assert [held(one) for one in (first, second, left)] == [False, True, True]
    again = student.judge(left, own_portrait())
    student.act(left, "resubmit", photo_no=again["photo_no"])  # nobody needs to hear of the rejection any more
    clock.move(minutes=61, schedules=False)
    world.box.run_step("remind")
    settled(lambda: not held(second) and not held(left))
    assert texts(world, phone) == [REJECTED, ["李*四", *REJECTED[1:]]]


def test_the_vendor_takes_five_an_hour_and_ten_a_day(world: World, clock: SandboxClock) -> None:
    clock.to(at(10, 1), schedules=False)
    phone, sms = new_phone(), wire().followups.messenger._sms
    taken = []
    for _ in range(4):
        for _ in range(6):
            clock.move(seconds=31, schedules=False)
            try:
                taken.append(sms.send(phone, "reject", REJECTED))
            except TooOften:
                break
        clock.move(minutes=60, schedules=False)
    assert len(taken) == len(texts(world, phone)) == 10


@pytest.mark.parametrize("fault", ["wechat_quota", "wechat_template_gone", "wechat_template_changed"])
def test_what_wechat_refuses_waits_for_a_person_and_holds_nobody_up(world: World, fault: str) -> None:
    world.box.forget("OrdersTable")
    (student, user), (other, fellow) = friend(world), friend(world)
    world.box.stream.skip()
    world.box.faults.set(fault)
    for one in (student, other):
        rejected(world, person_id=world.person(one))
    world.box.stream.drain()
    assert [len(told(world, one["openid"])) for one in (user, fellow)] == [0, 1]
    assert replay(timedelta(hours=1))[1] == 0
    assert [len(told(world, one["openid"])) for one in (user, fellow)] == [1, 1]


def test_what_wechat_takes_no_more_of_in_this_minute_is_told_by_and_by(world: World, clock: SandboxClock) -> None:
    clock.to(at(10, 1), schedules=False)
    student, user = friend(world)
    world.box.stream.skip()
    world.box.faults.set("wechat_minute")
    order_id = rejected(world, person_id=world.person(student), student=reached_at(new_phone()))
    world.box.stream.drain()
    assert (told(world, user["openid"]), held(order_id)) == ([], True)
    world.box.run_step("remind")
    settled(lambda: not held(order_id))
    assert [one["phrase2"] for one in told(world, user["openid"])] == ["未通过"]


def test_what_is_fed_again_says_nothing_that_is_over(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.box.stream.skip()
    clock.to(at(10, 1), schedules=False)
    student, phone = world.student(), new_phone()

    def refuse(*_: Any) -> None:
        raise Refused

    with monkeypatch.context() as empty:  # the vendor's balance
        empty.setattr(wire().followups.messenger._sms, "send", refuse)
        over, mine = (rejected(world, person_id=world.person(student), student=reached_at(phone)) for _ in range(2))
        world.box.stream.drain()
    again = student.judge(over, own_portrait())
    student.act(over, "resubmit", photo_no=again["photo_no"])
    world.box.stream.drain()
    replay(timedelta(hours=1))
    assert texts(world, phone) == [REJECTED]
    assert student.order(mine)["state"] == "REJECTED"
