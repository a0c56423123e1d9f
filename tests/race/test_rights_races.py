"""A person's rights under threads: whatever meets, one thing happens, and nothing is lost or told twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.errors import PhoneTaken
from chalicelib.identity.model import WEB, Person, Who
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.invoices.errors import TitleChanged
from chalicelib.notify.once import Effects
from chalicelib.notify.reminding.jobs import Reminder
from chalicelib.orders.form import OpenOrder
from chalicelib.orders.labels import ERASED
from chalicelib.orders.model import LIVE, Rejection, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store import owners
from chalicelib.privacy.errors import OrdersStand
from chalicelib.shared.errors import Conflicting, DomainError, Unauthenticated
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.box import Sandbox
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.racing import race
from tests.worlds.staff_orders import made_order, with_payment


@pytest.fixture(scope="session")
def world(box: Sandbox) -> World:
    return World(box)


def owner(phone: str = "") -> Who:
    """A new account that agreed to everything."""
    now = wire().clock()
    person = Person(person_id=random_id(), rev=1, created_at=now, last_seen_at=now, phone=phone or new_phone())
    wire().stores.people.create(person)
    wire().student.consents.give(person.person_id, {kind: current(kind).version for kind in ConsentKind})
    return Who(person_id=person.person_id)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_erasing_meets_a_correction(world: World, rounds: int) -> None:
    """Either the data went and there is nothing to correct, or it is being corrected and stays."""
    task, who = world.plain_task(price=0), owner()
    manager, seen = staff.who(staff.hire(StaffRole.MANAGER)), Counter[str]()
    wrong = Rejection(reasons=(), note="姓名有误")
    erase, correct = wire().student.orders.erase, wire().delivery.results.correct
    for _ in range(rounds):
        order_id = made_order(world, task, State.DONE, person_id=who.person_id)
        answers = race(partial(erase, who, order_id, ()), partial(correct, manager, order_id, wrong, "家长来电"))
        assert sum(isinstance(answer, DomainError) for answer in answers) == 1, answers
        order = wire().stores.orders.load(order_id)
        assert order is not None
        (event,) = [one.event for one in wire().stores.orders.history(order_id)]
        assert (order.head.state, order.head.student.name, order.head.erased_at is None) in (
            (State.DONE, ERASED, False),
            (State.CORRECTION, "张三", True),
        )
        seen[event] += 1
    assert seen.total() == rounds


def test_two_deletions_at_once_are_one(world: World, rounds: int) -> None:
    for _ in range(rounds):
        who, task = owner(), world.plain_task(price=0)
        ids = {made_order(world, task, State.CLOSED, person_id=who.person_id) for _ in range(2)}
        erase = wire().privacy.rights.erase
        race(*[partial(erase, who)] * 3)
        for order_id in ids:
            assert [one.event for one in wire().stores.orders.history(order_id)] == ["erase"]
            assert not world.objects(f"standard/{order_id}/")
        records = wire().stores.deletions.of_person(who.person_id)
        assert {one for record in records for one in record.orders} == ids


@pytest.mark.guarded_by("P#*", "LOGIN#*", "OWNER#*")
def test_two_closings_at_once_close_once(world: World, rounds: int) -> None:
    for _ in range(rounds):
        who = owner()
        close = wire().privacy.rights.close
        said = race(*[partial(close, who)] * 2)
        assert sum(not isinstance(one, DomainError) for one in said) == 1
        person = wire().stores.people.get(who.person_id)
        assert person is not None
        assert person.ended


def wanted(world: World, task: Task) -> OpenOrder:
    return OpenOrder(task_id=task.task_id, form=world.form())


def has_live(who: Who) -> bool:
    orders = map(wire().stores.orders.load, owners.load(who.person_id).order_ids)
    return any(order is not None and order.head.state in LIVE for order in orders)


def is_gone(who: Who) -> bool:
    person = wire().stores.people.get(who.person_id)
    return person is not None and person.ended


@pytest.mark.guarded_by("OWNER#*")
def test_an_account_that_closes_while_it_opens_an_order(world: World, rounds: int) -> None:
    """Either the account is closed and holds no order, or the order stands and the account stays."""
    task, close, open_ = world.plain_task(), wire().privacy.rights.close, wire().student.opener.open
    for _ in range(rounds):
        who = owner()
        closed, opened = race(partial(close, who), partial(open_, who, wanted(world, task)))
        if isinstance(opened, DomainError):
            assert isinstance(opened, Unauthenticated)
            assert (is_gone(who), has_live(who)) == (True, False)
        else:
            assert isinstance(closed, OrdersStand)
            assert (is_gone(who), has_live(who)) == (False, True)


def test_an_order_opened_in_the_instant_of_closing_keeps_the_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index that lists a person's orders does not show it yet.  What went before is on record all the same."""
    who, task = owner(), world.plain_task()
    over = wire().student.opener.open(who, wanted(world, world.plain_task())).head.order_id
    wire().student.orders.cancel(who, over)
    close, once = wire().stores.people.close, [partial(wire().student.opener.open, who, wanted(world, task))]

    def slow(*closing: Any) -> None:
        while once:
            once.pop()()
        close(*closing)

    monkeypatch.setattr(wire().stores.people, "close", slow)
    monkeypatch.setattr(wire().stores.orders, "of_person", lambda *_, **__: ([], None))
    with pytest.raises(OrdersStand):
        wire().privacy.rights.close(who)
    assert (is_gone(who), has_live(who)) == (False, True)
    (record,) = wire().stores.deletions.of_person(who.person_id)
    assert (record.kind, record.orders) == ("ERASE", (over,))


def test_an_account_that_closes_in_the_instant_of_opening_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, task = owner(), world.plain_task()
    place, once = wire().stores.orders.elsewhere, [partial(wire().privacy.rights.close, who)]

    def slow(*opening: Any) -> Any:
        found = place(*opening)
        while once:
            once.pop()()
        return found

    monkeypatch.setattr(wire().stores.orders, "elsewhere", slow)
    with pytest.raises(Unauthenticated):
        wire().student.opener.open(who, wanted(world, task))
    assert (is_gone(who), has_live(who)) == (True, False)


def test_a_number_is_not_taken_from_who_opens_an_order_in_the_same_instant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = new_phone()
    caller, who, task = owner(), owner(number), world.plain_task()
    change, once = wire().stores.people.change_phone, [partial(wire().student.opener.open, who, wanted(world, task))]

    def slow(*moving: Any, **how: Any) -> Any:
        while once:
            once.pop()()
        return change(*moving, **how)

    monkeypatch.setattr(wire().stores.people, "change_phone", slow)
    monkeypatch.setattr(wire().stores.orders, "of_person", lambda *_, **__: ([], None))
    codes, now_at = wire().student.codes.codes, wire().student.accounts.person(caller.person_id).phone
    caller = wire().student.sessions.who(wire().student.sessions.start(caller.person_id, WEB, None, True), ip="")
    wire().student.phone_proof.by_code(caller, *codes.issue(f"own#{caller.person_id}", now_at)[:2])
    code, asker, _ = codes.issue(f"phone#{caller.person_id}", number)
    with pytest.raises(PhoneTaken):
        wire().student.phone_change.confirm(caller, number, code, asker)
    assert (is_gone(who), has_live(who), wire().stores.people.by_phone(number)) == (False, True, who.person_id)


@pytest.mark.guarded_by("*/INVOICE")
def test_a_title_changed_while_finance_issues_it(world: World, rounds: int) -> None:
    task, who = world.plain_task(), owner()
    finance = staff.who(staff.hire(StaffRole.FINANCE))
    titles, desk, store = wire().student.titles, wire().desk.invoices, wire().stores.invoices
    for _ in range(rounds):
        order_id = made_order(world, task, State.IN_REVIEW, person_id=who.person_id, price=2000)
        with_payment(order_id, AttemptState.OK)

        give = partial(titles.ask, who, order_id, kind="PERSONAL", tax_no="", email="a@example.com")
        give(title="第一个")
        issue = partial(desk.issue, finance, order_id, f"N{order_id[:12]}", 1)
        changed, issued = race(partial(give, title="第二个"), issue)
        kept = store.get(order_id)
        assert kept is not None
        if isinstance(issued, Conflicting):
            assert isinstance(issued, TitleChanged)
            assert (kept.state, kept.title.title, kept.rev) == ("WAITING", "第二个", 2)
        else:
            assert isinstance(changed, Conflicting)
            assert (kept.state, kept.title.title, kept.rev) == ("ISSUED", "第一个", 1)


def test_a_title_that_was_issued_in_the_same_instant_is_not_forgotten(world: World) -> None:
    """Whoever erases the order saw it waiting; the voucher is kept."""
    task, who = world.plain_task(), owner()
    finance = staff.who(staff.hire(StaffRole.FINANCE))
    order_id = made_order(world, task, State.IN_REVIEW, person_id=who.person_id, price=2000)
    with_payment(order_id, AttemptState.OK)
    store = wire().stores.invoices
    seen = wire().student.titles.ask(who, order_id, kind="PERSONAL", title="张三", tax_no="", email="a@example.com")
    wire().desk.invoices.issue(finance, order_id, "X0001", seen.rev)
    assert not store.forget(seen)
    kept = store.get(order_id)
    assert kept is not None
    assert (kept.state, kept.number) == ("ISSUED", "X0001")


@pytest.mark.guarded_by("NOTICE#*")
def test_a_reminder_taken_twice_is_told_once(world: World, rounds: int) -> None:
    task, now = world.plain_task(price=0), wire().clock()
    told: list[str] = []

    class Recorder:
        def effects(self, name: str, kind: str, order: Any, message: Any, *, mark: str) -> Effects:
            return {name: lambda: told.append(order.head.order_id)}

    reminding = Reminder(
        load=wire().stores.orders.load,
        task_of=wire().student.tasks.get,
        once=wire().followups.once,
        messenger=Recorder(),  # type: ignore[arg-type]
        on_site=wire().student.tasks.is_captured,
        clock=wire().clock,
    )
    deadline = now + timedelta(hours=5)
    ids = [
        made_order(world, task, State.REJECTED, state_at=now - timedelta(days=2), deadline=deadline, due_at=deadline)
        for _ in range(rounds)
    ]
    for order_id in ids:
        race(*[partial(reminding.remind, order_id)] * 3)
    assert Counter(told) == Counter(ids)
