"""What a fresh deployment needs before anybody can work: schools, a branch with its first administrator, a draft.

    python -m tools.on gradphoto-prod seed --branch 湖南分社 --username admin --name 张三 --school 10532

Everything goes through the product's own services, and what is there already stays as it is: it may be run again.  The
draft shows a task's settings filled in; no student finds it before somebody opens it.  Without --branch only the
catalogue's schools are added.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from chalicelib.desk.tasks import new_code
from chalicelib.shared.db import Conflict
from chalicelib.shared.errors import DomainError
from chalicelib.shared.money import fen
from chalicelib.shared.settings_reader import SettingsError
from chalicelib.tasks.errors import SchoolNameTaken, TaskCodeTaken
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import Background, Contact, FormField, Task
from chalicelib.tasks.schools import CATALOGUE
from chalicelib.wire import wire
from tools.staff import HOW

WEB_SETTINGS = Path(__file__).resolve().parent.parent / "web" / "settings.json"
TITLE = "示例任务（请复制或修改后再发布）"


def add_schools() -> Iterator[str]:
    """The catalogue's schools that are not there yet.  A school that somebody changed is not changed back."""
    tasks, added = wire().student.tasks, 0
    known = {school.school_code for school in tasks.every_school()}
    for school in CATALOGUE:
        if school.school_code in known:
            continue
        try:
            tasks.put_school(school)
        except Conflict:  # somebody adds the same
            continue
        except SchoolNameTaken as error:
            yield f"学校 {school.name} 没有写入：{error.text}"
        else:
            added += 1
    yield f"学校：写入 {added} 所，原有 {len(known)} 所"


def invite_administrator(branch: str, username: str, name: str) -> Iterator[str]:
    """The branch's first, if it has no staff yet."""
    parts = wire()
    if parts.stores.staff.of_branch(branch):
        yield f"{branch}：已有员工账号，没有再邀请（链接过期或要再邀请一位，请用 .venv/bin/python -m tools.on … staff）"
        return
    account, token = parts.staff.invitations.first_admin(branch, username, name)
    yield f"{account.username} · {account.branch}"
    yield HOW
    yield f"{parts.settings.console_url}/staff/#/invites/{token}"


def add_example(branch: str, school: str) -> Iterator[str]:
    """A draft, once a branch: its id follows from the branch's name."""
    tasks, task_id = wire().student.tasks, f"example-{hashlib.sha256(branch.encode()).hexdigest()[:12]}"
    if any(task.task_id == task_id for task in tasks.listed(branch)):
        yield "示例任务：已有"
        return
    code = new_code()
    try:
        tasks.create(_example(task_id, code, branch, school))
    except TaskCodeTaken:
        yield "示例任务：特征码碰巧重复，请再运行一次"
        return
    yield f"示例任务：已写入草稿，特征码 {code}"


def _example(task_id: str, code: str, branch: str, school: str) -> Task:
    first = (wire().clock() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    phone = next(person["phone"] for person in json.loads(WEB_SETTINGS.read_text("utf-8"))["branch"]["people"])
    return Task(
        task_id=task_id,
        branch=branch,
        code=code,
        title=TITLE,
        schools=(school,),
        levels=(Level.BACHELOR,),
        task_type="GROUP",
        collect_mode="PLAIN",
        opens_at=first,
        closes_at=first + timedelta(days=30),
        price=fen(3000),
        spec="chsi",
        spec_rev=1,
        background=Background(rgb=(100, 197, 255), tolerance=18.0, policy="normalise"),
        contacts=(Contact(role="BRANCH", name=branch, phone=phone),),
        form_fields=tuple(map(FormField, ("name", "student_no", "college", "major", "class_name", "contact_phone"))),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.seed", description="学校目录和第一个分社。")
    parser.add_argument("--branch", help="分社的名称，例如 湖南分社")
    parser.add_argument("--username", default="admin", help="第一位系统管理员的登录名")
    parser.add_argument("--name", help="第一位系统管理员的姓名")
    parser.add_argument("--school", default=CATALOGUE[0].school_code, help="示例任务的学校：院校代码")
    asked = parser.parse_args(arguments)
    if asked.branch and not asked.name:
        parser.error("有 --branch 时，请用 --name 写明第一位系统管理员的姓名")
    try:
        for line in add_schools():
            print(line)
        if asked.branch and wire().student.tasks.school(asked.school) is None:
            print(f"没有院校代码为 {asked.school} 的学校", file=sys.stderr)
            return 1
        if asked.branch:
            for line in add_example(asked.branch, asked.school):
                print(line)
            for line in invite_administrator(asked.branch, asked.username, asked.name):
                print(line)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except DomainError as error:
        print(f"{error.text}（{error.cure}）", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
