"""An export (导出): a table of many rows, written in parts by a job and kept for a few days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.storage import keys

Kind = Literal["PAYMENTS", "REFUNDS", "ORDERS", "INVOICES", "SEASON"]
FileKind = Literal["CSV", "XLSX"]
ExportState = Literal["QUEUED", "RUNNING", "DONE", "STALLED", "GONE"]
KEPT = timedelta(days=3)  # the bucket's lifecycle deletes what is older
LONGEST = timedelta(minutes=90)  # without progress: its queue delivers it five times, sixteen minutes apart
NAMES = {"PAYMENTS": "付款", "REFUNDS": "退款", "ORDERS": "订单", "INVOICES": "发票", "SEASON": "采集季汇总"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rows.  first, last: days in Shanghai; group: of payments or refunds, or RETURNED of invoices; month: of
    issued invoices, such as 2026-11; year: of the season; what is None is not asked for."""

    first: date | None = None
    last: date | None = None
    group: str | None = None
    channel: str | None = None
    task_id: str | None = None
    amount: int | None = None
    month: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Export:
    """total: entries to look at, as counted when it began, 0 before that; looked: those looked at; rows: found among
    them; parts: finished; after: where the next part begins, None before the first and after the last.

    QUEUED until it is begun; STALLED, GONE: only shown, never stored.
    """

    export_id: str
    branch: str
    staff_id: str
    kind: Kind
    file: FileKind
    state: ExportState
    created_at: datetime
    name: str
    asked: Asked = field(default_factory=Asked)
    total: int = 0
    looked: int = 0
    rows: int = 0
    parts: int = 0
    after: str | None = None
    moved_at: datetime | None = None
    size: int = 0

    @property
    def key(self) -> str:
        """Object key of the finished table."""
        return keys.exported_table(self.export_id, self.file.lower())

    def part_key(self, number: int) -> str:
        return keys.exported_part(self.export_id, number)

    @property
    def kept_until(self) -> datetime:
        """Until when there is its file; before that is written, its parts."""
        return (self.moved_at if self.state == "DONE" and self.moved_at else self.created_at) + KEPT

    def seen_at(self, now: datetime) -> Export:
        """The export as shown."""
        if now >= self.kept_until:
            return replace(self, state="GONE")
        if self.state == "DONE":
            return self
        stalled = now - (self.moved_at or self.created_at) > LONGEST
        return replace(self, state="STALLED") if stalled else self


Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """rows: each beside what it is about: of two about the same, the first counts; looked: entries looked at; after:
    where the next page begins, None at the end."""

    rows: list[tuple[str, Row]]
    looked: int
    after: str | None
