"""What students are told of a task: every setting that is public reaches them, and no other one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from chalicelib.api.public_task import PublicTask, public_task
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import SETTINGS, Background, FormField, Task
from chalicelib.tasks.page_rows import MODE_TEXTS, TEXTS
from chalicelib.tasks.schools import CATALOGUE
from chalicelib.tasks.service import TaskView
from chalicelib.tasks.settings import Limit, Setting, Visibility
from tests.worlds.tasks import BRANCH, NOW, PLAIN_FIELDS, a_task

TYPES = get_type_hints(Task)
TASK = a_task(collect_mode="PLAIN", form_fields=PLAIN_FIELDS, sub_unit="长沙教学点")
OTHER: dict[str, Any] = {
    "code": "another", "schools": ("10532",), "levels": (Level.MASTER,), "opens_at": NOW, "closes_at": NOW,
    "background": Background((255, 255, 255), 12.0, "keep"), "file_bytes": (10_000, 20_000),
    "form_fields": (*PLAIN_FIELDS, FormField("email")), "contacts": (BRANCH,), "file_name": "{student_no}.jpg",
    "collect_mode": "ENCRYPTED", "roster": "STUDENT_NOS",
}  # fmt: skip


def other(name: str, setting: Setting) -> Any:
    """A value that the task has not."""
    kept = TYPES[name]
    if name in OTHER:
        return OTHER[name]
    if kept is bool:
        return not getattr(TASK, name)
    if get_origin(kept) is Literal:
        return next(value for value in get_args(kept) if value != getattr(TASK, name))
    return setting.bound.most if isinstance(setting.bound, Limit) else "别的内容"


def told(task: Task) -> dict[str, Any]:
    schools = tuple(school for code in task.schools for school in CATALOGUE if school.school_code == code)
    return dict(msgspec.to_builtins(public_task(TaskView(task, schools), NOW)))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_student_learns_of_a_setting_what_it_declares(name: str) -> None:
    setting = SETTINGS[name]
    before, after = told(TASK), told(replace(TASK, **{name: other(name, setting)}))
    differ = {field for field in before if before[field] != after[field]}
    assert (name in differ) == (Visibility.FIELD in setting.visible)
    assert ("rows" in differ) == (Visibility.ROW in setting.visible)
    assert bool(differ) == (setting.visible is not Visibility.NOT)
    if Visibility.WITHIN in setting.visible:
        assert differ & {"refund_text", "delivery_text", "kept_text", "questions"}


def test_the_fields_of_the_answer_are_the_settings_that_are_told_as_fields() -> None:
    fields = set(PublicTask.__struct_fields__) & SETTINGS.keys()
    assert fields == {name for name, setting in SETTINGS.items() if Visibility.FIELD in setting.visible}


def test_what_a_row_shows_can_be_read() -> None:
    """A text or a number is shown as it is; anything else needs words."""
    assert all(Visibility.ROW in SETTINGS[name].visible for name in TEXTS)
    for name, setting in SETTINGS.items():
        if Visibility.ROW in setting.visible and name not in TEXTS:
            assert TYPES[name] in (str, str | None, int), name
            assert not isinstance(setting.bound, Limit) or setting.bound.parts == 1


def test_the_rows_of_the_page() -> None:
    schools = "湖南大学、湖南工商大学"
    assert told(TASK)["rows"] == [
        {"label": "办理方式", "value": MODE_TEXTS["PLAIN"]},
        {"label": "截止时间", "value": "12月24日 16:00"},
        {"label": "适用学校", "value": schools},
        {"label": "院系", "value": "长沙教学点"},
        {"label": "学历层次", "value": "本科"},
    ]
    plain = told(a_task(levels=(Level.BACHELOR, Level.MASTER), closes_at=NOW + timedelta(days=60)))["rows"]
    assert [row["label"] for row in plain] == ["办理方式", "截止时间", "适用学校", "学历层次"]
    assert [row["value"] for row in plain] == [
        MODE_TEXTS["ENCRYPTED"],
        "2037年1月23日 16:00",
        schools,
        "本科、硕士研究生",
    ]


@pytest.mark.parametrize("value", ["请穿深色上衣", "", 30])
def test_a_setting_that_is_new_comes_after_the_rows_there_are(
    monkeypatch: pytest.MonkeyPatch, value: str | int
) -> None:
    bound = Limit(1, 90, "天") if isinstance(value, int) else None
    name = "pay_minutes" if bound else "refund_note"
    monkeypatch.setitem(SETTINGS, name, Setting("学生须知", bound, visible=Visibility.ROW))
    rows = told(replace(TASK, **{name: value}))["rows"]  # type: ignore[arg-type]
    labels = [row["label"] for row in rows]
    assert labels == ["办理方式", "截止时间", "适用学校", "院系", "学历层次", *(["学生须知"] if value else [])]
    assert rows[-1]["value"] == {"请穿深色上衣": "请穿深色上衣", "": "本科", 30: "30 天"}[value]
