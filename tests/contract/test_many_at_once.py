"""Many items are read by the hundred; what the table leaves out of an answer is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.identity.model import Person
from chalicelib.identity.store import People
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import connection
from chalicelib.shared.ids import random_id
from chalicelib.shared.store.together import together
from chalicelib.tasks.errors import TaskUnknown
from chalicelib.tasks.model import Task
from clients.outside import new_phone
from tests.worlds.tasks import TasksWorld, a_task, fresh_code

NUMBER, NOW = 12, datetime(2026, 3, 1, tzinfo=UTC)


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


def test_items_of_several_tables_are_one_request_until_all_are_there(
    world: TasksWorld, tasks: list[Task], aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(aws.tables["people"], Keys(bytes(32)))
    person = Person(person_id=random_id(8), rev=1, created_at=NOW, last_seen_at=NOW, phone=new_phone())
    people.create(person)
    stored = people.get(person.person_id)
    assert stored is not None
    client = connection().client
    real, asked = client._make_api_call, list[list[int]]()

    def busy(operation: str, told: dict[str, Any]) -> dict[str, Any]:
        """Answers the first key of each table."""
        wanted = told["RequestItems"]
        asked.append(sorted(len(one["Keys"]) for one in wanted.values()))
        first = {table: {**one, "Keys": one["Keys"][:1]} for table, one in wanted.items()}
        answer: dict[str, Any] = real(operation, {"RequestItems": first})
        left = {table: {**one, "Keys": one["Keys"][1:]} for table, one in wanted.items() if one["Keys"][1:]}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(client, "_make_api_call", busy)
    nobody, somebody = people.sought("not-there"), people.sought(person.person_id)
    sought = [world.store.sought(task.task_id) for task in tasks[:3]]
    found = together(nobody, *sought, somebody, somebody)
    assert [one.of(found) for one in sought] == tasks[:3]
    assert (nobody.of(found), somebody.of(found)) == (None, stored)
    assert asked[:3] == [[2, 3], [1, 2], [1]]


def test_tasks_are_told_all_or_not_at_all(world: TasksWorld, tasks: list[Task]) -> None:
    ids = [task.task_id for task in tasks]
    assert world.tasks.several([*ids, *ids]) == {task.task_id: task for task in tasks}
    assert world.tasks.several([]) == {}
    with pytest.raises(TaskUnknown):
        world.tasks.several([*ids, "not-there"])
