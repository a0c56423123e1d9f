"""Which student a table row is about: by collection code, or in a PLAIN task by student number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.collect_codes.readers import Reader, read
from chalicelib.orders.form import PATTERNS
from chalicelib.shared.crypto import Keys
from chalicelib.tasks.enrolment import of_code, of_student_no
from chalicelib.tasks.model import Task

CODE, NUMBER = "采集码", "学号"
SHOWN = 4  # last characters of a code: enough for a teacher, useless to anybody else


@dataclass(frozen=True)
class Enrolment:
    """digest: the enrolment's id in orders and rosters; shown: the form teachers may see."""

    digest: str
    shown: str


Understand = Callable[[str], Enrolment | None]


def column_of(task: Task) -> str:
    """The column of this task's tables that identifies the student."""
    return CODE if task.collect_mode == "ENCRYPTED" else NUMBER


class Enrolments:
    """Reads the cells that identify students.  readers: of collection codes."""

    def __init__(self, keys: Keys, readers: Callable[[], tuple[Reader, ...]]) -> None:
        self._keys, self._readers = keys, readers

    def of(self, task: Task) -> Understand:
        """A function from a cell to its enrolment, or None if the cell is no valid code or number."""
        return self._code(self._readers()) if task.collect_mode == "ENCRYPTED" else self._number(task.task_id)

    def _code(self, readers: tuple[Reader, ...]) -> Understand:
        def understand(text: str) -> Enrolment | None:
            result = read(text, readers)
            if result is None:
                return None
            return Enrolment(of_code(self._keys, result.code), f"…{result.code[-SHOWN:]}")

        return understand

    def _number(self, task_id: str) -> Understand:
        def understand(text: str) -> Enrolment | None:
            number = text.upper()
            if not PATTERNS["student_no"].fullmatch(number) or not number.strip("-"):
                return None
            return Enrolment(of_student_no(self._keys, task_id, number), number)

        return understand
