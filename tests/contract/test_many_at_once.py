"""Many items are read by the hundred; what the table leaves out of an answer is asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.shared.db import connection
from chalicelib.shared.ids import random_id
from chalicelib.tasks.errors import TaskUnknown
from chalicelib.tasks.model import Task
from tests.worlds.tasks import TasksWorld, a_task, fresh_code

NUMBER = 12


@pytest.fixture
def world(aws: Any) -> TasksWorld:
    return TasksWorld(aws.tables["tasks"], aws.tables["inbox"])


@pytest.fixture
def tasks(world: TasksWorld) -> list[Task]:
    branch = f"b{random_id(8)}"
    return [world.tasks.create(a_task(code=fresh_code().upper(), branch=branch)) for _ in range(NUMBER)]


def test_what_an_answer_leaves_out_is_asked_for_again(
    world: TasksWorld, tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connection().client
    real, asked = client._make_api_call, list[int]()

    def busy(operation: str, told: dict[str, Any]) -> dict[str, Any]:
        """Answers the first five keys and leaves the others to another request."""
        (table, wanted), *others = told["RequestItems"].items()
        assert (operation, others) == ("BatchGetItem", [])
        keys = list(wanted["Keys"])
        asked.append(len(keys))
        answer: dict[str, Any] = real(operation, {**told, "RequestItems": {table: {**wanted, "Keys": keys[:5]}}})
        left = {table: {**wanted, "Keys": keys[5:]}} if keys[5:] else {}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(client, "_make_api_call", busy)
    found = world.store.several([task.task_id for task in tasks] + ["not-there"])
    assert found == {task.task_id: task for task in tasks}
    assert asked == [13, 8, 3]


def test_tasks_are_told_all_or_not_at_all(world: TasksWorld, tasks: list[Task]) -> None:
    ids = [task.task_id for task in tasks]
    assert world.tasks.several([*ids, *ids]) == {task.task_id: task for task in tasks}
    assert world.tasks.several([]) == {}
    with pytest.raises(TaskUnknown):
        world.tasks.several([*ids, "not-there"])
