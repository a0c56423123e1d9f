"""Tasks of a branch are found by name, code and every name of their schools, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.task_search import FoundTasks, TaskSearch
from chalicelib.shared.errors import Invalid
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task, TaskState
from chalicelib.tasks.store import BranchItem
from tests.worlds.db_calls import counted
from tests.worlds.tasks import NOW, TasksWorld, a_task, fresh_code


@pytest.fixture
def world(aws: Any) -> TasksWorld:
    return TasksWorld(aws.tables["tasks"], aws.tables["inbox"])


class Desk:
    """A branch of its own."""

    def __init__(self, world: TasksWorld) -> None:
        self.world, self.branch = world, f"branch-{random_id(8)}"
        self.who = Staff(staff_id=random_id(12), branch=self.branch, name="王", roles=frozenset({StaffRole.MANAGER}))

    def made(self, **changes: Any) -> Task:
        return self.world.tasks.create(a_task(branch=self.branch, code=fresh_code(), **changes))

    def find(
        self, words: str = "", state: TaskState | None = None, after: str | None = None, page: int = 50
    ) -> FoundTasks:
        return TaskSearch(self.world.process(), page).find(self.who, words, state, after)

    def ids(self, *args: Any, **more: Any) -> list[str]:
        return [task.task_id for task in self.find(*args, **more).tasks]


@pytest.fixture
def desk(world: TasksWorld) -> Desk:
    return Desk(world)


@pytest.mark.parametrize(
    "words", ["2027 届", "商学院采集", "湖南工商大学", "湖南商学院", "湖南工商", "10554", "hngs", "\u200b湖南工商 "]
)
def test_a_task_is_found_by_what_is_remembered(desk: Desk, words: str) -> None:
    wanted = desk.made(title="2027届商学院采集", schools=("10554",))
    desk.made(title="另一个任务", schools=("10530",))
    assert desk.ids(words) == [wanted.task_id]
    assert desk.ids(wanted.code.upper()) == [wanted.task_id]
    assert desk.ids("没有这样的") == []


def test_states_are_counted_and_chosen(desk: Desk) -> None:
    tasks = {state: desk.made(state=state) for state in ("DRAFT", "OPEN", "CLOSED")}
    desk.made(state="OPEN", title="别的名称")
    found = desk.find("2027届", "OPEN")
    assert [task.task_id for task in found.tasks] == [tasks["OPEN"].task_id]
    assert found.counts == {"DRAFT": 1, "OPEN": 1, "CLOSED": 1}


def test_pages_hold_every_task_once_while_others_come(desk: Desk) -> None:
    made = [desk.made(opens_at=NOW - timedelta(days=day)) for day in range(1, 8)]
    seen: list[str] = []
    after = None
    for _ in range(4):
        found = desk.find(after=after, page=2)
        seen += [task.task_id for task in found.tasks]
        after = found.cursor
        desk.made(opens_at=NOW)  # before the first page
    assert seen == [task.task_id for task in made]
    assert after is None


def test_a_cursor_that_no_answer_gave_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.find(after="1")


def test_a_change_is_in_the_list_and_another_branch_is_not(desk: Desk, world: TasksWorld) -> None:
    task = desk.made(state="DRAFT")
    stranger = Desk(world)
    changed = world.tasks.replace(a_task(task_id=task.task_id, code=task.code, branch=desk.branch, title="新名称"), 1)
    assert (changed.rev, desk.ids("新名称"), stranger.ids()) == (2, [task.task_id], [])
    assert desk.find().counts == {"OPEN": 1}


def test_a_task_listed_before_lists_had_its_name_is_found(desk: Desk) -> None:
    task = desk.made()
    BranchItem(f"BRANCH#{desk.branch}", task.task_id).save()
    assert desk.ids("2027届") == [task.task_id]


def test_tasks_listed_before_lists_had_their_names_are_read_together(desk: Desk) -> None:
    tasks = [desk.made(state="DRAFT") for _ in range(12)]
    for task in tasks[::2]:
        BranchItem(f"BRANCH#{desk.branch}", task.task_id).save()
    with counted() as seen:
        found = desk.ids()
    assert sorted(found) == sorted(task.task_id for task in tasks)
    assert seen["requests"] == 2  # the list, and what it does not hold


def test_all_tasks_of_a_branch_are_read_together_and_remembered(desk: Desk) -> None:
    made = {desk.made(state="DRAFT").task_id for _ in range(12)}
    tasks = desk.world.process()
    costs = list[int]()
    for _ in range(2):
        with counted() as seen:
            assert {task.task_id for task in tasks.all_of_branch(desk.branch)} == made
        costs.append(seen["requests"])
    assert costs == [2, 1]  # the second time only who they are
    made.add(desk.made().task_id)
    assert {task.task_id for task in tasks.all_of_branch(desk.branch)} == made
