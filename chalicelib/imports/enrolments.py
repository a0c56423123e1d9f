"""Whom a row of a table is about: its task knows people by collection code, or as a PLAIN one by student number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.collect_codes.readers import Reader, read
from chalicelib.orders.form import PATTERNS
from chalicelib.shared.crypto import Keys
from chalicelib.tasks.enrolment import of_code, of_student_no
from chalicelib.tasks.model import Task

CODE, NUMBER = "采集码", "学号"
SHOWN = 4  # of a code's end: enough for a teacher, useless to anybody else


@dataclass(frozen=True)
class Enrolment:
    """digest: as orders and rosters know it; shown: as a teacher may see it."""

    digest: str
    shown: str


Understand = Callable[[str], Enrolment | None]


def column_of(task: Task) -> str:
    """Where a table of this task says whom a row is about."""
    return CODE if task.collect_mode == "ENCRYPTED" else NUMBER


class Enrolments:
    """readers: of collection codes."""

    def __init__(self, keys: Keys, readers: Callable[[], tuple[Reader, ...]]) -> None:
        self._keys, self._readers = keys, readers

    def of(self, task: Task) -> Understand:
        """What its tables' cells mean; None for what cannot be a code or number."""
        return self._code(self._readers()) if task.collect_mode == "ENCRYPTED" else self._number(task.task_id)

    def _code(self, readers: tuple[Reader, ...]) -> Understand:
        def understand(text: str) -> Enrolment | None:
            found = read(text, readers)
            if found is None:
                return None
            return Enrolment(of_code(self._keys, found.code), f"…{found.code[-SHOWN:]}")

        return understand

    def _number(self, task_id: str) -> Understand:
        def understand(text: str) -> Enrolment | None:
            number = text.upper()
            if not PATTERNS["student_no"].fullmatch(number) or not number.strip("-"):
                return None
            return Enrolment(of_student_no(self._keys, task_id, number), number)

        return understand
