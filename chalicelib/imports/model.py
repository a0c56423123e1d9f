"""An import (导入): one uploaded table, checked completely before its first row is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.staff.model import Staff
from chalicelib.storage import keys

Kind = Literal["SCHOOLS", "ROSTER", "CAPTURED", "WAYBILLS", "CHSI"]
ImportState = Literal["QUEUED", "RUNNING", "DONE", "REFUSED", "STALLED", "UNDOING", "UNDONE"]
UNDOABLE: Final[frozenset[Kind]] = frozenset({"ROSTER", "CAPTURED"})  # what the other kinds wrote has changed since
LATE: Final[frozenset[Kind]] = frozenset({"WAYBILLS", "CHSI", "SCHOOLS"})  # whose rows may come too late to be written
MOST_PROBLEMS = 100  # stored and shown; all are counted
MOST_KEPT = 2_000  # of which the row is kept to be corrected
STOPPED = (
    "导入多次中断，已停止。请点“重新开始”，从中断的地方继续，已经写入的行不会重复；"
    "仍然不行，请重新上传同一个文件再导入一次，或联系技术支持"
)
WAITS = (
    "已有一段时间没有进展：可能在排队，也可能处理中断了，系统会自动再试。可以离开此页；一小时内没有结果会显示“已停止”"
)
ROWS_KEPT = timedelta(days=1)  # the bucket deletes uploads, and what is kept of them, after a day
RETRIED = timedelta(minutes=6)  # a run that died is delivered again after that
LONGEST = timedelta(hours=1)  # without progress: its queue delivers it five times, six minutes apart, five minutes each


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a row.  line: as the spreadsheet shows it; order_id: of the order to look at."""

    line: int
    column: str
    message: str
    order_id: str | None = None

    @property
    def is_of_row(self) -> bool:
        """Whether the row itself can be corrected: neither the table as a whole, nor an order to look at."""
        return self.line > 0 and self.order_id is None


@dataclass(frozen=True, kw_only=True)
class Import:
    """rows: number of rows in the table; done: rows written so far; wrong: number of problems; problems: the first
    of them; at: number of finished pieces of work; moved_at: when the last one finished, or the import was restarted.

    hold: photos that CHSI refused are not corrected yet, the branch looks at them first.
    corrections: object keys of the tables that correct this one, oldest first; corrected_by: (staff id, name) of
    whoever sent the last of them; skipped: rows they leave out; kept:
    problems whose row is kept, in these parts (see wrong_rows.py); late: only rows that came too late are done again,
    which are `only`, in lines of the table, until they are written.
    head: the names in the table's heading, or in what was found in its place; remembered: those of them that the branch
    matched before, as in `columns.spellings`, and chosen: those matched by hand for this table: kept from its
    beginning, so that every run reads the same.

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
    file_name: str = ""
    hold: bool = False
    corrections: tuple[str, ...] = ()
    corrected_by: tuple[str, str] | None = None
    skipped: int = 0
    kept: int = 0
    parts: tuple[int, ...] = ()
    late: bool = False
    only: tuple[int, ...] = ()
    head: tuple[str, ...] = ()
    remembered: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> Staff:
        """Who does what its rows do: whoever corrected them last, otherwise whoever requested it."""
        staff_id, name = self.corrected_by or (self.staff_id, self.staff_name)
        return Staff(staff_id=staff_id, branch=self.branch, name=name, roles=frozenset())

    @property
    def key(self) -> str:
        """Object key of the uploaded table."""
        return keys.table_upload(self.staff_id, self.upload_id)

    @property
    def newest_key(self) -> str:
        """Object key of the newest table: the uploaded one, or what corrects it."""
        return self.corrections[-1] if self.corrections else self.key

    @property
    def is_correctable(self) -> bool:
        """Whether rows of it wait to be corrected: nothing was written, or they came too late."""
        return self.kept > 0 and (self.state == "REFUSED" or (self.state == "DONE" and self.kind in LATE))

    @property
    def is_matchable(self) -> bool:
        """Whether its heading may be matched to columns by hand: the table was read and nothing of it written."""
        return self.state == "REFUSED" and bool(self.head)

    @property
    def taken_back(self) -> bool:
        """Whether it is being or was undone, and must never write again."""
        return self.state in ("UNDOING", "UNDONE")

    def seen_at(self, now: datetime) -> Import:
        """The import as shown, without what was deleted with its upload.  One without progress says so after RETRIED,
        and is STALLED after LONGEST."""
        shown = self if now - self.created_at <= ROWS_KEPT else replace(self, kept=0, head=())
        idle = now - (self.moved_at or self.created_at)
        if self.state not in ("QUEUED", "RUNNING") or idle <= RETRIED:
            return shown
        shown = replace(shown, problems=(Problem(line=0, column="", message=WAITS), *self.problems))
        if idle <= LONGEST:
            return shown
        return replace(shown, state="STALLED", problems=(Problem(line=0, column="", message=STOPPED), *self.problems))
