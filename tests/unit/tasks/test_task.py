"""A task cannot contradict itself, and its rules about time are exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.shared.clock import SHANGHAI
from chalicelib.tasks.levels import Level, level_of
from chalicelib.tasks.model import Background, FormField, Task
from chalicelib.tasks.school import School
from chalicelib.tasks.spelling import fold
from tests.worlds.tasks import BRANCH, NOW, PLAIN_FIELDS, TEACHER, a_task

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"task_id": "a/b"}, "task_id"),
    ({"code": ""}, "code has"),
    ({"code": "ab-cd"}, "code has"),
    ({"code": " abc"}, "outer blanks"),
    ({"code": "a" * 17}, "code has"),
    ({"title": "  "}, "title"),
    ({"schools": ()}, "at least one school"),
    ({"schools": ("10532", "10532")}, "none twice"),
    ({"schools": ("4143010532",)}, "5-digit"),
    ({"levels": ()}, "at least one level"),
    ({"contacts": (TEACHER,)}, "branch"),
    ({"opens_at": datetime(2026, 1, 1)}, "time zone"),
    ({"closes_at": NOW - timedelta(days=9)}, "before closes_at"),
    ({"closes_at": datetime(9999, 12, 31, tzinfo=SHANGHAI)}, "closes_at"),  # days are added to it
    ({"opens_at": datetime(1, 1, 1, tzinfo=SHANGHAI)}, "opens_at"),
    ({"price": -1}, "amount in fen"),
    ({"price": 20.0}, "amount in fen"),
    ({"spec_rev": 0}, "spec_rev"),
    ({"grace_hours": -1}, "grace_hours"),
    ({"pay_minutes": 1}, "pay_minutes"),
    ({"reject_limit": 0}, "reject_limit"),
    ({"resubmit_days": 0}, "resubmit_days"),
    ({"retention_days": 0}, "retention_days"),
    ({"form_fields": (FormField("email"), FormField("email"))}, "form field twice"),
    ({"roster": "STUDENT_NOS"}, "ENCRYPTED"),
    ({"collect_mode": "PLAIN", "form_fields": (FormField("name"), FormField("student_no", False))}, "PLAIN"),
    ({"collect_mode": "PLAIN", "form_fields": PLAIN_FIELDS, "roster": "CODES"}, "roster of student numbers"),
    ({"collect_mode": "PLAIN", "form_fields": PLAIN_FIELDS, "file_name": "{collect_code}.jpg"}, "collect_code"),
    ({"file_bytes": (30_000, 31_000)}, "file_bytes"),
    ({"file_bytes": (100, 20_000)}, "file_bytes"),
    ({"file_name": "{masked_name}.jpg"}, "file_name"),
    ({"file_name": "{level.__class__}.jpg"}, "file_name"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG)
def test_a_task_that_contradicts_itself_cannot_be_made(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        a_task(**changes)


@pytest.mark.parametrize("rgb", [(-1, 0, 0), (0, 256, 0)])
def test_a_background_is_a_colour(rgb: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="rgb"):
        Background(rgb, 10.0, "keep")


def test_a_background_has_a_tolerance() -> None:
    with pytest.raises(ValueError, match="tolerance"):
        Background((1, 2, 3), 0.0, "keep")


def test_an_unknown_form_field_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        FormField("shoe_size")


def test_a_task_survives_its_json() -> None:
    task = a_task(sub_unit="长沙教学点", makeup_of="earlier")
    assert msgspec.json.decode(msgspec.json.encode(task), type=Task) == task


def test_opening_and_closing_instants_belong_to_the_open_time() -> None:
    task, moment = a_task(), timedelta(milliseconds=1)
    assert task.open_problem(task.opens_at - moment) == "NOT_OPEN_YET"
    assert task.is_open(task.opens_at)
    assert task.is_open(task.closes_at)
    assert task.open_problem(task.closes_at + moment) == "CLOSED"


def test_a_draft_and_a_closed_task_are_never_open() -> None:
    assert a_task(state="DRAFT").open_problem(NOW) == "DRAFT"
    assert a_task(state="CLOSED").open_problem(NOW) == "CLOSED"


def test_the_payment_window_never_passes_closing() -> None:
    task = a_task(pay_minutes=90)
    assert task.deadline_to_pay(NOW) == NOW + timedelta(minutes=90)
    assert task.deadline_to_pay(task.closes_at - timedelta(minutes=10)) == task.closes_at


def test_grace_begins_at_closing() -> None:
    task = a_task(grace_hours=2)
    assert not task.grace_over(task.closes_at + timedelta(hours=2))
    assert task.grace_over(task.closes_at + timedelta(hours=2, milliseconds=1))


def test_days_to_resubmit_end_at_the_end_of_a_day_in_shanghai() -> None:
    friday = datetime(2026, 11, 27, 20, 0, tzinfo=SHANGHAI)
    sunday, tuesday = (datetime(2026, *day, 23, 59, 59, tzinfo=SHANGHAI) for day in ((11, 29), (12, 1)))
    task = a_task(resubmit_days=2)
    assert task.rules.resubmit_deadline(friday) == sunday
    assert replace(task, resubmit_days_kind="working").rules.resubmit_deadline(friday) == tuesday


def test_contacts_fall_back_to_everybody() -> None:
    assert a_task().contact_text("TEACHER") == "王老师 0731-88820000"
    assert a_task(contacts=(BRANCH,)).contact_text("TEACHER") == "湖南分社 0731-84300000"


@pytest.mark.parametrize(
    "typed", ["3WyyDr", " 3wyydr ", "３ｗｙｙｄｒ", "3wy ydr", "3wyydr\u200b", "3wyydr\u3000", "3WYYDR\n"]
)
def test_spellings_of_one_code_meet(typed: str) -> None:
    assert fold(typed) == "3wyydr"


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("本科", Level.BACHELOR),
        (" 本科 ", Level.BACHELOR),
        ("专科（高职）", Level.JUNIOR),
        ("专升本", Level.TOP_UP),
        ("专科起点本科", Level.TOP_UP),
        ("硕士研究生", Level.MASTER),
        ("博士", Level.DOCTOR),
        ("第二学士学位", Level.SECOND_BACHELOR),
        ("幼儿园", None),
    ],
)
def test_chsi_wordings_of_levels(words: str, level: Level | None) -> None:
    assert level_of(words) is level


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"school_code": "4143010530"}, "school_code"),
        ({"moe_id": "10530"}, "moe_id"),
        ({"aliases": ("湘潭大学 ",)}, "differ"),
        ({"name": " "}, "not empty"),
    ],
)
def test_a_school_has_its_numbers_and_distinct_names(changes: dict[str, Any], says: str) -> None:
    right: dict[str, Any] = {"school_code": "10530", "name": "湘潭大学", "moe_id": "4143010530"}
    with pytest.raises(ValueError, match=says):
        School(**right | changes)
