"""The answers that a page is told to ask for, and no others, open an order."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import FormField
from clients.student import Student
from tests.worlds.app import World, card, refused
from tests.worlds.tasks import PLAIN_FIELDS

PAIR = (Level.BACHELOR, Level.MASTER)
MORE = (FormField("college"), FormField("address"), FormField("email", required=False))
TYPED = {"address": "长沙市麓山南路1号", "college": "土木工程学院"}


def opens_with_what_is_asked(world: World, student: Student, task_id: str, asked: list[Any], *read_id: str) -> None:
    """Each required question is needed, and all of them are enough."""
    needed = [one for one in asked if one["required"]]
    pool = world.form(**TYPED)
    form = {one["name"]: one["choices"][0]["value"] if one["choices"] else pool[one["name"]] for one in needed}
    for one in needed:
        left = {name: text for name, text in form.items() if name != one["name"]}
        refused(lambda left=left: student.open(task_id, *read_id, **left), 422, "field_missing", one["name"])  # type: ignore[misc]
    assert student.open(task_id, *read_id, **form)["state"] == "DRAFT"


@pytest.mark.parametrize("listed", [(), (FormField("school", required=False), FormField("level"))])
@pytest.mark.parametrize("levels", [PAIR, PAIR[:1]])
def test_of_a_form(world: World, levels: tuple[Level, ...], listed: tuple[FormField, ...]) -> None:
    student, task = world.student(), world.plain_task(levels=levels, form_fields=(*PLAIN_FIELDS, *listed, *MORE))
    asked = student.lookup(task.code)["task"]["questions"]
    assert ("level" in [one["name"] for one in asked]) == (len(levels) > 1)
    opens_with_what_is_asked(world, student, task.task_id, asked)


def test_of_what_a_picture_left_open(world: World) -> None:
    student, task = world.student(), world.task(levels=PAIR, form_fields=(*PLAIN_FIELDS, *MORE))
    read = student.read_code(task.task_id, card(level="本科"))
    assert {"name", "student_no", "school", "level"}.isdisjoint(one["name"] for one in read["questions"])
    opens_with_what_is_asked(world, student, task.task_id, read["questions"], read["read_id"])


def test_of_a_code_that_tells_nothing(world: World) -> None:
    student, task = world.student(), world.task(levels=PAIR, form_fields=MORE)
    read = student.call("POST", "/api/collect-codes", {"text": f"CJM{random_id(12)}", "task_id": task.task_id})
    assert [one["name"] for one in read["questions"]] == ["school", "level", "college", "address", "email"]
    opens_with_what_is_asked(world, student, task.task_id, read["questions"], read["read_id"])


LATER = FormField("class_name")


def test_a_form_that_was_told_too_early_is_told_anew(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form()
    world.change(task, form_fields=(*task.form_fields, LATER))
    refusal = refused(lambda: student.open(task.task_id, **form), 422, "field_missing", "class_name")
    assert [one["name"] for one in refusal["data"]["questions"]] == [
        "school",
        "name",
        "student_no",
        "contact_phone",
        "class_name",
    ]
    assert student.open(task.task_id, **form, class_name="2203")["state"] == "DRAFT"


def test_so_is_one_after_a_collection_code(world: World) -> None:
    student, task = world.student(), world.task(levels=PAIR)
    read = student.call("POST", "/api/collect-codes", {"text": f"CJM{random_id(12)}", "task_id": task.task_id})
    world.change(task, levels=PAIR[1:], form_fields=(*task.form_fields, LATER, FormField("id_tail")))
    form = {name: text for name, text in world.form().items() if name in ("school", "contact_phone")}
    wrong = {"level": "BACHELOR", "class_name": "2203"}
    refusal = refused(
        lambda: student.open(task.task_id, read["read_id"], **form, **wrong), 422, "form_level_not_in_task", "level"
    )
    asked = [one["name"] for one in refusal["data"]["questions"]]
    assert asked == ["school", "contact_phone", "email", "class_name", "id_tail"]
    refusal = refused(
        lambda: student.open(task.task_id, read["read_id"], **form, class_name="2203"), 422, "field_missing", "id_tail"
    )
    assert [one["name"] for one in refusal["data"]["questions"]] == asked
    assert student.open(task.task_id, read["read_id"], **form, class_name="2203", id_tail="123X")["state"] == "DRAFT"
