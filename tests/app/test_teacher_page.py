"""What a teacher's link shows: how far a task is and who is missing, and nothing that names or shows anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity import limits
from chalicelib.orders.model import State
from chalicelib.teachers import roll
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import counted_order
from tests.worlds.task_figures import season
from tests.worlds.teachers import CLASS, enrolled, made_link, on_roster

OTHER = ("文学院", "中文2201")
CONTRACT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
# a class's name is none of a person; the contacts are the task's, whose notice hangs at the school
HARMLESS = {"class_name", "contacts"}


def opened(world: World, token: str) -> dict[str, Any]:
    return dict(world.guest().call("GET", f"/api/progress/{token}"))


def people(world: World, token: str, **query: str) -> Any:
    return world.guest().call("GET", f"/api/progress/{token}/people", **query)


def test_the_roster_says_who_has_not_begun(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    enrolled(world, task, State.DONE, "01", name="王小明")
    enrolled(world, task, State.IN_REVIEW, "02")
    enrolled(world, task, State.REJECTED, "03")
    enrolled(world, task, State.AWAITING_PAYMENT, "04")
    enrolled(world, task, State.EXPIRED, "05")
    on_roster(task, "06")
    on_roster(task, "07", captured=True)
    on_roster(task, "11", of=OTHER)
    seen = opened(world, made_link(manager, task)["token"])
    assert (seen["listed"], seen["rejected"], seen["overdue"]) == (True, 1, 1)
    numbers = {"collected": 2, "in_review": 1, "to_mend": 1, "unpaid": 1, "idle": 2, "listed": 7}
    classes = {(one["college"], one["class_name"]): one["numbers"] for one in seen["classes"]}
    assert classes[CLASS] == numbers
    assert classes[OTHER] == dict.fromkeys(numbers, 0) | {"idle": 1, "listed": 1}
    assert seen["numbers"] == {name: numbers[name] + classes[OTHER][name] for name in numbers}
    assert (seen["code"], seen["title"], seen["price"]) == (task.code, task.title, "20.00")
    assert ("湖南大学" in seen["schools"], seen["closed"]) == (True, False)


def test_without_a_roster_only_orders_are_counted(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    for state in (State.APPROVED, State.DRAFT, State.CANCELLED):
        counted_order(world, task, state, *CLASS)
    token = made_link(manager, task)["token"]
    seen = opened(world, token)
    numbers = {"collected": 1, "in_review": 0, "to_mend": 0, "unpaid": 1, "idle": None, "listed": None}
    assert (seen["listed"], seen["numbers"]) == (False, numbers)
    assert [(one["college"], one["class_name"], one["numbers"]) for one in seen["classes"]] == [(*CLASS, numbers)]
    assert people(world, token) == {"people": [], "cursor": None}


def test_what_goes_wrong_most_is_said_with_its_cure(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    season(task, [(*CLASS, 10)])
    seen = opened(world, made_link(manager, task)["token"])
    assert [(one["message"], one["times"]) for one in seen["reasons"]][1] == ("头发遮挡眉毛、眼睛或耳朵", 118)
    assert len(seen["reasons"]) == 5
    assert all(one["cure"] for one in seen["reasons"])


@pytest.mark.parametrize("most", [roll.MOST_ASKED, 0])
def test_people_are_found_by_class_by_number_and_by_what_is_missing(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Whether they are asked about one by one, or everybody at once."""
    monkeypatch.setattr(roll, "MOST_ASKED", most)
    task = world.plain_task(roster="STUDENT_NOS")
    enrolled(world, task, State.DONE, "2201")
    enrolled(world, task, State.IN_REVIEW, "2200")
    on_roster(task, "2202")
    on_roster(task, "2203", captured=True)
    on_roster(task, "3301", of=OTHER)
    token = made_link(manager, task)["token"]

    def found(**query: str) -> list[str]:
        return [one["shown"] for one in people(world, token, **query)["people"]]

    assert found() == ["2200", "2201", "2202", "2203", "3301"]
    assert found(missing="true") == ["2202", "3301"]
    assert found(college=CLASS[0], class_name=CLASS[1], missing="true") == ["2202"]
    assert found(search="01") == ["2201", "3301"]
    assert found(college="没有", class_name="没有") == []
    told = {one["shown"]: (one["label"], one["done"], one["must_act"]) for one in people(world, token)["people"]}
    assert (told["2200"], told["2201"]) == (("待审核", False, False), ("采集完成", True, False))
    assert (told["2202"], told["2203"]) == (("没开始", False, True), ("现场已采集", True, False))


def test_a_long_list_comes_in_pages_though_people_finish_meanwhile(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    on_roster(task, *(f"{number:04}" for number in range(450)))
    token = made_link(manager, task)["token"]
    found: list[str] = []
    cursor, pages = None, 0
    while cursor or not pages:
        page = people(world, token, missing="true", **({"cursor": cursor} if cursor else {}))
        found += [one["shown"] for one in page["people"]]
        cursor, pages = page["cursor"], pages + 1
    assert (found, pages) == ([f"{number:04}" for number in range(450)], 3)
    refused(lambda: people(world, token, cursor="x"), 422, "invalid", "cursor")


def test_a_link_of_numbers_never_shows_people(world: World, manager: Colleague) -> None:
    task = world.plain_task(roster="STUDENT_NOS")
    on_roster(task, "20270001")
    direct = made_link(manager, task, kind="COUNTS")["token"]
    whole = made_link(manager, task)["token"]
    forward = opened(world, whole)["forward"]
    assert opened(world, whole)["forward"] == forward  # whoever passes it on, it is the same
    for token in (direct, forward):
        seen = opened(world, token)
        assert (seen["kind"], seen["forward"], seen["numbers"]["idle"]) == ("COUNTS", None, 1)
        assert "20270001" not in str(seen)
        refused(lambda token=token: people(world, token), 403, "teacher_counts_only")  # type: ignore[misc]


@pytest.mark.parametrize("token", ["x" * 43, "x", "%00", "王小明"])
def test_a_link_that_is_none(world: World, token: str) -> None:
    for path in ("", "/people"):
        refused(lambda path=path: world.guest().call("GET", f"/api/progress/{token}{path}"), 404, "teacher_link_over")  # type: ignore[misc]


def test_a_link_is_not_asked_without_end(world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look reads a whole roster."""
    monkeypatch.setattr(limits, "LOOKS_OF_LINK", 3)
    task = world.plain_task()
    token = made_link(manager, task)["token"]

    def look() -> None:
        for _ in range(2 * limits.LOOKS_OF_LINK):  # a window may end between two
            people(world, token)

    answer = refused(look, 429, "looking_too_often")
    assert 0 < answer["retry_after"] <= limits.WINDOW
    assert opened(world, made_link(manager, task)["token"])["title"] == task.title


def answers() -> set[str]:
    """Names of every property that the teachers' routes answer with, however deep."""
    found, open_ = set[str](), list[Any]()
    for path, methods in CONTRACT["paths"].items():
        if path.startswith("/api/progress/"):
            open_ += [
                answer["content"]["application/json"]["schema"]
                for operation in methods.values()
                for status, answer in operation["responses"].items()
                if status.startswith("2")
            ]
    assert len(open_) == 4
    while open_:
        schema = open_.pop()
        if "$ref" in schema:
            schema = CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        within = {name: one for name, one in schema.get("properties", {}).items() if name not in HARMLESS}
        found |= set(within)
        open_ += [*within.values(), *schema.get("anyOf", ())]
        open_ += [schema["items"]] if "items" in schema else []
    return found


def test_no_answer_has_a_place_for_a_name_a_phone_or_a_photo() -> None:
    known = answers()
    assert {"shown", "college", "numbers", "idle", "token"} <= known
    forbidden = ("name", "phone", "photo", "picture", "image", "contact", "person_id", "student", "order", "id_")
    assert {one for one in known if any(word in one for word in forbidden)} == set()
