"""A task as labelled rows, shown to a student before beginning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from chalicelib.shared.clock import SHANGHAI, shanghai
from chalicelib.tasks.model import SETTINGS, Task
from chalicelib.tasks.school import School
from chalicelib.tasks.settings import Setting, Visibility

Text = Callable[[Task, tuple[School, ...], datetime], str]

MODE_TEXTS: Final[Mapping[str, str]] = {
    "ENCRYPTED": "需要学信网的“图像采集码”，学籍信息由采集码自动识别，您只需核对。",
    "PLAIN": "不需要采集码，学籍信息由您自己填写。",
}


def _closes(task: Task, schools: tuple[School, ...], now: datetime) -> str:
    """The closing time, with its year unless it is this one."""
    year, this_year = (at.astimezone(SHANGHAI).year for at in (task.closes_at, now))
    return f"{'' if year == this_year else f'{year}年'}{shanghai(task.closes_at)}"


# The first rows in order, and those whose text is more than the stored value; the others follow in order of
# declaration.
TEXTS: Final[Mapping[str, Text]] = {
    "collect_mode": lambda task, schools, now: MODE_TEXTS[task.collect_mode],
    "closes_at": _closes,
    "schools": lambda task, schools, now: "、".join(school.name for school in schools),
    "sub_unit": lambda task, schools, now: task.sub_unit or "",
    "levels": lambda task, schools, now: "、".join(level.label for level in task.levels),
}


def rows(task: Task, schools: tuple[School, ...], now: datetime) -> list[tuple[str, str]]:
    """(label, text) of every setting shown as a row, without empty ones.  schools: those of the task."""
    names = [name for name, setting in SETTINGS.items() if Visibility.ROW in setting.visible]
    texts = {name: TEXTS[name](task, schools, now) for name in TEXTS}
    texts |= {name: _text(SETTINGS[name], getattr(task, name)) for name in names if name not in TEXTS}
    return [(SETTINGS[name].row or SETTINGS[name].label, text) for name, text in texts.items() if text]


def _text(setting: Setting, value: str | int | None) -> str:
    """A text unchanged, a number with its unit."""
    unit = f" {setting.limit.unit}" if setting.limit else ""
    return "" if value is None else f"{value}{unit}".strip()
