"""Runs an export: part after part, then the file.

Each finished part is recorded: a long export takes several runs of the step, each of which queues the next, and an
interrupted run resumes with its unfinished part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.exports.files import ExportFiles
from chalicelib.exports.model import Export, Kind, Page, Row
from chalicelib.exports.store import ExportStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import log

SPARE = 60.0  # seconds reserved for the current part, and for the file of the largest export
PART = 1_000  # entries that a part looks at


@dataclass(frozen=True)
class Table:
    """One kind of table.  head: its columns; count: entries to look at; page: those from `after` on."""

    head: Row
    count: Callable[[Export], int]
    page: Callable[[Export, str | None], Page]


class ExportRunner:
    """send: queues an export id for another run."""

    def __init__(
        self,
        store: ExportStore,
        files: ExportFiles,
        tables: Mapping[Kind, Table],
        *,
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._files, self._tables, self._send, self._clock = store, files, tables, send, clock

    def run(self, export_id: str, time_left: Callable[[], float]) -> str:
        """Run an export; returns its state, for the log.  time_left: returns the seconds the step still has.  Raises
        Conflict if another run works on it too: the later one comes again."""
        export = self._store.get(export_id)
        if export is None or export.seen_at(self._clock()).state in ("DONE", "GONE"):
            return "nothing to do"
        table = self._tables[export.kind]
        if export.state == "QUEUED":
            export = self._move(export, state="RUNNING", total=table.count(export))
        while export.parts == 0 or export.after is not None:
            export = self._part(export, table)
            if export.after is not None and time_left() < SPARE:
                self._send(export_id)
                return export.state
        rows, size = self._files.finish(export, table.head)
        ended = self._move(export, state="DONE", rows=rows, size=size)
        self._files.drop_parts(ended)
        log("export", kind=ended.kind, count=rows, outcome=ended.state)
        return ended.state

    def _part(self, export: Export, table: Table) -> Export:
        page = self._files.keep(export, _gathered(export, table))
        return self._move(
            export,
            parts=export.parts + 1,
            looked=export.looked + page.looked,
            rows=export.rows + len(page.rows),
            after=page.after,
        )

    def _move(self, export: Export, **changes: Any) -> Export:
        moved = replace(export, moved_at=self._clock(), **changes)
        self._store.move(export, moved)
        return moved


def _gathered(export: Export, table: Table) -> Page:
    """Pages until PART entries were looked at, or as many rows found: those that moved are not looked at anew."""
    rows, looked, after = [], 0, export.after
    while True:
        page = table.page(export, after)
        rows += page.rows
        looked, after = looked + page.looked, page.after
        if after is None or max(looked, len(rows)) >= PART:
            return Page(rows=rows, looked=looked, after=after)
