"""What identifies a student's enrolment (学籍): a digest, so that no table of ours says whose it is."""

from __future__ import annotations

from chalicelib.shared.crypto import Keys


def of_code(keys: Keys, code: str) -> str:
    """By a collection code (采集码): the same in every task.  code: as its readers give it, without its wrapping."""
    return keys.digest("enrolment", code)


def of_student_no(keys: Keys, task_id: str, student_no: str) -> str:
    """By a student number that was typed: of one task only, as two schools may number alike."""
    return keys.digest("student_no", f"{task_id}\x00{student_no}")
