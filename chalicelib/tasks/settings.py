"""What a setting of a task is: its name for people, its bounds, and who learns of it.

Each setting is declared once, at its field of `tasks.model.Task`; what asks for it, checks it or shows it reads that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, get_type_hints


class SettingWrong(ValueError):
    """setting: the name of the one to blame."""

    def __init__(self, setting: str, text: str) -> None:
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True)
class Limit:
    """Both ends are allowed.  unit: as it is shown, with `parts` of what is kept in one of it."""

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
    """Of a text in characters, of a list in entries; both ends are allowed.  The least is asked of what is sent, not of
    what is kept."""

    least: int
    most: int


class Told(Flag):
    """How students learn of a setting, before they begin.

    FIELD: as a field of the API's PublicTask, which their clients act on.  ROW: as a row of the task's page, which they
    only draw.  WITHIN: as a part of what is made of several settings, such as refund_text.
    """

    NOT = 0
    FIELD = auto()
    ROW = auto()
    WITHIN = auto()


@dataclass(frozen=True)
class Setting:
    """label: as the branch's pages and refusals call it.  rule: what else the model demands, in words for a manager;
    for a number its limit goes without saying.  frozen: once the task was opened it stays.  row: the label of its ROW
    where students call it otherwise."""

    label: str
    bound: Limit | Length | None = None
    rule: str = ""
    frozen: bool = False
    told: Told = Told.NOT
    row: str = ""

    @property
    def limit(self) -> Limit | None:
        """Of a number that is counted in a unit."""
        return self.bound if isinstance(self.bound, Limit) and self.bound.unit else None

    @property
    def demand(self) -> str:
        """What it must be, for a manager; empty where nothing is to be said."""
        return self.rule or (f"应为 {self.limit}" if self.limit else "")

    def require(self, name: str, value: Any) -> None:
        """Raises SettingWrong for a value beyond the bound; none is beyond none."""
        match self.bound:
            case Limit() as limit if value not in limit:
                raise SettingWrong(name, f"{name} is {limit.least}–{limit.most}")
            case Length(most=most) if value is not None and len(value) > most:
                raise SettingWrong(name, f"{name} is at most {most} long")


def declared(model: type) -> dict[str, Setting]:
    """The settings among a dataclass's fields, in their order: those whose type is Annotated with one."""
    hints = get_type_hints(model, include_extras=True)
    notes = {name: getattr(hint, "__metadata__", (None,))[0] for name, hint in hints.items()}
    return {name: note for name, note in notes.items() if isinstance(note, Setting)}
