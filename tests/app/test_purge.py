"""Retention: when the days of a task are over its pictures and people go, money stays, and a record says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.delivery.chsi.model import Refusal
from chalicelib.delivery.model import Package
from chalicelib.delivery.prints.model import CAPTION, PrintKind, PrintRun
from chalicelib.orders import number
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.items import head_item, number_item
from chalicelib.privacy import purge as purging
from chalicelib.privacy.erasure import Erasure
from chalicelib.privacy.purge import SPARE
from chalicelib.shared.db import Conflict, Put, transact
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused, student_no
from tests.worlds.branch import approved, deliver, run, table
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, order_of
from tests.worlds.teachers import made_link

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
DAYS = 30
Later = Callable[[float], datetime]


@pytest.fixture
def later(clock: SandboxClock) -> Later:
    """`later(days)`: it is as many days after the test began; no schedule runs."""
    began = wire().clock()

    def move(days: float) -> datetime:
        clock.to(began + timedelta(days=days), schedules=False)
        return wire().clock()

    return move


def purge(left: float = 300) -> Counter[str]:
    return wire().privacy.purge.run(lambda: left)


def over(world: World, **changes: object) -> Task:
    """A task that keeps things for DAYS after it closes in nine days."""
    return world.plain_task(price=0, retention_days=DAYS, **changes)


def of_order(world: World, order_id: str) -> set[str]:
    """What the tables still have of it."""
    return {key.split()[-1].partition("#")[0] for key in world.tables() if order_id in key}


def kept(world: World, order_id: str) -> bool:
    return bool(world.objects(f"standard/{order_id}/"))


def test_nothing_goes_before_its_time(world: World, later: Later) -> None:
    task = over(world)
    order_id = made_order(world, task, State.DONE)
    later(9 + DAYS - 1)
    purge()
    assert kept(world, order_id)
    assert "PHOTO" in of_order(world, order_id)


def test_what_is_over_goes_in_two_steps_and_says_so(world: World, later: Later) -> None:
    task = over(world)
    ids = [made_order(world, task, state) for state in (State.DONE, State.IN_PRODUCTION, State.CANCELLED)]
    ids.append(made_order(world, task, State.CLOSED, number=(called := number.fresh())))
    number_item(called, ids[-1]).save()
    stands = made_order(world, task, State.IN_REVIEW)
    later(9 + DAYS + 1)
    assert purge()["orders"] >= 4
    assert not any(kept(world, order_id) for order_id in ids)
    assert all(of_order(world, order_id) == {"HEAD", "EVT"} for order_id in ids)
    assert wire().stores.orders.id_by_number(called) == ids[-1]
    assert kept(world, stands)  # somebody must decide first
    purge()
    assert all("HEAD" in of_order(world, order_id) for order_id in ids)  # an upload may still be on its way
    then = later(9 + DAYS + 3)
    assert purge()["traces"] >= 4
    assert not any(of_order(world, order_id) for order_id in ids)
    assert wire().stores.orders.id_by_number(called) is None
    assert purge()["traces"] == 0
    boss = colleague(world.box.console_url, ADMIN)
    rows = boss.call("GET", "/api/staff/audit", None, subject=f"task {task.task_id}")["rows"]
    assert {row["name"] for row in rows} == {"到期清理"}
    assert rows[-1]["data"]["orders"] == 4
    assert rows[0]["data"]["traces"] == 4
    assert rows[0]["at"][:10] == then.isoformat()[:10]


def test_a_picture_that_came_late_goes_the_next_day(
    world: World, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, swept = made_order(world, over(world), State.DONE), list[str]()
    empty = type(wire().privacy.erasure)._empty

    def noted(self: Erasure, order: Order) -> int:
        swept.append(order.head.order_id)
        return empty(self, order)

    monkeypatch.setattr(Erasure, "_empty", noted)
    later(9 + DAYS + 1)
    purge()
    world.put(f"original/{order_id}/1/{'a' * 64}", b"late")
    later(9 + DAYS + 1.9)
    purge()
    assert swept.count(order_id) == 1  # looked at once a day, however often it runs
    later(9 + DAYS + 2.1)
    purge()
    assert not world.objects(f"original/{order_id}/")


def test_what_a_student_deleted_is_looked_at_for_three_days_and_when_its_task_goes(world: World, later: Later) -> None:
    student, task = world.student(), over(world)
    order_id = made_order(world, task, State.CLOSED, person_id=world.person(student))
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    looks = []
    for day in (0.5, 1.5, 2.6, 3.7, 4.8, 20, 9 + DAYS + 1):
        now = later(day)
        looks.append(order_id in wire().stores.lists.erased(task.task_id, now))
        purge()
    assert looks == [False, True, True, True, False, False, True]
    assert "HEAD" not in of_order(world, order_id)


def test_late_money_brings_an_order_back_to_be_looked_at(world: World, later: Later) -> None:
    """Whatever moves an erased order dates its place anew; nothing stays out of sight for good."""
    task = over(world)
    order_id = made_order(world, task, State.DONE)
    later(9 + DAYS + 1)
    purge()
    order = order_of(order_id)
    assert order_id not in wire().stores.lists.erased(task.task_id, wire().clock())
    transact([Put(item=head_item(order.but(seq=order.head.seq + 1).head, order.revs))])
    assert order_id in wire().stores.lists.erased(task.task_id, wire().clock())


def test_long_lists_go_in_stretches_until_the_time_is_over(
    world: World, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = over(world, roster="STUDENT_NOS")
    rows = [RosterRow(digest=f"{number:08x}" + "0" * 56, shown=str(number)) for number in range(60)]
    wire().student.tasks.put_roster(task.task_id, "import", rows)
    monkeypatch.setattr(purging, "ITEMS", 25)
    later(9 + DAYS + 1)
    times = iter([300.0] * 3)
    monkeypatch.setattr(wire().student.tasks, "ids", lambda: [task.task_id])
    went = wire().privacy.purge.run(lambda: next(times, 0.0))
    assert 0 < went["roster items"] < 60
    assert went["roster items"] + purge()["roster items"] == 60
    boss = colleague(world.box.console_url, ADMIN)
    rows_ = boss.call("GET", "/api/staff/audit", None, subject=f"task {task.task_id}")["rows"]
    assert sum(row["data"]["roster items"] for row in rows_ if row["action"] == "purge") == 60


def test_money_and_its_history_stay_for_good(world: World, later: Later) -> None:
    student, task = world.student(), world.plain_task(retention_days=DAYS)
    order_id = world.paid(student, task)
    student.act(order_id, "refund")
    world.box.run_step("reconcile")
    student.wait_for(order_id, "REFUNDED")
    person_id = world.person(student)
    later(9 + DAYS + 1)
    purge()
    later(9 + DAYS + 3)
    purge()
    mine = {part for part in of_order(world, order_id) if not part.startswith(order_id)}  # the ledger's have its number
    assert mine == {"HEAD", "EVT", "PAY", "REFUND"}
    assert purge()["traces"] == 0
    student.token = wire().student.sessions.start(person_id, "web", None, True)  # the old one is over by now
    assert student.order(order_id)["student"]["name"] == "（已删除）"


def test_delivery_moves_the_end(world: World, later: Later) -> None:
    task, delivered = over(world), wire().clock() + timedelta(days=60)
    order_id = made_order(world, task, State.DONE, state_at=delivered)
    later(9 + DAYS + 1)
    purge()
    assert kept(world, order_id)
    later(60 + DAYS + 1)
    purge()
    assert not kept(world, order_id)


def test_what_chsi_said_of_an_erased_order_is_blanked(world: World, later: Later) -> None:
    task, chsi = over(world), wire().stores.chsi
    order_id, now = made_order(world, task, State.DONE), wire().clock()
    refusal = Refusal(order_id=order_id, photo_no=1, task_id=task.task_id, branch=task.branch, said="非本人", at=now)
    transact(chsi.add(refusal))
    later(9 + DAYS + 1)
    purge()
    assert chsi.get(order_id, 1) == replace(refusal, said="")
    assert chsi.sums_of_task(task.task_id) == {"非本人": 1}


def test_packages_and_lists_go_too(world: World, later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    task = over(world, roster="STUDENT_NOS")
    manager, number = colleague(world.box.console_url, MANAGER), student_no()
    assert run(manager, "ROSTER", table([["学号"], [number]]), task.task_id)["state"] == "DONE"
    approved(world, colleague(world.box.console_url, REVIEWER), task, student_no=number)
    made_link(manager, task, 90, phone=new_phone())
    wire().student.tasks.put_roster(task.task_id, "more", [RosterRow(digest="0" * 64, shown="1")])
    assert manager.call("GET", f"/api/staff/tasks/{task.task_id}/not-begun")["classes"] != []
    package_id = deliver(manager, task.task_id)["package_id"]
    world.box.stream.drain()
    tasks = world.box.env["TASKS_TABLE"]
    (listed,) = wire().stores.teacher_links.of_task(task.task_id)
    lists = (
        f"{tasks} ROSTER#{task.task_id}", f"{tasks} PROGRESS#{task.task_id}", f"{tasks} TEACHERS#{task.task_id}",
        f"{tasks} TEACHER#{listed.digest}", f"{tasks} TEACHER#{listed.forward}",
        f"{tasks} ROLL#{task.task_id}", f"{tasks} LISTS#{task.task_id}",
    )  # fmt: skip
    assert world.objects(f"packages/{package_id}/")
    packages, prints = wire().stores.packages, wire().delivery.print_store
    package = packages.get(package_id)
    assert package is not None
    printed = PrintRun(
        run_id="r",
        package_id=package_id,
        task_id=task.task_id,
        kind=PrintKind.SMALL,
        caption=CAPTION,
        asked_at=wire().clock(),
        asked_by="s",
        edition=package.edition,
        people=1,
    )
    prints.create(printed, package)

    def purged(gone: Package, look_again: datetime) -> None:
        world.put(printed.key(gone, "late.zip"), b"written while the package went")
        real(gone, look_again)

    real = packages.purged
    monkeypatch.setattr(packages, "purged", purged)
    later(9 + DAYS + 1)
    assert purge()["packages"] >= 1
    assert not world.objects(f"packages/{package_id}/")
    assert not [key for key in world.tables() if key.startswith(lists) or f"MEMBER#{package_id}" in key]
    assert not packages.members(package_id)
    assert not prints.of_package(package_id)
    manager = colleague(world.box.console_url, MANAGER)  # the one before has to log in again
    assert manager.call("GET", f"/api/staff/packages/{package_id}")["state"] == "PURGED"
    again = f"/api/staff/packages/{package_id}/again"
    refused(lambda: manager.call("POST", again, {}), 409, "package_purged")


def test_a_run_stops_in_time_and_one_bad_order_does_not_keep_the_others(
    world: World, later: Later, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task = over(world)
    ids = [made_order(world, task, State.CLOSED) for _ in range(3)]
    later(9 + DAYS + 1)
    assert not purge(left=SPARE - 1)
    sweep = wire().privacy.erasure.sweep

    def fails(order: Order, look_again: datetime) -> int:
        if order.head.order_id == ids[1]:
            raise Conflict
        return sweep(order, look_again)

    with monkeypatch.context() as patched:
        patched.setattr(wire().privacy.erasure, "sweep", fails)
        assert purge()["orders"] >= 2
    assert [kept(world, order_id) for order_id in ids] == [False, True, False]
    assert capsys.readouterr().out.count('"level": "alarm"') == 1
    purge()
    assert not kept(world, ids[1])
