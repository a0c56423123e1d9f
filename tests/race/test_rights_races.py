"""A person's rights under threads: whatever meets, one thing happens, and nothing is lost or told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.model import Who
from chalicelib.invoices.errors import TitleChanged
from chalicelib.notify.reminding import Reminding
from chalicelib.orders.labels import ERASED
from chalicelib.orders.model import AttemptState, State
from chalicelib.shared.errors import Conflicting, DomainError
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests import staff_world
from tests.app_world import World
from tests.staff_orders import made_order, with_payment

ROUNDS = 20


@pytest.fixture(scope="session")
def world(box: Sandbox) -> World:
    return World(box)


def together(*works: Callable[[], Any]) -> list[Any]:
    """What each came to, a refusal as itself."""

    def safely(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except DomainError as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(safely, works))


def owner(world: World) -> Who:
    return Who(person_id=world.person(world.student()))


def test_erasing_meets_a_correction(world: World) -> None:
    """Either the data went and there is nothing to correct, or it is being corrected and stays."""
    task, who = world.plain_task(price=0), owner(world)
    manager, seen = staff_world.who(staff_world.hire(StaffRole.MANAGER)), Counter[str]()
    erase, correct = wire().orders.erase, wire().branch.results.correct
    for _ in range(ROUNDS):
        order_id = made_order(world, task, State.DONE, person_id=who.person_id)
        together(partial(erase, who, order_id), partial(correct, manager, order_id, "姓名有误"))
        order = wire().order_store.load(order_id)
        assert order is not None
        (event,) = [one.event for one in wire().order_store.history(order_id)]
        assert (order.head.state, order.head.student.name, order.head.erased_at is None) in (
            (State.DONE, ERASED, False), (State.CORRECTION, "张三", True),
        )  # fmt: skip
        seen[event] += 1
    assert seen.total() == ROUNDS


def test_two_deletions_at_once_are_one(world: World) -> None:
    for _ in range(5):
        who, task = owner(world), world.plain_task(price=0)
        ids = {made_order(world, task, State.CLOSED, person_id=who.person_id) for _ in range(4)}
        erase = wire().rights.service.erase
        together(*[partial(erase, who)] * 3)
        for order_id in ids:
            assert [one.event for one in wire().order_store.history(order_id)] == ["erase"]
            assert not world.objects(f"standard/{order_id}/")
        records = wire().rights.deletions.of_person(who.person_id)
        assert {one for record in records for one in record.orders} == ids


def test_two_closings_at_once_close_once(world: World) -> None:
    for _ in range(5):
        student = world.student()
        who = Who(person_id=world.person(student))
        close = wire().rights.service.close
        said = together(*[partial(close, who)] * 2)
        assert sum(not isinstance(one, DomainError) for one in said) == 1
        person = wire().people.get(who.person_id)
        assert person is not None
        assert person.gone


def test_a_title_changed_while_finance_issues_it(world: World) -> None:
    task, who = world.plain_task(), owner(world)
    finance = staff_world.who(staff_world.hire(StaffRole.FINANCE))
    titles, desk, store = wire().rights.titles, wire().rights.invoices, wire().rights.invoice_store
    for round_ in range(ROUNDS):
        order_id = made_order(world, task, State.IN_REVIEW, person_id=who.person_id, price=2000)
        with_payment(order_id, AttemptState.OK)

        give = partial(titles.ask, who, order_id, kind="PERSONAL", tax_no="", email="a@example.com")
        give(title="第一个")
        issue = partial(desk.issue, finance, order_id, f"N{round_:04}", 1)
        changed, issued = together(partial(give, title="第二个"), issue)
        kept = store.get(order_id)
        assert kept is not None
        if isinstance(issued, Conflicting):
            assert isinstance(issued, TitleChanged)
            assert (kept.state, kept.title.title, kept.rev) == ("WAITING", "第二个", 2)
        else:
            assert isinstance(changed, Conflicting)
            assert (kept.state, kept.title.title, kept.rev) == ("ISSUED", "第一个", 1)


def test_a_reminder_taken_twice_is_told_once(world: World) -> None:
    task, now = world.plain_task(price=0), wire().clock()
    told: list[str] = []

    class Told:
        def tell(self, kind: str, order: Any, said: Any) -> None:
            told.append(order.head.order_id)

    reminding = Reminding(
        load=wire().order_store.load, task_of=wire().tasks.get, once=wire().notices.once, telling=Told(),  # type: ignore[arg-type]
        clock=wire().clock,
    )  # fmt: skip
    deadline = now + timedelta(hours=5)
    ids = [
        made_order(world, task, State.REJECTED, state_at=now - timedelta(days=2), deadline=deadline, due_at=deadline)
        for _ in range(ROUNDS)
    ]
    for order_id in ids:
        together(*[partial(reminding.remind, order_id)] * 3)
    assert Counter(told) == Counter(ids)
