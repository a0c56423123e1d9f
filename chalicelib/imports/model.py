"""An import (导入): one uploaded table, checked completely before its first row is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.storage import keys

Kind = Literal["SCHOOLS", "ROSTER", "CAPTURED", "WAYBILLS", "CHSI"]
ImportState = Literal["QUEUED", "RUNNING", "DONE", "REFUSED", "STALLED", "UNDOING", "UNDONE"]
UNDOABLE: Final[frozenset[Kind]] = frozenset({"ROSTER", "CAPTURED"})  # what the other kinds wrote has changed since
MOST_PROBLEMS = 100  # stored and shown; all are counted
STOPPED = (
    "导入多次中断，已停止。请点“重新开始”，从中断的地方继续，已经写入的行不会重复；"
    "仍然不行，请重新上传同一个文件再导入一次，或联系技术支持"
)
LONGEST = timedelta(hours=1)  # without progress: its queue delivers it five times, six minutes apart, five minutes each


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a row.  line: as the spreadsheet shows it; order_id: of the order to look at."""

    line: int
    column: str
    message: str
    order_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Import:
    """rows: number of rows in the table; done: rows written so far; wrong: number of problems; problems: the first
    of them; at: number of finished pieces of work; moved_at: when the last one finished, or the import was restarted.

    QUEUED until every row is checked; RUNNING from before the first write.  REFUSED: there are problems, and
    nothing was written.  DONE with problems: rows that came too late for their order, or whose order somebody must
    look at. STALLED: every attempt died or failed; only shown, never stored.  UNDOING: being undone, rows may
    remain; UNDONE: none of its rows is left.
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
        """Object key of the uploaded table."""
        return keys.table_upload(self.staff_id, self.upload_id)

    @property
    def taken_back(self) -> bool:
        """Whether it is being or was undone, and must never write again."""
        return self.state in ("UNDOING", "UNDONE")

    def seen_at(self, now: datetime) -> Import:
        """The import as shown: STALLED if it has made no progress for LONGEST."""
        if self.state not in ("QUEUED", "RUNNING") or now - (self.moved_at or self.created_at) <= LONGEST:
            return self
        return replace(self, state="STALLED", problems=(Problem(line=0, column="", message=STOPPED), *self.problems))
