"""Reminders on the whole system: looked for by a schedule, queued, told once, tried again when it failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.notify.reminding.reminders import proof_due
from chalicelib.orders.model import State
from chalicelib.shared.clock import iso, shanghai
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.clock import at
from tests.worlds.db_calls import counted
from tests.worlds.messages import friend, reached_at, texts, told
from tests.worlds.staff_orders import made_order, order_of
from tests.worlds.staff_scene import settled


def order(world: World, by: Any, state: State, now: datetime, **changes: Any) -> str:
    """Two days in its state, with a deadline 20 hours on where that state has one."""
    deadline = now + timedelta(hours=20)
    dates: dict[State, dict[str, datetime]] = {
        State.DRAFT: {"due_at": deadline},
        State.AWAITING_PAYMENT: {"expires_at": deadline, "due_at": deadline},
        State.REJECTED: {"deadline": deadline, "due_at": deadline},
    }
    more = {"state_at": now - timedelta(days=2)} | dates.get(state, {}) | changes
    return made_order(world, world.plain_task(price=0), state, person_id=world.person(by), **more)


def remind(order_id: str) -> Any:
    return wire().followups.reminder.remind(order_id)


@pytest.mark.parametrize(
    ("state", "phrase"),
    [(State.DRAFT, "待提交"), (State.AWAITING_PAYMENT, "待支付"), (State.REJECTED, "待重新提交")],
)
def test_a_deadline_is_found_and_told_once(world: World, clock: SandboxClock, state: State, phrase: str) -> None:
    (student, user), now = friend(world), at(15, 1)
    order_id = order(world, student, state, now)
    clock.to(now, schedules=False)
    assert order_id in list(wire().followups.reminder_queue._near())
    assert [remind(order_id), remind(order_id)] == [True, False]
    (message,) = told(world, user["openid"])
    assert (message["phrase2"], message["thing3"][:2]) == (phrase, "请在")


def test_a_task_that_the_branch_ends_sooner_is_told_of_in_time(world: World, clock: SandboxClock) -> None:
    (student, user), now = friend(world), at(15, 1)
    clock.to(now, schedules=False)
    person, ends = world.person(student), now + timedelta(hours=20)
    task = world.plain_task(price=0, opens_at=now - timedelta(days=9), closes_at=ends)
    due = now + timedelta(days=5)
    later: dict[str, Any] = {"state_at": now - timedelta(days=2), "due_at": due, "person_id": person}
    draft = made_order(world, task, State.DRAFT, **later)
    unpaid = made_order(world, task, State.AWAITING_PAYMENT, expires_at=due, **later)
    done = made_order(world, task, State.IN_REVIEW, person_id=person)
    found = [job["order_id"] for job in wire().followups.reminder_queue._jobs()]
    assert (found.count(draft), found.count(unpaid), found.count(done)) == (1, 1, 0)
    assert remind(draft)
    (message,) = told(world, user["openid"])
    assert message["thing3"] == f"请在{shanghai(ends)}前提交照片"


def test_whoever_was_photographed_on_site_is_reminded_of_nothing(world: World, clock: SandboxClock) -> None:
    (student, user), now = friend(world), at(15, 1)
    clock.to(now, schedules=False)
    for state in (State.DRAFT, State.AWAITING_PAYMENT):
        order_id = order(world, student, state, now)
        head = wire().stores.orders.load(order_id).head  # type: ignore[union-attr]
        wire().student.tasks.put_roster(head.task_id, "import", [RosterRow(digest=head.enrolment)], captured=True)
        assert not remind(order_id)
    assert told(world, user["openid"]) == []


def test_nobody_is_woken(world: World, clock: SandboxClock) -> None:
    student, now = world.student(), at(3, 1)
    order(world, student, State.REJECTED, now)
    clock.to(now, schedules=False)
    assert wire().followups.reminder_queue.run(lambda: 60.0) == 0


def test_what_was_delivered_long_ago_is_found_once_a_day(world: World, clock: SandboxClock) -> None:
    (student, user), now = friend(world), at(10, 1)
    long_ago = order(world, student, State.IN_PRODUCTION, now, state_at=proof_due(now) - timedelta(hours=1))
    lately = order(world, student, State.IN_PRODUCTION, now, state_at=now - timedelta(days=3))
    clock.to(now, schedules=False)
    found = list(wire().followups.reminder_queue._delivered())
    assert long_ago in found
    assert lately not in found
    assert remind(long_ago)
    assert not remind(lately)
    (message,) = told(world, user["openid"])
    assert (message["phrase2"], message["thing3"]) == ("待校对", "请登录学信网确认图像校对")


def test_the_queue_carries_it_and_what_failed_comes_again(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (student, user), now = friend(world), at(15, 1)
    order_id = order(world, student, State.REJECTED, now)
    clock.to(now, schedules=False)
    telling, tries = wire().followups.messenger, [0]
    push = telling._push

    def fails_first(*given: Any) -> None:
        if given[1].head.order_id == order_id:
            tries[0] += 1
            if tries[0] == 1:
                raise OutsideBusy
        push(*given)

    monkeypatch.setattr(telling, "_push", fails_first)
    world.box.run_step("remind")
    settled(lambda: bool(told(world, user["openid"])))
    assert (len(told(world, user["openid"])), tries[0]) == (1, 2)


def test_who_was_told_already_is_found_again_for_little(world: World, clock: SandboxClock) -> None:
    """Every hour by day, until the deadline; another reminder of the same deadline is another one."""
    (student, _), now = friend(world), at(15, 1)
    order_id = order(world, student, State.REJECTED, now, student=reached_at(new_phone()))
    clock.to(now, schedules=False)
    assert remind(order_id)
    with counted() as seen:
        assert not remind(order_id)
    assert seen["requests"] <= 3
    kept = order_of(order_id)
    unpaid = kept.but(state=State.AWAITING_PAYMENT, expires_at=kept.head.deadline, price=2000)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wire().followups.reminder, "_load", lambda _: unpaid)
        assert remind(order_id)


def test_a_reminder_that_was_refused_comes_again(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (student, user), now = friend(world), at(15, 1)
    order_id = order(world, student, State.REJECTED, now)
    clock.to(now, schedules=False)

    def refuses(*_: Any) -> None:
        raise Refused("no")

    with monkeypatch.context() as patched:
        patched.setattr(wire().followups.messenger, "_push", refuses)
        remind(order_id)
    assert told(world, user["openid"]) == []
    assert remind(order_id)
    assert len(told(world, user["openid"])) == 1


def test_an_sms_goes_to_the_orders_own_number(world: World, clock: SandboxClock) -> None:
    now, phone = at(15, 1), new_phone()
    order_id = order(world, world.student(), State.REJECTED, now, student=reached_at(phone))
    clock.to(now, schedules=False)
    remind(order_id)
    assert texts(world, phone) == [["张*", "湖南大学", "即将逾期，请重新提交"]]


def test_of_a_draft_only_its_account_is_told(world: World, clock: SandboxClock) -> None:
    """Whose number was typed into it has asked for nothing."""
    (student, mine), now, somebody = world.phoned(), at(15, 1), new_phone()
    order_id = order(world, student, State.DRAFT, now, student=reached_at(somebody))
    assert student.order(order_id)["deadlines"]["draft"] == iso(now + timedelta(hours=20))
    clock.to(now, schedules=False)
    codes = len(texts(world, mine))
    assert remind(order_id)
    assert (texts(world, mine)[codes:], texts(world, somebody)) == ([["张*", "湖南大学", "即将取消，请提交照片"]], [])
