"""Tasks and schools in DynamoDB.  Every read here is strongly consistent.

T#<task id>      TASK           the task
CODE#<folded>    CODE           → task id; a code belongs to one task
BRANCH#<branch>  <task id>      a task of a branch, as lists show it
BRANCHES         <branch>       a branch that has a task
SCHOOLS          <school code>  a school; one partition, so all are one query
NAME#<folded>    SCHOOL         → school code; every name of a school, former ones too
LOOKS            <instant>#<task id>  when `purge` looks at a task (see LookStore); every task has one at least
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Conflict, Delete, Duplicate, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.ids import random_id
from chalicelib.shared.store.together import Sought, several
from chalicelib.tasks.errors import SchoolNameTaken
from chalicelib.tasks.listing import ListedTask, listed
from chalicelib.tasks.model import Task
from chalicelib.tasks.school import School
from chalicelib.tasks.spelling import fold


class TaskItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    rev = NumberAttribute()
    body = UnicodeAttribute()


class CodeItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    task_id = UnicodeAttribute()


class BranchItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)  # of a task written before there was one: absent


class SchoolItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


class NameItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    school_code = UnicodeAttribute()


class LookItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    mark = UnicodeAttribute()  # another one each time it is written


LOOKS = "LOOKS"
ITEMS = (TaskItem, CodeItem, BranchItem, SchoolItem, NameItem, LookItem)

# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_TASK, _SCHOOL = msgspec.json.Decoder(Task), msgspec.json.Decoder(School)
_LISTED = msgspec.json.Decoder(ListedTask)


class TaskStore:
    """The tasks table."""

    def __init__(self, table: str) -> None:
        for item in ITEMS:
            item.Meta.table_name = table

    def get(self, task_id: str) -> Task | None:
        """The task, or None."""
        sought = self.sought(task_id)
        return sought.read(TaskItem.find(sought.pk, sought.sk))

    def sought(self, task_id: str) -> Sought[Task | None]:
        """As `get`, to be read with other items."""
        return Sought(TaskItem, f"T#{task_id}", "TASK", lambda item: _TASK.decode(item.body) if item else None)

    def several(self, task_ids: Iterable[str]) -> dict[str, Task]:
        """Those that are there, by id; read by the hundred."""
        items = several(TaskItem, ((f"T#{task_id}", "TASK") for task_id in task_ids)).values()
        return {task.task_id: task for task in (_TASK.decode(item.body) for item in items)}

    def by_code(self, folded: str) -> Task | None:
        """The task of a folded code, or None."""
        item = CodeItem.find(f"CODE#{folded}", "CODE")
        return self.get(item.task_id) if item else None

    def create(self, task: Task, also: Iterable[Write] = ()) -> None:
        """Store a new task with a new code.  also: writes for the transaction.  Raises Duplicate if either exists."""
        code = CodeItem(f"CODE#{task.folded_code}", "CODE", task_id=task.task_id)
        branch = BranchItem("BRANCHES", task.branch)
        writes = [
            Put(item=_task_item(task), new=True),
            Put(item=code, new=True),
            Put(item=_listing(task)),
            Put(item=branch),
            self.look(task.task_id, task.kept_until),
        ]
        transact([*writes, *also])

    def branches(self) -> list[str]:
        """Every branch that has a task."""
        return [item.sk for item in BranchItem.query("BRANCHES", consistent_read=True)]

    def of_branch(self, branch: str) -> list[str]:
        """Ids of every task of a branch."""
        return [item.sk for item in BranchItem.query(f"BRANCH#{branch}", consistent_read=True)]

    def listed(self, branch: str) -> list[ListedTask]:
        """Every task of a branch as lists show it, in no order: one query, and those that were last written long ago
        by the hundred."""
        found: list[BranchItem] = list(BranchItem.query(f"BRANCH#{branch}", consistent_read=True))
        old = self.several(item.sk for item in found if item.body is None)
        return [_LISTED.decode(item.body) for item in found if item.body is not None] + list(map(listed, old.values()))

    def replace(self, task: Task, rev: int, also: Iterable[Write] = ()) -> None:
        """Write the task over its revision `rev`.  Raises Conflict if that is not the current one."""
        same = TaskItem.rev == rev
        look = self.look(task.task_id, task.kept_until)
        transact([Put(item=_task_item(task), condition=same), Put(item=_listing(task)), look, *also])

    def look(self, task_id: str, at: datetime) -> Write:
        """For a transaction: `purge` looks at the task then, whenever else it does."""
        return Put(item=LookItem(LOOKS, f"{iso(at)}#{task_id}", mark=random_id(8)))

    def schools(self) -> list[School]:
        """All schools, by school code."""
        return [_school(item) for item in SchoolItem.query("SCHOOLS", consistent_read=True)]

    def school(self, school_code: str) -> School | None:
        """The school of a code, or None."""
        item = SchoolItem.find("SCHOOLS", school_code)
        return _school(item) if item else None

    def schools_in_use(self) -> dict[str, set[str]]:
        """The branches that have a task of a school, by school code.  One query a branch."""
        found: dict[str, set[str]] = {}
        for branch in self.branches():
            for task in self.listed(branch):
                for code in task.schools:
                    found.setdefault(code, set()).add(branch)
        return found

    def put_school(self, school: School, also: Iterable[Write] = ()) -> School:
        """Add or change a school with all its names; returns the new revision, or the stored school if nothing differs.

        Raises SchoolNameTaken if a name is another school's, Conflict if the stored revision is not school.rev.
        """
        item = SchoolItem.find("SCHOOLS", school.school_code)
        before = _school(item) if item else None
        if before == school:
            return before
        if school.rev != (before.rev if before else 0):
            raise Conflict
        after = replace(school, rev=school.rev + 1)
        old = {fold(name) for name in before.names} if before else set()
        new = {fold(name) for name in school.names}
        unchanged = SchoolItem.body == item.body if item else SchoolItem.pk.does_not_exist()
        try:
            transact(
                [
                    Put(item=_school_item(after), condition=unchanged),
                    *(Put(item=_name_item(name, school.school_code), new=True) for name in sorted(new - old)),
                    *(Delete(item=_name_item(name, school.school_code)) for name in sorted(old - new)),
                    *also,
                ]
            )
        except Duplicate as taken:
            self.require_names(school)
            raise Conflict from taken
        return after

    def require_names(self, school: School) -> None:
        """Raises SchoolNameTaken if a name of the school is another school's."""
        for at, name in enumerate(school.names):
            owner = NameItem.find(f"NAME#{fold(name)}", "SCHOOL")
            if owner is not None and owner.school_code != school.school_code:
                other = self.school(owner.school_code)
                its = other.name if other else ""
                named = "名称" if fold(its) == fold(name) else "曾用名"
                field = "aliases" if at else "name"
                raise SchoolNameTaken(field=field, name=name, owner=its, owner_code=owner.school_code, named=named)


def _task_item(task: Task) -> TaskItem:
    return TaskItem(f"T#{task.task_id}", "TASK", rev=task.rev, body=as_json(task))


def _listing(task: Task) -> BranchItem:
    return BranchItem(f"BRANCH#{task.branch}", task.task_id, body=as_json(listed(task)))


def _school_item(school: School) -> SchoolItem:
    return SchoolItem("SCHOOLS", school.school_code, body=as_json(school))


def _name_item(folded: str, school_code: str) -> NameItem:
    return NameItem(f"NAME#{folded}", "SCHOOL", school_code=school_code)


def _school(item: SchoolItem) -> School:
    return _SCHOOL.decode(item.body)
