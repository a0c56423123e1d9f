"""What the console shows before saving is what a student reads afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.app import World
from tests.worlds.staff import Colleague
from tests.worlds.tasks import SETTINGS


def preview(manager: Colleague, **changes: Any) -> dict[str, Any]:
    return dict(manager.call("POST", "/api/staff/task-preview", {"settings": SETTINGS | changes}))


@pytest.mark.parametrize("changes", [{}, {"price": 0, "glasses": "REFUSE"}, {"sub_unit": None, "review_days": 9}])
def test_it_is_what_a_student_reads_once_it_is_saved(world: World, manager: Colleague, changes: dict[str, Any]) -> None:
    shown = preview(manager, **changes)["task"]
    task = manager.call("POST", "/api/staff/tasks", {"settings": SETTINGS | changes})
    manager.call("POST", f"/api/staff/tasks/{task['task_id']}/open", {"rev": 1})
    found = world.student().lookup(task["settings"]["code"])["task"]
    assert shown | {"task_id": task["task_id"]} == found


def test_an_encrypted_task_shows_what_its_form_would_ask(manager: Colleague) -> None:
    changes = {"collect_mode": "ENCRYPTED", "form_fields": [{"name": "contact_phone"}, {"name": "class_name"}]}
    shown = preview(manager, **changes, file_name="{collect_code}.jpg")
    assert {"contact_phone", "class_name"} <= {one["name"] for one in shown["questions"]}


def test_nothing_is_kept_and_what_saving_refuses_is_told(manager: Colleague) -> None:
    before = manager.call("GET", "/api/staff/tasks")
    preview(manager)
    for change, says in (({"schools": ["99999"]}, "99999"), ({"file_name": "x.png"}, ".jpg")):
        shown = preview(manager, **change)
        assert shown["task"] is None
        assert says in shown["problem"]
    assert manager.call("GET", "/api/staff/tasks") == before
