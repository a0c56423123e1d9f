"""An import (导入): one uploaded table, checked whole before its first row is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["SCHOOLS", "ROSTER", "CAPTURED", "WAYBILLS", "CHSI"]
ImportState = Literal["QUEUED", "RUNNING", "DONE", "REFUSED"]
MOST_PROBLEMS = 100  # shown; all are counted


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a row.  line: as the spreadsheet shows it."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Import:
    """rows: of the table; done: written so far; problems: the first of `wrong`.

    REFUSED: something is wrong, nothing was written.  DONE with problems: rows that came too late for their order, or
    whose order somebody must look at.
    """

    import_id: str
    branch: str
    kind: Kind
    state: ImportState
    created_at: datetime
    staff_id: str
    staff_name: str
    upload_id: str
    reason: str
    task_id: str | None = None
    rows: int = 0
    done: int = 0
    wrong: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The uploaded object."""
        return f"in/staff/{self.staff_id}/{self.upload_id}"
