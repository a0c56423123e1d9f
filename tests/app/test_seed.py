"""A fresh deployment is filled once, whatever is there already."""

from __future__ import annotations

import pytest

from chalicelib.shared.ids import random_id
from chalicelib.tasks.schools import CATALOGUE
from chalicelib.wire import wire
from tests.worlds.app import World
from tools import seed


def test_a_branch_begins_once(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    branch, name = f"分社{random_id(6)}", f"boss-{random_id(6).lower()}"
    command = ["--branch", branch, "--username", name, "--name", "张三", "--school", "10532"]
    assert [seed.main(command) for _ in range(2)] == [0, 0]
    said = capsys.readouterr().out
    assert said.count("/staff/#/invites/") == 1
    assert f"{branch}：已有员工账号" in said
    (task,) = wire().student.tasks.all_of_branch(branch)
    assert (task.state, task.schools, task.demo) == ("DRAFT", ("10532",), False)
    (account,) = wire().stores.staff.of_branch(branch)
    assert (account.username, account.roles, account.state) == (name, ("ADMIN",), "INVITED")


def test_schools_that_somebody_changed_stay_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert seed.main([]) == 0
    tasks = wire().student.tasks
    before = {school.school_code: school for school in tasks.every_school()}
    assert before.keys() >= {school.school_code for school in CATALOGUE}
    assert seed.main([]) == 0
    assert {school.school_code: school for school in tasks.every_school()} == before
    assert f"写入 0 所，原有 {len(before)} 所" in capsys.readouterr().out


def test_an_unknown_school_and_a_taken_name_are_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    branch, name = f"分社{random_id(6)}", f"boss-{random_id(6).lower()}"
    assert seed.main(["--branch", branch, "--username", name, "--name", "张三"]) == 0
    other = ["--branch", f"{branch}二", "--username", name, "--name", "李四"]
    assert seed.main(other) == 1
    assert "已被使用" in capsys.readouterr().err
    assert seed.main([*other, "--school", "00000"]) == 1
    assert "没有院校代码为 00000 的学校" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        seed.main(["--branch", branch])
    assert "--name" in capsys.readouterr().err
