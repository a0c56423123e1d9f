"""Who of a task's roster has not begun, for whoever reminds them; by number, for a roster has no names."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks
from chalicelib.teachers.roll import Roll, Wanted

PAGE = 500  # people in one answer, which is four screens
MOST = 5_000  # for a download


class NotBegun:
    """Those without an order who were not photographed on site either."""

    def __init__(self, tasks: Tasks, roll: Roll, audit: Audit) -> None:
        self._tasks, self._roll, self._audit = tasks, roll, audit

    def of_task(
        self, who: Staff, task_id: str, place: tuple[str, ...], cursor: str | None, most: int | None = None
    ) -> tuple[list[RosterRow], str | None]:
        """(up to `most` people, PAGE unless given, by college, class and number; the cursor of the next page or None).
        place: () for all, (college,) or (college, class).  As those of Roll.people, a page may be short before the end.
        Audited.  Raises TaskUnknown, and Invalid for a cursor that no page returned.
        """
        self._tasks.of_branch(who.branch, task_id)
        people, following = self._roll.people(task_id, Wanted(place=place, only="NOT_BEGUN"), cursor, most or PAGE)
        named = dict(zip(("college", "class_name"), place, strict=False))
        self._audit.note(who, "view_not_begun", f"task {task_id}", people=len(people), **named)
        return [person.row for person in people], following


def by_class(rows: Sequence[RosterRow]) -> dict[tuple[str, str], list[str]]:
    """(college, class) → numbers, both in the order given."""
    classes: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        classes.setdefault((row.college, row.class_name), []).append(row.shown)
    return classes
