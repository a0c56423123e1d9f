"""The use cases of tasks: look a code up, find a school, make and change a task, keep its roster."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.shared.clock import Clock, iso, shanghai
from chalicelib.shared.db import Conflict, Duplicate, Write
from chalicelib.shared.recent import Recent
from chalicelib.tasks import errors
from chalicelib.tasks.guess_limits import Guesses
from chalicelib.tasks.model import SETTINGS, TYPE_LABELS, Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.roster_store import RosterStore
from chalicelib.tasks.school import School
from chalicelib.tasks.schools import FoundSchool, label_of, named, search
from chalicelib.tasks.spelling import fold
from chalicelib.tasks.store import TaskStore

SHOWN_SECONDS = 60  # how old what a look-up shows may be; orders and money read tasks fresh
SUGGESTED = 3
LOOK_ALIKE = re.compile("[0o1li]")
HINT = "，并注意区分数字0与字母O、数字1与字母l和I"


@dataclass(frozen=True)
class TaskView:
    """A task a student may take part in now, with its schools."""

    task: Task
    schools: tuple[School, ...]


class Tasks:
    """Collaborators by constructor."""

    def __init__(self, store: TaskStore, rosters: RosterStore, guesses: Guesses, clock: Clock) -> None:
        self._store, self._rosters, self._guesses, self._clock = store, rosters, guesses, clock
        self._by_code: Recent[Task] = Recent(clock, SHOWN_SECONDS)
        self._by_id: Recent[Task] = Recent(clock, SHOWN_SECONDS)
        self._catalogue: Recent[list[School]] = Recent(clock, SHOWN_SECONDS)

    def lookup(
        self, code: str, *, school: str | None = None, task_type: str | None = None, ip: str, person: str
    ) -> TaskView:
        """The open task a code leads to, at most a minute old.

        Raises TaskCodeUnknown, SchoolUnknown, SchoolNotInTask, WrongTaskType, TaskNotOpenYet, TaskClosed, and
        TooManyGuesses after too many wrong codes.
        """
        self._guesses.begin(person, ip)
        folded = fold(code)
        task = self._by_code.get(folded, lambda: self._store.by_code(folded)) if folded.isalnum() else None
        if task is None or task.state == "DRAFT":
            self._guesses.wrong(person, ip)
            raise errors.TaskCodeUnknown(
                field="code", typed=code.strip(), hint=HINT if LOOK_ALIKE.search(folded) else ""
            )
        if school is not None:
            self.require_school(task, school)
        if task_type is not None and task_type != task.task_type:
            raise _wrong_type(task, task_type)
        require_open(task, self._clock())
        return TaskView(task, tuple(self.schools_of(task)))

    def schools(self, typed: str) -> list[FoundSchool]:
        """Up to ten schools whose name contains what was typed, or is short or sounds so; at most a minute old."""
        return search(self._all_schools(), typed)

    def school(self, school_code: str) -> School | None:
        """For showing names; at most a minute old."""
        return next((school for school in self._all_schools() if school.school_code == school_code), None)

    def require_school(self, task: Task, typed: str) -> School:
        """The task's school of that name, old names too.  Raises SchoolUnknown, SchoolNotInTask."""
        found = named(self._all_schools(), typed)
        if found is None:
            near = [hit.label for hit in search(self._all_schools(), typed, SUGGESTED)]
            raise errors.SchoolUnknown(field="school", typed=typed.strip(), data={"schools": near})
        if found.school_code not in task.schools:
            raise errors.SchoolNotInTask(field="school", school=label_of(found))
        return found

    def schools_of(self, task: Task) -> list[School]:
        """The task's schools that are in the catalogue, in the task's order."""
        return [school for code in task.schools if (school := self.school(code))]

    def get(self, task_id: str) -> Task:
        """The task as it is now.  Raises TaskUnknown."""
        task = self._store.get(task_id)
        if task is None:
            raise errors.TaskUnknown
        return task

    def of_branch(self, branch: str, task_id: str) -> Task:
        """The task as it is now.  Raises TaskUnknown for another branch's task too."""
        task = self.get(task_id)
        if task.branch != branch:
            raise errors.TaskUnknown
        return task

    def all_of_branch(self, branch: str) -> list[Task]:
        """Every task of a branch, newest first; at most a minute old."""
        ids = self._store.of_branch(branch)
        found = (self._by_id.get(task_id, lambda task_id=task_id: self._store.get(task_id)) for task_id in ids)  # type: ignore[misc]
        return sorted((task for task in found if task), key=lambda task: task.opens_at, reverse=True)

    def ids(self) -> list[str]:
        """Of every task of every branch."""
        return [task_id for branch in self._store.branches() for task_id in self._store.of_branch(branch)]

    def all(self) -> Iterator[Task]:
        """Every task of every branch, each as it is now."""
        return filter(None, map(self._store.get, self.ids()))

    def drop_rosters(self, task_id: str, most: int) -> int:
        """Nobody is on a list of the task any more; how many items went, `most` at a time and 0 at the end."""
        return self._rosters.drop(task_id, most)

    def create(self, task: Task, also: Iterable[Write] = ()) -> Task:
        """A new task as revision 1; also: writes of the same transaction.

        Raises TaskCodeTaken; of many at once exactly one gets the code.
        """
        task = replace(task, rev=1)
        try:
            self._store.create(task, also)
        except Duplicate as taken:
            raise errors.TaskCodeTaken(field="code", typed=task.code) from taken
        return task

    def replace(self, task: Task, rev: int, also: Iterable[Write] = ()) -> Task:
        """The task changed from revision `rev`; its code stays for good.

        Raises TaskUnknown, TaskChanged when `rev` is not the newest, TaskFrozen for what may not change any more.
        """
        before = self.get(task.task_id)
        if before.rev != rev:
            raise errors.TaskChanged
        require_allowed(before, task)
        task = replace(task, rev=rev + 1)
        try:
            self._store.replace(task, rev, also)
        except Conflict as lost:
            raise errors.TaskChanged from lost
        self._by_code.forget()
        self._by_id.forget()
        return task

    def put_roster(self, task_id: str, import_id: str, rows: Iterable[RosterRow], *, captured: bool = False) -> None:
        """Everybody of one import; captured: photographed on site, and not to be collected again."""
        self._rosters.put(task_id, import_id, rows, captured=captured)

    def take_back_roster(self, task_id: str, import_id: str, *, captured: bool = False) -> None:
        """Nobody is on a list by that import any more; who is there by another one stays."""
        self._rosters.take_back(task_id, import_id, captured=captured)

    def has_roster(self, task_id: str) -> bool:
        """Whether anybody is on the list of those who may take part.  Read fresh."""
        return self._rosters.has_anybody(task_id)

    def has_on_roster(self, task_id: str, digest: str) -> bool:
        """Whether this enrolment may take part.  Read fresh."""
        return self._rosters.has(task_id, digest)

    def is_captured(self, task_id: str, digest: str) -> bool:
        """Whether somebody with this enrolment was photographed on site.  Read fresh."""
        return self._rosters.has(task_id, digest, captured=True)

    def captured_among(self, task_id: str, digests: Collection[str]) -> set[str]:
        """Those of a roster's page who were photographed on site."""
        return self._rosters.captured_among(task_id, digests)

    def roster(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[RosterRow], str | None]:
        """A page of those who may take part, and where the next one starts."""
        return self._rosters.page(task_id, limit=limit, after=after)

    def put_school(self, school: School, also: Iterable[Write] = ()) -> School:
        """Adds a school or changes its revision `rev`; the next one.  Raises SchoolNameTaken, Conflict."""
        after = self._store.put_school(school, also)
        self._catalogue.forget()
        return after

    def every_school(self) -> list[School]:
        """By school code; read fresh."""
        return self._store.schools()

    def _all_schools(self) -> list[School]:
        return self._catalogue.get("all", self._store.schools) or []


def require_open(task: Task, now: datetime) -> None:
    """Raises TaskUnknown for a draft, TaskNotOpenYet or TaskClosed, each with the date and whom to ask."""
    contacts = task.contact_text("TEACHER")
    match task.open_problem(now):
        case "DRAFT":
            raise errors.TaskUnknown
        case "NOT_OPEN_YET":
            raise errors.TaskNotOpenYet(
                when=shanghai(task.opens_at), contacts=contacts, data={"opens_at": iso(task.opens_at)}
            )
        case "CLOSED":
            when = f"于{shanghai(task.closes_at)}" if now > task.closes_at else "提前"
            raise errors.TaskClosed(when=when, contacts=contacts)


def _wrong_type(task: Task, asked: str) -> errors.WrongTaskType:
    return errors.WrongTaskType(
        field="task_type",
        is_=TYPE_LABELS[task.task_type],
        asked=TYPE_LABELS.get(asked, asked),
        data={"task_type": task.task_type},
    )


def require_allowed(before: Task, after: Task) -> None:
    """Raises TaskFrozen for what may not change any more."""
    if after.folded_code != before.folded_code:
        raise errors.TaskFrozen(field="code", what=SETTINGS["code"].label)
    if before.state == "DRAFT":
        return
    if after.state == "DRAFT":
        raise errors.TaskFrozen(field="state", what="任务状态")
    for name, setting in SETTINGS.items():
        if setting.frozen and getattr(after, name) != getattr(before, name):
            raise errors.TaskFrozen(field=name, what=setting.label)
