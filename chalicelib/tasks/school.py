"""A school of the catalogue (院校目录)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.tasks.consistency import SCHOOL_CODE
from chalicelib.tasks.model import need
from chalicelib.tasks.spelling import fold

SchoolKind = Literal["REGULAR", "ADULT", "OPEN"]


@dataclass(frozen=True, kw_only=True)
class School:
    """school_code: 院校代码, 5 digits; moe_id: the ministry's 学校标识码, 10 digits or empty; aliases: former official
    names; sub_units: branches and teaching points (函授站, 教学点); rev: number of writes, 0 for a new one."""

    school_code: str
    name: str
    moe_id: str = ""
    aliases: tuple[str, ...] = ()
    kind: SchoolKind = "REGULAR"
    city: str = ""
    sub_units: tuple[str, ...] = ()
    rev: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        need(SCHOOL_CODE.fullmatch(self.school_code), "school_code has 5 digits")
        need(re.fullmatch(r"([0-9]{10})?", self.moe_id), "moe_id has 10 digits or none")
        names = [fold(name) for name in self.names]
        need(all(names) and len(set(names)) == len(names), "a school's names are not empty and differ")

    @property
    def names(self) -> tuple[str, ...]:
        """All names, today's first."""
        return (self.name, *self.aliases)
