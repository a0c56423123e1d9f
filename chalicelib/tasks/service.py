"""Use cases of tasks: look up a code, find a school, create and change a task, keep its roster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.shared.clock import Clock, iso, shanghai
from chalicelib.shared.db import Conflict, Duplicate, Write
from chalicelib.shared.recent import Recent
from chalicelib.shared.store.together import Sought
from chalicelib.tasks import errors
from chalicelib.tasks.consistency import is_code
from chalicelib.tasks.guess_limits import Guesses
from chalicelib.tasks.listing import ListedTask
from chalicelib.tasks.model import SETTINGS, TYPE_LABELS, Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.roster_store import RosterStore
from chalicelib.tasks.school import School
from chalicelib.tasks.schools import FoundSchool, label_of, school_named, search
from chalicelib.tasks.spelling import fold
from chalicelib.tasks.store import TaskStore

# Maximum age of what look-ups show, and of what no money depends on: a code that is read, a draft, a photo that is
# judged.  What is handed in and what is paid read the task fresh, so a price or an end that was changed counts there.
SHOWN_SECONDS = 60
SUGGESTED = 3
LOOK_ALIKE = re.compile("[0o1li]")
HINT = "，并注意区分数字0与字母O、数字1与字母l和I"


@dataclass(frozen=True)
class TaskView:
    """A task that is open to students now, with its schools."""

    task: Task
    schools: tuple[School, ...]


class Tasks:
    """Tasks, their rosters, and the catalogue of schools."""

    def __init__(self, store: TaskStore, rosters: RosterStore, guesses: Guesses, clock: Clock) -> None:
        self._store, self._rosters, self._guesses, self._clock = store, rosters, guesses, clock
        self._by_code: Recent[Task] = Recent(clock, SHOWN_SECONDS)
        self._by_id: Recent[Task] = Recent(clock, SHOWN_SECONDS)
        self._catalogue: Recent[list[School]] = Recent(clock, SHOWN_SECONDS)
        self._any_captured: Recent[bool] = Recent(clock, SHOWN_SECONDS)

    def lookup(
        self, code: str, *, school: str | None = None, task_type: str | None = None, ip: str, person: str
    ) -> TaskView:
        """The open task of a code, at most a minute old.

        Raises TaskCodeUnknown, SchoolUnknown, SchoolNotInTask, WrongTaskType, TaskNotOpenYet, TaskClosed, and
        TooManyGuesses after too many wrong codes.
        """
        self._guesses.begin(person, ip)
        folded = fold(code)
        task = self._coded(folded)
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

    def of_code(self, branch: str, typed: str) -> Task | None:
        """The branch's task of a code, in any state, for its desk; at most a minute old."""
        task = self._coded(fold(typed))
        return task if task is not None and task.branch == branch else None

    def _coded(self, folded: str) -> Task | None:
        return self._by_code.get(folded, lambda: self._store.by_code(folded)) if is_code(folded) else None

    def schools(self, typed: str) -> list[FoundSchool]:
        """Up to ten schools that match what was typed, as `search`; at most a minute old."""
        return search(self.catalogue(), typed)

    def school(self, school_code: str) -> School | None:
        """A school of the catalogue, or None, for showing its name; at most a minute old."""
        return next((school for school in self.catalogue() if school.school_code == school_code), None)

    def catalogue(self) -> list[School]:
        """All schools by school code; at most a minute old."""
        return self._catalogue.get("all", self._store.schools) or []

    def require_school(self, task: Task, typed: str) -> School:
        """The task's school of this name or former name.  Raises SchoolUnknown, SchoolNotInTask."""
        school = school_named(self.catalogue(), typed)
        if school is None:
            similar = [hit.label for hit in search(self.catalogue(), typed, SUGGESTED)]
            raise errors.SchoolUnknown(field="school", typed=typed.strip(), data={"schools": similar})
        if school.school_code not in task.schools:
            raise errors.SchoolNotInTask(field="school", school=label_of(school))
        return school

    def schools_of(self, task: Task) -> list[School]:
        """The task's schools that are in the catalogue, in the task's order."""
        return [school for code in task.schools if (school := self.school(code))]

    def get(self, task_id: str) -> Task:
        """The task as it is now.  Raises TaskUnknown."""
        task = self._store.get(task_id)
        if task is None:
            raise errors.TaskUnknown
        return task

    def sought(self, task_id: str) -> tuple[Sought[Task | None], Sought[str]]:
        """The task as it is now, and `rosters_rev`, to be read with other items."""
        return self._store.sought(task_id), self._rosters.sought_rev(task_id)

    def lately(self, task_id: str) -> Task:
        """The task, at most a minute old.  Raises TaskUnknown."""
        task = self._by_id.get(task_id, lambda: self._store.get(task_id))
        if task is None:
            raise errors.TaskUnknown
        return task

    def several(self, task_ids: Iterable[str]) -> dict[str, Task]:
        """The tasks as they are now, by id.  Raises TaskUnknown if one of them is not there."""
        wanted = set(task_ids)
        found = self._store.several(wanted)
        if found.keys() != wanted:
            raise errors.TaskUnknown
        return found

    def of_branch(self, branch: str, task_id: str) -> Task:
        """The task as it is now.  Raises TaskUnknown for another branch's task too."""
        task = self.get(task_id)
        if task.branch != branch:
            raise errors.TaskUnknown
        return task

    def all_of_branch(self, branch: str) -> list[Task]:
        """Every task of a branch, newest first, always in the same order; at most a minute old."""
        tasks = self._by_id.many(self._store.of_branch(branch), self._store.several)
        return sorted(tasks.values(), key=lambda task: (task.opens_at, task.task_id), reverse=True)

    def listed(self, branch: str) -> list[ListedTask]:
        """Every task of a branch as lists show it, newest first.  Strongly consistent."""
        return sorted(self._store.listed(branch), key=lambda task: (task.opens_at, task.task_id), reverse=True)

    def ids(self) -> list[str]:
        """Ids of every task of every branch."""
        return [task_id for branch in self._store.branches() for task_id in self._store.of_branch(branch)]

    def all(self) -> Iterator[Task]:
        """Every task of every branch, each as it is now."""
        return filter(None, map(self._store.get, self.ids()))

    def drop_rosters(self, task_id: str, most: int) -> int:
        """Delete up to `most` items of the task's rosters; returns how many, 0 once none is left."""
        return self._rosters.drop(task_id, most)

    def create(self, task: Task, also: Iterable[Write] = ()) -> Task:
        """Create a task as revision 1.  also: writes for the same transaction.

        Raises TaskCodeTaken; of several at once, exactly one gets the code.
        """
        task = replace(task, rev=1)
        try:
            self._store.create(task, also)
        except Duplicate as taken:
            raise errors.TaskCodeTaken(field="code", typed=task.code) from taken
        return task

    def replace(self, task: Task, rev: int, also: Iterable[Write] = ()) -> Task:
        """Replace revision `rev` of a task, whose code stays for good.

        Raises TaskUnknown, TaskChanged if `rev` is not the newest, TaskFrozen for a setting that may no longer change.
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

    def put_roster(
        self,
        task_id: str,
        import_id: str,
        rows: Iterable[RosterRow],
        *,
        at: datetime | None = None,
        captured: bool = False,
    ) -> None:
        """Write the rows of one import.  at: of the import, since of two with the same person the newer one counts;
        None: the oldest; captured: they were photographed on site, and need no collection."""
        self._rosters.put(task_id, import_id, rows, at=at, captured=captured)
        self._any_captured.drop(task_id)

    def take_back_roster(self, task_id: str, import_id: str, *, captured: bool = False) -> None:
        """Delete what one import wrote; the rows of others stay."""
        self._rosters.take_back(task_id, import_id, captured=captured)

    def roster_written_by(self, task_id: str, import_id: str, *, captured: bool = False) -> set[str]:
        """The digests that one import wrote."""
        return self._rosters.written_by(task_id, import_id, captured=captured)

    def has_roster(self, task_id: str) -> bool:
        """Whether anybody is on the list of those who may take part.  Strongly consistent."""
        return self._rosters.has_anybody(task_id)

    def has_on_roster(self, task_id: str, digest: str) -> bool:
        """Whether this enrolment is on that list.  Strongly consistent."""
        return self._rosters.has(task_id, digest)

    def is_captured(self, task_id: str, digest: str, rev: str | None = None) -> bool:
        """Whether this enrolment was photographed on site.  Strongly consistent.  rev: `rosters_rev`, just read: the
        list is not asked again as long as the lists have that, and nobody is on it."""
        if rev is not None and not self._has_captured(f"{task_id}#{rev}", task_id):
            return False
        return self._rosters.has(task_id, digest, captured=True)

    def is_captured_lately(self, task_id: str, digest: str) -> bool:
        """The same for what can still be refused later: a task's first such list may be a minute old."""
        return self._has_captured(task_id, task_id) and self.is_captured(task_id, digest)

    def _has_captured(self, known: str, task_id: str) -> bool:
        """known: under which name the answer is remembered."""
        return bool(self._any_captured.get(known, lambda: self._rosters.has_anybody(task_id, captured=True)))

    def on_roster(self, task_id: str, digest: str) -> RosterRow | None:
        """The row of an enrolment on that list, or None."""
        return self._rosters.one(task_id, digest)

    def rosters_rev(self, task_id: str) -> str:
        """Another text after every change of either list.  Read before them, it tells later whether they changed."""
        return self._rosters.rev(task_id)

    def everybody(self, task_id: str, *, captured: bool = False) -> dict[str, RosterRow]:
        """Everybody on one of the task's two lists, by digest.  Reads the whole list."""
        return self._rosters.everybody(task_id, captured=captured)

    def roster(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[RosterRow], str | None]:
        """(a page of those who may take part, where the next one starts or None)."""
        return self._rosters.page(task_id, limit=limit, after=after)

    def put_school(self, school: School, also: Iterable[Write] = ()) -> School:
        """Add a school, or change its revision `rev`; returns the new revision.  Raises SchoolNameTaken, Conflict."""
        after = self._store.put_school(school, also)
        self._catalogue.forget()
        return after

    def every_school(self) -> list[School]:
        """All schools by school code.  Strongly consistent."""
        return self._store.schools()


def require_open(task: Task, now: datetime) -> None:
    """Raises TaskUnknown for a draft; TaskNotOpenYet or TaskClosed, with the date and whom to call."""
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


def _wrong_type(task: Task, task_type: str) -> errors.WrongTaskType:
    return errors.WrongTaskType(
        field="task_type",
        is_=TYPE_LABELS[task.task_type],
        asked=TYPE_LABELS.get(task_type, task_type),
        data={"task_type": task.task_type},
    )


def require_allowed(before: Task, after: Task) -> None:
    """Raises TaskFrozen for a setting that may no longer change."""
    if after.folded_code != before.folded_code:
        raise errors.TaskFrozen(field="code", what=SETTINGS["code"].label)
    if before.state == "DRAFT":
        return
    if after.state == "DRAFT":
        raise errors.TaskFrozen(field="state", what="任务状态")
    for name, setting in SETTINGS.items():
        if setting.frozen and getattr(after, name) != getattr(before, name):
            raise errors.TaskFrozen(field=name, what=setting.label)
