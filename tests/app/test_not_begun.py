"""Who of a roster has not begun, as a manager gets it: by class and number, in pages, each look on record."""

from __future__ import annotations

from functools import partial
from typing import Any

from chalicelib.orders.model import State
from chalicelib.tasks.model import Task
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import counted_order
from tests.worlds.task_figures import season
from tests.worlds.teachers import CLASS, OTHER_CLASS, enrolled, on_roster


def missing(who: Colleague, task: Task, **query: Any) -> Any:
    return who.call("GET", f"/api/staff/tasks/{task.task_id}/not-begun", **query)


def classes(page: Any) -> dict[tuple[str, str], list[str]]:
    return {(one["college"], one["class_name"]): one["numbers"] for one in page["classes"]}


def test_those_without_an_order_are_listed_by_class(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    for number, state in enumerate((State.DONE, State.IN_REVIEW, State.AWAITING_PAYMENT, State.EXPIRED)):
        enrolled(world, task, state, f"0{number}", name="王小明")
    on_roster(task, "12", "11")
    on_roster(task, "13", captured=True)
    on_roster(task, "<b>21", of=OTHER_CLASS)
    counted_order(world, task, State.IN_REVIEW, *CLASS)  # of somebody who is on no list
    page = missing(manager, task)
    assert page == {
        "classes": [
            {"college": CLASS[0], "class_name": CLASS[1], "numbers": ["11", "12"]},
            {"college": OTHER_CLASS[0], "class_name": OTHER_CLASS[1], "numbers": ["<b>21"]},
        ],
        "cursor": None,
    }
    figures = manager.call("GET", f"/api/staff/tasks/{task.task_id}/roster")
    assert {(one["college"], one["class_name"]): one["missing"] for one in figures["classes"]} == {
        names: len(numbers) for names, numbers in classes(page).items()
    }


def test_a_college_or_a_class_is_asked_for_by_its_name(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    places = [("甲", "1"), ("甲", "2"), ("乙", "1"), ("", ""), ("", "1")]
    for at, place in enumerate(places):
        on_roster(task, f"{at}", of=place)
    for at, (college, class_name) in enumerate(places):
        assert classes(missing(manager, task, college=college, class_name=class_name)) == {places[at]: [f"{at}"]}
    assert [*classes(missing(manager, task, college="甲"))] == places[:2]
    assert [*classes(missing(manager, task, college=""))] == places[3:]
    assert missing(manager, task, college="丙")["classes"] == []
    assert missing(manager, world.plain_task())["classes"] == []


def test_pages_follow_each_other_and_each_is_on_record(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    season(task, [("甲", f"{no}", 20) for no in range(3)])
    pages, cursor = [missing(manager, task, most=5)], None
    while cursor := pages[-1]["cursor"]:
        pages.append(missing(manager, task, most=5, cursor=cursor))
    found = [number for page in pages for numbers in classes(page).values() for number in numbers]
    figures = manager.call("GET", f"/api/staff/tasks/{task.task_id}/roster")
    assert (len(found), found) == (figures["missing"], sorted(set(found)))
    assert len(pages) == -(-len(found) // 5) > 1
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert [row["action"] for row in rows] == ["view_not_begun"] * len(pages)
    refused(partial(missing, manager, task, cursor="of-nobody"), 422, "invalid", "cursor")


def test_the_trail_says_of_whom(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    on_roster(task, "1", "2")
    missing(manager, task, college=CLASS[0], class_name=CLASS[1])
    (look,) = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert (look["action"], look["data"]) == (
        "view_not_begun",
        {"people": 2, "college": CLASS[0], "class_name": CLASS[1]},
    )
