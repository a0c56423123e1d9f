"""The id of a student's enrolment (学籍): a digest, so that no table reveals whose it is."""

from __future__ import annotations

from chalicelib.shared.crypto import Keys


def of_code(keys: Keys, code: str) -> str:
    """From a collection code (采集码): the same in every task.  code: as its readers return it, unwrapped."""
    return keys.digest("enrolment", code)


def of_student_no(keys: Keys, task_id: str, student_no: str) -> str:
    """From a typed student number: valid within one task, as two schools may use the same number."""
    return keys.digest("student_no", f"{task_id}\x00{student_no}")
