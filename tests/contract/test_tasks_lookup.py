"""Looking a code up: every spelling is found, every refusal says what is wrong, and guessing leads nowhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.shared.money import fen
from chalicelib.tasks import errors
from chalicelib.tasks.guess_limits import LOOK_UPS, PER_NETWORK, PER_PERSON, PER_PERSON_THEN, TooManyGuesses
from tests.worlds.tasks import TasksWorld, a_task, fresh_code


@pytest.fixture
def world(aws: Any) -> TasksWorld:
    return TasksWorld(aws.tables["tasks"], aws.tables["inbox"])


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def wrong(world: TasksWorld, times: int, **who: Any) -> None:
    for _ in range(times):
        with pytest.raises(errors.TaskCodeUnknown):
            world.lookup(fresh_code(), **who)


def test_every_spelling_leads_to_the_task(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    for typed in (
        task.code,
        task.code.upper(),
        f"  {task.code}\n",
        full_width(task.code),
        f"{task.code[:3]} {task.code[3:]}",
    ):
        assert world.lookup(typed) == task


def test_the_view_has_the_tasks_schools(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    found = world.tasks.lookup(task.code, person=world.person, ip=world.ip)
    assert [school.name for school in found.schools] == ["湖南大学", "湖南工商大学"]


def test_an_unknown_code_says_so_with_a_hint_on_look_alikes(world: TasksWorld) -> None:
    with pytest.raises(errors.TaskCodeUnknown) as refused:
        world.lookup(" D3PZ8O ")
    assert (refused.value.code, "D3PZ8O" in refused.value.text) == ("task_code_unknown", True)
    assert "字母O" in refused.value.cure
    with pytest.raises(errors.TaskCodeUnknown) as plain:
        world.lookup("vnrewh")
    assert "字母O" not in plain.value.cure


@pytest.mark.parametrize("typed", ["{typed}", "a/b", "。。。", "\u200b", "CODE#x"])
def test_nonsense_is_an_unknown_code(world: TasksWorld, typed: str) -> None:
    with pytest.raises(errors.TaskCodeUnknown):
        world.lookup(typed)


def test_a_draft_is_as_unknown_as_a_code_nobody_has(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(state="DRAFT"))
    with pytest.raises(errors.TaskCodeUnknown):
        world.lookup(task.code)


@pytest.mark.parametrize("typed", ["湖南大学", "湖南商学院", " 湖南工商大学 ", "湖南工商大学（曾用名：湖南商学院）"])
def test_a_school_of_the_task_by_any_of_its_names(world: TasksWorld, typed: str) -> None:
    task = world.tasks.create(a_task())
    assert world.lookup(task.code, school=typed) == task


def test_another_school_is_named_but_not_the_tasks_own(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    with pytest.raises(errors.SchoolNotInTask) as refused:
        world.lookup(task.code, school="湘潭大学")
    assert (refused.value.code, "湘潭大学" in refused.value.text) == ("school_not_in_task", True)
    assert "湖南大学" not in refused.value.text + refused.value.cure
    assert refused.value.field == "school"


def test_an_unknown_school_gets_near_names(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    with pytest.raises(errors.SchoolUnknown) as refused:
        world.lookup(task.code, school="商学院")
    assert (refused.value.code, "商学院" in refused.value.text) == ("school_unknown", True)
    assert refused.value.data == {"schools": ["湖南工商大学（曾用名：湖南商学院）"]}


def test_the_wrong_type_is_told_the_right_one(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    with pytest.raises(errors.WrongTaskType) as refused:
        world.lookup(task.code, task_type="INDIVIDUAL")
    assert refused.value.code == "wrong_task_type"
    assert refused.value.text.index("集中采集") < refused.value.text.index("散拍")
    assert "集中采集" in refused.value.cure
    assert refused.value.data == {"task_type": "GROUP"}
    assert world.lookup(task.code, task_type="GROUP") == task


def test_before_opening_it_says_when(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(opens_at=world.now + timedelta(hours=2)))
    with pytest.raises(errors.TaskNotOpenYet) as refused:
        world.lookup(task.code)
    assert (refused.value.code, "11月24日 18:00" in refused.value.text) == ("task_not_open_yet", True)
    assert refused.value.cure.endswith("王老师 0731-88820000")
    assert refused.value.data == {"opens_at": "2036-11-24T10:00:00.000Z"}
    world.now += timedelta(hours=2)
    assert world.lookup(task.code) == task


def test_after_closing_it_says_since_when_and_whom_to_ask(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(closes_at=world.now - timedelta(hours=1)))
    with pytest.raises(errors.TaskClosed) as refused:
        world.lookup(task.code)
    assert (refused.value.code, "11月24日 15:00" in refused.value.text) == ("task_closed", True)
    assert refused.value.cure.endswith("王老师 0731-88820000")


def test_a_task_closed_early_names_no_date(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(state="CLOSED"))
    with pytest.raises(errors.TaskClosed) as refused:
        world.lookup(task.code)
    assert (refused.value.code, "提前" in refused.value.text, "月" in refused.value.text) == (
        "task_closed",
        True,
        False,
    )


def test_a_look_up_may_be_a_minute_old_and_get_is_fresh(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    assert world.lookup(task.code).price == 2000
    world.process().replace(replace(task, price=fen(1500)), 1)
    assert world.lookup(task.code).price == 2000
    assert world.tasks.get(task.task_id).price == 1500
    world.now += timedelta(seconds=60)
    assert world.lookup(task.code).price == 1500


def test_a_code_made_a_moment_ago_is_found(world: TasksWorld) -> None:
    task = a_task()
    with pytest.raises(errors.TaskCodeUnknown):
        world.lookup(task.code)
    world.process().create(task)
    assert world.lookup(task.code) == task


def test_ten_wrong_codes_and_even_the_right_one_waits(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    wrong(world, PER_PERSON)
    for code in (fresh_code(), task.code):
        with pytest.raises(TooManyGuesses) as refused:
            world.lookup(code)
        assert (refused.value.code, refused.value.retry_after) == ("too_many_task_codes", 600)
    assert world.lookup(task.code, person=random_id()) == task
    world.now += timedelta(minutes=10)
    assert world.lookup(task.code) == task


def test_the_limit_holds_across_processes(world: TasksWorld) -> None:
    wrong(world, PER_PERSON)
    with pytest.raises(TooManyGuesses):
        world.process().lookup(fresh_code(), person=world.person, ip=random_id(8))


def test_right_codes_are_not_wrong_ones(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    wrong(world, PER_PERSON - 1)
    for _ in range(PER_PERSON + 1):
        assert world.lookup(task.code) == task


def test_look_ups_of_one_person_are_bounded(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    for _ in range(LOOK_UPS):
        world.lookup(task.code)
    with pytest.raises(TooManyGuesses):
        world.lookup(task.code)


def test_many_guesses_at_one_instant_learn_no_more(world: TasksWorld) -> None:
    def guess(_: int) -> type[Exception]:
        try:
            world.lookup(fresh_code())
        except Exception as error:
            return type(error)
        raise AssertionError("found")

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(guess, range(40)))
    assert answers.count(errors.TaskCodeUnknown) == PER_PERSON
    assert answers.count(TooManyGuesses) == 40 - PER_PERSON


def test_a_busy_network_leaves_fewer_tries_but_no_wall(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    for _ in range(PER_NETWORK // PER_PERSON):
        wrong(world, PER_PERSON, person=random_id())
    newcomer = random_id()
    assert world.lookup(task.code, person=newcomer) == task
    wrong(world, PER_PERSON_THEN, person=newcomer)
    with pytest.raises(TooManyGuesses):
        world.lookup(task.code, person=newcomer)
    assert world.lookup(task.code, person=newcomer, ip=random_id(8)) == task
