"""What the settings of a task demand of each other: a task that contradicts itself cannot be created."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

from chalicelib.shared.money import fen
from chalicelib.tasks.settings import SettingWrong

if TYPE_CHECKING:
    from chalicelib.tasks.model import Task

# required form fields of a PLAIN task, whose orders are identified by student number
ALWAYS_PLAIN: Final = ("name", "student_no")
FILE_BYTES: Final = (5_000, 500_000)  # bounds of the finished photo's size; the encoder searches a quality in between
FILE_WORDS: Final = frozenset({"collect_code", "student_no", "order_id", "school_code", "level", "class_name"})
MOST_CODE: Final = 16  # characters of a task code; issued ones have 4 to 6
SCHOOL_CODE = re.compile(r"[0-9]{5}")


def is_code(folded: str) -> bool:
    """Whether a folded text may be a task's code."""
    return 0 < len(folded) <= MOST_CODE and folded.isalnum()


def require_consistent(task: Task) -> None:
    """Require a task without contradictions.  Raises SettingWrong."""
    _names(task)
    _times(task)
    _numbers(task)
    _mode(task)
    words = f"file_name: words are {', '.join(sorted(FILE_WORDS))}"
    _demand("file_name", _words(task.file_name) <= FILE_WORDS, words)


def _demand(setting: str, fact: object, text: str) -> None:
    if not fact:
        raise SettingWrong(setting, text)


def _names(task: Task) -> None:
    code = task.folded_code
    _demand("code", is_code(code), "code has 1–16 letters and digits")
    _demand("code", task.code == task.code.strip(), "code has no outer blanks")
    _demand("title", task.title.strip(), "title is not empty")
    schools = task.schools
    _demand("schools", schools and len(set(schools)) == len(schools), "at least one school, none twice")
    _demand("schools", all(map(SCHOOL_CODE.fullmatch, schools)), "schools are 5-digit school codes")
    _demand("levels", task.levels and len(set(task.levels)) == len(task.levels), "at least one level, none twice")
    _demand("contacts", any(contact.role == "BRANCH" for contact in task.contacts), "contacts name the branch")


def _times(task: Task) -> None:
    # the year is bounded since days are added to them
    for name, at in (("opens_at", task.opens_at), ("closes_at", task.closes_at)):
        _demand(name, at.tzinfo and 2000 <= at.year <= 2100, f"{name} has a time zone and a year from 2000 to 2100")
    _demand("opens_at", task.opens_at < task.closes_at, "opens_at is before closes_at")


def _numbers(task: Task) -> None:
    try:
        fen(task.price)
    except ValueError as error:
        raise SettingWrong("price", str(error)) from error
    _demand("spec", task.spec, "spec is named")
    least, most = task.file_bytes or FILE_BYTES
    within = FILE_BYTES[0] <= least <= most * 0.9 and most <= FILE_BYTES[1]
    _demand("file_bytes", within, "file_bytes are 5000–500000, a tenth apart")


def _mode(task: Task) -> None:
    names = [field.name for field in task.form_fields]
    _demand("form_fields", len(set(names)) == len(names), "no form field twice")
    if task.collect_mode == "ENCRYPTED":
        _demand("roster", task.roster != "STUDENT_NOS", "an ENCRYPTED task has a roster of collection codes or none")
        return
    required = {field.name for field in task.form_fields if field.required}
    _demand("form_fields", required.issuperset(ALWAYS_PLAIN), "a PLAIN task requires name and student_no")
    _demand("roster", task.roster != "CODES", "a PLAIN task has a roster of student numbers or none")
    unfilled = "collect_code" in _words(task.file_name)
    _demand("file_name", not unfilled, "a PLAIN task has no collect_code to name files by")


def _words(template: str) -> set[str]:
    try:
        return {word for _, word, _, _ in string.Formatter().parse(template) if word is not None}
    except ValueError as error:  # an unmatched brace
        raise SettingWrong("file_name", f"file_name: {error}") from error
