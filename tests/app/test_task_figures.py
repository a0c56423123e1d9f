"""A task's figures as the desk gets them: by day, first passes, reasons, and who of the roster is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

from chalicelib.notify.counters import day_of
from chalicelib.orders.model import State
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.student import Student
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused, student_no, without_face
from tests.worlds.branch import approved, run, send_back, table
from tests.worlds.review_desk import approve, reject
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import made_order, own_portrait
from tools.replay import replay


def figures(who: Colleague, task: Task, what: str, **query: str) -> Any:
    return who.call("GET", f"/api/staff/tasks/{task.task_id}/{what}", **query)


def handed_in(world: World, task: Task, *pictures: bytes, **form: str) -> tuple[Student, str]:
    """An order whose last picture is handed in."""
    student = world.student()
    order_id = student.open(task.task_id, **world.form(**form))["order_id"]
    for picture in pictures or (own_portrait(),):
        photo = student.judge(order_id, picture)
    student.act(order_id, "submit", photo_no=photo["photo_no"])
    return student, order_id


def counted(task: Task, day: str, state: State, n: int) -> None:
    """As if orders had moved into a state on a day."""
    steps = Counter({(f"COUNT#{task.task_id}", f"DAY#{day}#{state}"): n})
    assert wire().stores.counters.count(f"{task.task_id}/{day}/{state}", steps, None, wire().clock())


def test_states_are_told_from_the_opening_to_today(world: World, manager: Colleague) -> None:
    now = wire().clock()
    today = date.fromisoformat(day_of(now))
    task = world.plain_task(price=0, opens_at=now - timedelta(days=3))
    assert figures(manager, task, "days")["days"] == []
    counted(task, str(today - timedelta(days=2)), State.DRAFT, 5)
    counted(task, str(today), State.DRAFT, -2)
    counted(task, str(today), State.IN_REVIEW, 2)
    assert figures(manager, task, "days")["days"] == [
        {"day": str(today - timedelta(days=3)), "states": {}},
        {"day": str(today - timedelta(days=2)), "states": {"DRAFT": 5}},
        {"day": str(today - timedelta(days=1)), "states": {"DRAFT": 5}},
        {"day": str(today), "states": {"DRAFT": 3, "IN_REVIEW": 2}},
    ]


def test_a_task_of_years_ago_still_ends_with_what_it_is_today(world: World, manager: Colleague) -> None:
    now = wire().clock()
    task = world.plain_task(price=0, opens_at=now - timedelta(days=900))
    counted(task, day_of(now - timedelta(days=800)), State.DRAFT, 4)
    counted(task, day_of(now - timedelta(days=399)), State.DRAFT, 1)
    days = figures(manager, task, "days")["days"]
    assert (len(days), days[0]["states"], days[-1]) == (400, {"DRAFT": 5}, {"day": day_of(now), "states": {"DRAFT": 5}})


def test_figures_follow_what_happens(world: World, reviewer: Colleague, manager: Colleague) -> None:
    """The machine refuses a picture and a reviewer another; all of it is told twice."""
    world.box.stream.skip()
    task = world.plain_task(price=0)
    handed_in(world, task, without_face(), own_portrait(), college="甲", class_name="1")
    student, order_id = handed_in(world, task, college="甲", class_name="1")
    send_back(reviewer, order_id)
    approved(world, reviewer, task, college="乙", class_name="#2")
    again = student.judge(order_id, own_portrait())["photo_no"]
    student.act(order_id, "resubmit", photo_no=again)
    approve(reviewer, order_id, again)
    world.box.stream.drain()
    replay(timedelta(hours=1))  # all of it again, photos too
    passes = figures(reviewer, task, "first-passes")
    assert passes["machine"] == {"passed": 2, "failed": 1, "unreadable": 0}
    assert passes["person"] == {"approved": 1, "rejected": 1}
    assert [(one["college"], one["class_name"], one["approved"], one["rejected"]) for one in passes["classes"]] == [
        ("乙", "＃2", 1, 0),
        ("甲", "1", 0, 1),
    ]
    found = figures(reviewer, task, "reasons", days="7")
    assert (found["machine"], found["person"]) == ({"judged": 5, "refused": 1}, {"judged": 3, "refused": 1})
    assert {(one["by"], one["code"], one["photos"]) for one in found["reasons"]} == {
        ("MACHINE", "no_face", 1),
        ("PERSON", "not_frontal", 1),
        ("PERSON", "background_shadow", 1),
    }
    assert all(one["message"] and one["cure"] and "{" not in one["message"] + one["cure"] for one in found["reasons"])
    (today,) = figures(reviewer, task, "days")["days"][-1:]
    assert today["states"] == {"IN_REVIEW": 1, "APPROVED": 2}
    kinds = {one.key.partition("#")[2] for one in wire().stores.counters.of_branch(task.branch, today["day"])}
    assert kinds == {"submit", "queue", "approve", "reject"}


def test_a_recalled_approval_was_no_first_pass(world: World, reviewer: Colleague, manager: Colleague) -> None:
    world.box.stream.skip()
    task = world.plain_task(price=0)
    order_id = made_order(world, task)
    approve(reviewer, order_id)
    manager.call("POST", f"/api/staff/orders/{order_id}/recall", {"reason": "点错了"})
    reject(reviewer, order_id)
    world.box.stream.drain()
    assert figures(manager, task, "first-passes")["person"] == {"approved": 0, "rejected": 1}


def test_reasons_of_last_week_are_told_apart(world: World, manager: Colleague, clock: SandboxClock) -> None:
    task, now = world.plain_task(price=0), wire().clock()
    for ago in (0, 6, 7):
        day = day_of(now - timedelta(days=ago))
        pk = f"COUNT#{task.task_id}"
        steps = Counter({(pk, f"WHY#{day}#PERSON#blurred"): 1, (pk, f"JUDGED#{day}#PERSON#reject"): 1})
        wire().stores.counters.count(f"{task.task_id}/{day}", steps, None, now)
    assert [figures(manager, task, "reasons", days=days)["reasons"][0]["photos"] for days in ("1", "7", "8")] == [
        1,
        2,
        3,
    ]
    assert figures(manager, task, "reasons")["person"] == {"judged": 3, "refused": 3}
    for days in ("0", "401", "x"):
        refused(partial(figures, manager, task, "reasons", days=days), 422, "invalid", "days")


def test_everybody_on_the_roster_is_counted_once(
    world: World, reviewer: Colleague, manager: Colleague, clock: SandboxClock
) -> None:
    world.box.stream.skip()
    task, numbers = world.plain_task(price=0, roster="STUDENT_NOS"), [student_no() for _ in range(6)]
    lines = [["学号", "学院", "班级"], *([one, "信息学院", "220" + "1122333"[at]] for at, one in enumerate(numbers))]
    assert run(manager, "ROSTER", table(lines), task.task_id)["state"] == "DONE"
    on_site = [["学号"], [numbers[0]], [numbers[3]], [student_no()]]
    approved(world, reviewer, task, student_no=numbers[0])  # both ways: the order tells more
    world.student().open(task.task_id, **world.form(student_no=numbers[1]))
    world.student().open(task.task_id, **world.form(student_no=numbers[2]))
    assert run(manager, "CAPTURED", table(on_site), task.task_id)["state"] == "DONE"
    world.box.stream.drain()
    found = figures(reviewer, task, "roster")
    assert [found[name] for name in ("people", "begun", "done", "on_site", "missing")] == [6, 3, 2, 1, 2]
    classes = [(one["class_name"], one["states"], one["on_site"], one["missing"]) for one in found["classes"]]
    assert classes == [
        ("2201", {"APPROVED": 1, "DRAFT": 1}, 0, 0),
        ("2202", {"DRAFT": 1}, 1, 0),
        ("2203", {}, 0, 2),
    ]
    world.student().open(task.task_id, **world.form(student_no=numbers[4]))
    world.box.stream.drain()
    clock.move(minutes=2, schedules=False)
    assert figures(reviewer, task, "roster")["missing"] == 1


def test_who_was_just_imported_is_counted_at_once(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    assert figures(manager, task, "roster")["people"] == 0
    run(manager, "ROSTER", table([["学号"], [student_no()]]), task.task_id)
    assert figures(manager, task, "roster")["people"] == 1


def test_a_task_without_a_roster_has_nobody_missing(world: World, manager: Colleague) -> None:
    found = figures(manager, world.plain_task(), "roster")
    assert (found["people"], found["missing"], found["classes"]) == (0, 0, [])


def test_photos_that_the_stream_lost_are_caught_up(world: World, manager: Colleague) -> None:
    world.box.forget("OrdersTable")
    task = world.plain_task(price=0)
    handed_in(world, task, without_face(), own_portrait())
    world.box.stream.skip()  # the stream is lost
    assert figures(manager, task, "reasons")["machine"] == {"judged": 0, "refused": 0}
    for _ in range(2):
        fed, failed = replay(timedelta(hours=1))
        assert (fed >= 4, failed) == (True, 0)  # opened, two photos, handed in
        assert figures(manager, task, "reasons")["machine"] == {"judged": 2, "refused": 1}
