"""An import (导入): one uploaded table, checked whole before its first row is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.storage import keys

Kind = Literal["SCHOOLS", "ROSTER", "CAPTURED", "WAYBILLS", "CHSI"]
ImportState = Literal["QUEUED", "RUNNING", "DONE", "REFUSED", "STALLED", "UNDOING", "UNDONE"]
UNDOABLE: Final[frozenset[Kind]] = frozenset({"ROSTER", "CAPTURED"})  # what the others changed went on since
MOST_PROBLEMS = 100  # shown; all are counted
STOPPED = (
    "导入多次中断，已停止。请点“重新开始”，从中断的地方继续，已经写入的行不会重复；"
    "仍然不行，请重新上传同一个文件再导入一次，或联系技术支持"
)
LONGEST = timedelta(hours=1)  # without a move: its queue hands it out five times, six minutes apart, five each


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a row.  line: as the spreadsheet shows it; order_id: of the order to be looked at."""

    line: int
    column: str
    message: str
    order_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Import:
    """rows: of the table; done: written so far; problems: the first of `wrong`; at: how many pieces of the work are
    behind it, moved_at: since when, or since it was started again.

    QUEUED until every row was looked at; RUNNING from before the first one is written.  REFUSED: something is wrong,
    nothing was written.  DONE with problems: rows that came too late for their order, or whose order somebody must look
    at.  STALLED: every try died or failed; shown so, never written.  UNDOING: taken back, not every row is gone yet;
    UNDONE: none of its rows is left.
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
    at: int = 0
    moved_at: datetime | None = None

    @property
    def key(self) -> str:
        """The uploaded object."""
        return keys.table_upload(self.staff_id, self.upload_id)

    @property
    def taken_back(self) -> bool:
        """It must never write again."""
        return self.state in ("UNDOING", "UNDONE")

    def seen_at(self, now: datetime) -> Import:
        """As it is shown: one that nobody works on any more says so."""
        if self.state not in ("QUEUED", "RUNNING") or now - (self.moved_at or self.created_at) <= LONGEST:
            return self
        return replace(self, state="STALLED", problems=(Problem(line=0, column="", message=STOPPED), *self.problems))
