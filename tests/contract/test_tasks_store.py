"""Tasks, rosters and schools in DynamoDB: a code is taken once, the loser of a race is told, names stay unique."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Conflict
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import fen
from chalicelib.tasks import errors
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.roster_store import bucket
from chalicelib.tasks.school import School
from tests.worlds.tasks import TasksWorld, a_task, fresh_code


@pytest.fixture
def world(aws: Any) -> TasksWorld:
    return TasksWorld(aws.tables["tasks"], aws.tables["inbox"])


def at_once(works: list[Callable[[], Task]]) -> tuple[list[Task], list[Exception]]:
    """Results and refusals of works run by as many threads."""
    done: list[Task] = []
    refused: list[Exception] = []
    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(work) for work in works]:
            error = future.exception()
            if error is None:
                done.append(future.result())
            else:
                assert isinstance(error, Exception)
                refused.append(error)
    return done, refused


def test_a_task_is_found_by_id_and_by_code(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(code=fresh_code().upper()))
    assert world.tasks.get(task.task_id) == task
    assert world.store.by_code(task.folded_code) == task


def test_a_branchs_tasks_stand_in_one_order_whoever_reads_them(world: TasksWorld) -> None:
    branch, opens_at = f"b{random_id(8)}", a_task().opens_at
    made = [world.tasks.create(a_task(code=fresh_code().upper(), branch=branch, opens_at=opens_at)) for _ in range(12)]
    ids = sorted((task.task_id for task in made), reverse=True)
    for _ in range(5):
        assert [task.task_id for task in world.process().all_of_branch(branch)] == ids
        assert [task.task_id for task in world.process().listed(branch)] == ids


def test_an_unknown_task_is_said_to_be_unknown(world: TasksWorld) -> None:
    with pytest.raises(errors.TaskUnknown):
        world.tasks.get(random_id(12))


def test_of_many_tasks_with_one_code_exactly_one_is_made(world: TasksWorld) -> None:
    code = fresh_code()
    wanted = [a_task(code=code.upper() if number % 2 else code) for number in range(8)]
    made, refused = at_once([partial(world.process().create, task) for task in wanted])
    assert len(made) == 1
    assert [type(error) for error in refused] == [errors.TaskCodeTaken] * 7
    assert world.store.by_code(code) == made[0]
    for task in wanted:
        assert (world.store.get(task.task_id) is not None) == (task.task_id == made[0].task_id)


def test_a_task_id_is_taken_once(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    with pytest.raises(errors.TaskCodeTaken):
        world.tasks.create(a_task(task_id=task.task_id))
    assert world.tasks.get(task.task_id) == task


def test_of_many_changes_from_one_revision_one_wins(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    prices = range(1000, 1006)
    changed, refused = at_once(
        [partial(world.process().replace, replace(task, price=fen(price)), 1) for price in prices]
    )
    assert len(changed) == 1
    assert changed[0].rev == 2
    assert [type(error) for error in refused] == [errors.TaskChanged] * 5
    assert world.tasks.get(task.task_id) == changed[0]


def test_an_older_revision_does_not_overwrite(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    world.tasks.replace(replace(task, title="新标题"), 1)
    with pytest.raises(errors.TaskChanged):
        world.tasks.replace(replace(task, title="旧标题"), 1)
    assert world.tasks.get(task.task_id).title == "新标题"


def test_the_price_of_an_open_task_may_change(world: TasksWorld) -> None:
    task = world.tasks.create(a_task())
    assert world.tasks.replace(replace(task, price=fen(1500)), 1).price == 1500


@pytest.mark.parametrize(
    ("changes", "field", "what"),
    [
        ({"task_type": "INDIVIDUAL"}, "task_type", "采集类型"),
        ({"spec": "passport"}, "spec", "照片标准"),
        ({"state": "DRAFT"}, "state", "任务状态"),
        ({"code": "another1"}, "code", "特征码"),
    ],
)
def test_of_an_open_task_type_mode_spec_and_code_stay(
    world: TasksWorld, changes: dict[str, Any], field: str, what: str
) -> None:
    task = world.tasks.create(a_task())
    with pytest.raises(errors.TaskFrozen) as refused:
        world.tasks.replace(replace(task, **changes), 1)
    assert refused.value.field == field
    assert refused.value.text == f"任务开放后，“{what}”不能再修改"
    assert world.tasks.get(task.task_id) == task


def test_a_draft_may_change_and_open(world: TasksWorld) -> None:
    task = world.tasks.create(a_task(state="DRAFT"))
    opened = world.tasks.replace(replace(task, task_type="INDIVIDUAL", spec="other", state="OPEN"), 1)
    assert world.tasks.get(task.task_id) == opened


def test_a_roster_holds_what_was_put_and_is_each_tasks_own(world: TasksWorld) -> None:
    task_id, other = random_id(12), random_id(12)
    digests = [sha256_hex(str(number).encode()) for number in range(3000)]
    people = [RosterRow(digest=digest, shown=str(number)) for number, digest in enumerate(digests)]
    world.tasks.put_roster(task_id, "first", people)
    world.tasks.put_roster(task_id, "first", people)
    world.tasks.put_roster(task_id, "second", people[:5])
    assert all(world.tasks.has_on_roster(task_id, digest) for digest in digests[::50])
    assert not world.tasks.has_on_roster(task_id, sha256_hex(b"3000"))
    assert not world.tasks.has_on_roster(other, digests[0])
    assert not world.tasks.is_captured(task_id, digests[0])
    listed, after = world.tasks.roster(task_id, limit=1000, after=None)
    while after:
        page, after = world.tasks.roster(task_id, limit=1000, after=after)
        listed += page
    assert sorted(int(row.shown) for row in listed) == list(range(3000))
    world.tasks.take_back_roster(task_id, "first")
    assert [int(row.shown) for row in world.tasks.roster(task_id, limit=9, after=None)[0]] == sorted(
        range(5), key=lambda number: bucket(digests[number])
    )


def test_a_change_of_either_list_is_seen_by_its_revision(world: TasksWorld) -> None:
    task_id, row = random_id(12), RosterRow(digest=sha256_hex(b"1"), shown="1")
    revs = [world.tasks.rosters_rev(task_id)]
    for change in (
        partial(world.tasks.put_roster, task_id, "first", [row]),
        partial(world.tasks.put_roster, task_id, "first", [row]),
        partial(world.tasks.put_roster, task_id, "site", [row], captured=True),
        partial(world.tasks.take_back_roster, task_id, "site", captured=True),
        partial(world.tasks.take_back_roster, task_id, "first"),
    ):
        change()
        revs.append(world.tasks.rosters_rev(task_id))
        assert world.tasks.rosters_rev(task_id) == revs[-1]
    assert len(set(revs)) == len(revs)


def test_a_row_is_found_by_its_enrolment(world: TasksWorld) -> None:
    task_id, rows = random_id(12), [RosterRow(digest=sha256_hex(b"%d" % no), shown=f"{no}") for no in range(50)]
    world.tasks.put_roster(task_id, "first", rows)
    world.tasks.put_roster(task_id, "site", rows[:1], captured=True)
    assert [world.tasks.on_roster(task_id, row.digest) for row in rows] == rows
    assert world.tasks.on_roster(task_id, sha256_hex(b"50")) is None
    assert world.tasks.on_roster(random_id(12), rows[0].digest) is None


@pytest.mark.parametrize(("first", "second"), [("a", "z"), ("z", "a")])
def test_of_two_rows_of_one_student_the_newer_imports_counts(world: TasksWorld, first: str, second: str) -> None:
    task_id, digests = random_id(12), [sha256_hex(b"%d" % no) for no in range(50)]
    old, new = ([RosterRow(digest=one, class_name=name) for one in digests] for name in ("旧班", "新班"))
    at = datetime(2026, 11, 29, 8, tzinfo=UTC)
    put = world.tasks.put_roster
    put(task_id, second, new, at=at + timedelta(seconds=1))
    put(task_id, first, old, at=at)  # a piece of it that was done twice
    put(task_id, "zz", old)  # stored when no instant was kept

    def seen() -> set[str]:
        ones = [world.tasks.on_roster(task_id, digest) for digest in digests]
        assert world.tasks.everybody(task_id) == {one.digest: one for one in ones if one}
        page, after = world.tasks.roster(task_id, limit=20, after=None)
        rest, end = world.tasks.roster(task_id, limit=50, after=after)
        by_digest = {one.digest: one for one in page + rest}
        assert (len(page) < 50, len(page + rest), end) == (True, 50, None)
        assert [by_digest[digest] for digest in digests] == ones
        return {one.class_name for one in ones if one}

    assert seen() == {"新班"}
    world.tasks.take_back_roster(task_id, second)
    assert seen() == {"旧班"}


def test_a_school_changes_its_name_and_keeps_the_old_one(world: TasksWorld) -> None:
    old = School(school_code="90001", name="测试学院甲", moe_id="4143090001", aliases=("测试专科甲",))
    new = School(school_code="90001", name="测试大学甲", moe_id="4143090001", aliases=("测试学院甲",))
    first = world.tasks.put_school(old)
    second = world.tasks.put_school(replace(new, rev=first.rev))
    assert (first.rev, second.rev) == (1, 2)
    assert world.process().school("90001") == new
    taker = School(school_code="90002", name="测试专科甲", moe_id="4143090002")
    taken = world.tasks.put_school(taker)  # the name that was given up is free
    assert world.process().school("90002") == taker
    world.tasks.put_school(replace(taken, name="测试专科乙"))  # and free again for the next run


def test_a_school_is_written_over_the_revision_that_was_read(world: TasksWorld) -> None:
    first = world.tasks.put_school(School(school_code="90004", name="测试大学丁"))
    second = world.tasks.put_school(replace(first, city="长沙"))
    assert world.tasks.put_school(replace(first, city="长沙")).rev == second.rev  # the same once more
    for stale in (first, replace(first, rev=0), replace(first, rev=9)):
        with pytest.raises(Conflict):
            world.tasks.put_school(replace(stale, city="株洲"))
    with pytest.raises(Conflict):
        world.tasks.put_school(School(school_code="90005", name="测试大学戊", rev=1))
    assert world.process().school("90004") == second


def test_a_name_belongs_to_one_school(world: TasksWorld) -> None:
    taker = School(school_code="90003", name="测试大学丙", moe_id="4143090003", aliases=("湖南 商学院",))
    with pytest.raises(errors.SchoolNameTaken) as refused:
        world.tasks.put_school(taker)
    assert refused.value.code == "school_name_taken"
    assert all(told in refused.value.text for told in ("湖南 商学院", "10554"))
    assert world.process().school("90003") is None
