"""The description of a task setting: its label, its bounds, and how students see it.

Each setting is declared once, at its field of `tasks.model.Task`; whatever requests, checks or shows it reads that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, get_type_hints


class SettingWrong(ValueError):
    """setting: name of the setting that is wrong."""

    def __init__(self, setting: str, text: str) -> None:
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True)
class Limit:
    """Inclusive bounds of a number.  unit: as shown to people; parts: how many stored units make one of it."""

    least: int
    most: int
    unit: str = ""
    parts: int = 1

    def __contains__(self, number: int) -> bool:
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"{self.least // self.parts:,}–{self.most // self.parts:,} {self.unit}".rstrip()


@dataclass(frozen=True)
class Length:
    """Inclusive bounds of a text in characters, or of a list in entries.  `least` is checked in requests, not in stored
    tasks."""

    least: int
    most: int


class Visibility(Flag):
    """How students see a setting before they begin.

    FIELD: as a field of the API's PublicTask, which clients act on.  ROW: as a row of the task's page, which they only
    show.  WITHIN: as part of a text made of several settings, such as refund_text.
    """

    NOT = 0
    FIELD = auto()
    ROW = auto()
    WITHIN = auto()


@dataclass(frozen=True)
class Setting:
    """label: its name in staff pages and refusals.  rule: what else is demanded of it, in Chinese for a manager;
    not needed for a number's limit.  frozen: cannot change once the task was opened.  row: the label of its ROW, if
    students see another one."""

    label: str
    bound: Limit | Length | None = None
    rule: str = ""
    frozen: bool = False
    visible: Visibility = Visibility.NOT
    row: str = ""

    @property
    def limit(self) -> Limit | None:
        """The bounds of a number that has a unit, else None."""
        return self.bound if isinstance(self.bound, Limit) and self.bound.unit else None

    @property
    def demand(self) -> str:
        """What is demanded of a value, in Chinese for a manager; may be empty."""
        return self.rule or (f"应为 {self.limit}" if self.limit else "")

    def require(self, name: str, value: Any) -> None:
        """Raises SettingWrong for a value beyond the bound; None, and a setting without bound, always pass."""
        match self.bound:
            case Limit() as limit if value not in limit:
                raise SettingWrong(name, f"{name} is {limit.least}–{limit.most}")
            case Length(most=most) if value is not None and len(value) > most:
                raise SettingWrong(name, f"{name} is at most {most} long")


def declared_settings(model: type) -> dict[str, Setting]:
    """Field name → Setting, in order, of the dataclass fields whose type is Annotated with one."""
    hints = get_type_hints(model, include_extras=True)
    notes = {name: getattr(hint, "__metadata__", (None,))[0] for name, hint in hints.items()}
    return {name: note for name, note in notes.items() if isinstance(note, Setting)}
