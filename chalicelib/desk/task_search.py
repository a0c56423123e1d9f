"""Finds tasks of a branch by what somebody remembers: a part of the name, the code, a school by any of its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.shared.clock import iso
from chalicelib.shared.errors import Invalid
from chalicelib.staff.model import Staff
from chalicelib.tasks.listing import ListedTask
from chalicelib.tasks.model import TaskState
from chalicelib.tasks.school import School
from chalicelib.tasks.schools import search
from chalicelib.tasks.service import Tasks
from chalicelib.tasks.spelling import fold

PAGE: Final = 50  # tasks in one answer
_CURSOR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9A-Za-z_-]{1,32}")


@dataclass(frozen=True, kw_only=True)
class FoundTasks:
    """counts: of all that fit the words, by state; cursor: where the next page begins, None at the end."""

    tasks: Sequence[ListedTask]
    counts: Mapping[TaskState, int]
    cursor: str | None


class TaskSearch:
    """page: how many tasks are in one answer."""

    def __init__(self, tasks: Tasks, page: int = PAGE) -> None:
        self._tasks, self._page = tasks, page

    def find(self, who: Staff, words: str, state: TaskState | None, after: str | None) -> FoundTasks:
        """A page of the tasks that fit, the newest first: one Query for all tasks of a branch, however many orders
        they have.  Raises Invalid for a cursor that no answer gave."""
        if after is not None and not _CURSOR.fullmatch(after):
            raise Invalid(field="cursor")
        fits = _fitting(words, self._tasks)
        found = [task for task in self._tasks.listed(who.branch) if fits(task)]
        shown = [task for task in found if state in (None, task.state)]
        rest = [task for task in shown if after is None or place(task) < after]
        page = rest[: self._page]
        cursor = place(page[-1]) if len(rest) > len(page) else None
        return FoundTasks(tasks=page, counts=Counter(task.state for task in found), cursor=cursor)


def place(task: ListedTask) -> str:
    """Where it stands among the others: later ones first."""
    return f"{iso(task.opens_at)} {task.task_id}"


def _fitting(words: str, tasks: Tasks) -> Callable[[ListedTask], bool]:
    text = fold(words)
    if not text:
        return lambda task: True
    schools = _schools(words, text, tasks.catalogue())
    return lambda task: (
        text in fold(task.title)
        or text in fold(task.code)
        or text in fold(task.sub_unit or "")
        or not schools.isdisjoint(task.schools)
    )


def _schools(words: str, text: str, schools: Sequence[School]) -> set[str]:
    """Codes of those that are meant, by a name of today or before, an abbreviation, the sound, or the code itself."""
    named = {hit.school.school_code for hit in search(schools, words, limit=len(schools))}
    return named | {school.school_code for school in schools if len(text) > 1 and school.school_code.startswith(text)}
