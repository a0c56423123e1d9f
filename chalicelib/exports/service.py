"""Exports as staff ask for them; `runner` runs them.  Each is its own: nobody else sees or fetches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.desk.errors import DaysTurned
from chalicelib.exports.errors import (
    ExportGone,
    ExportNeeds,
    ExportNotReady,
    ExportNotStopped,
    ExportUnknown,
)
from chalicelib.exports.model import NAMES, Asked, Export, FileKind, Kind
from chalicelib.exports.store import ExportStore
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import insist
from chalicelib.shared.errors import Forbidden
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.service import Tasks

LINK_SECONDS = 300
MAY: dict[Kind, tuple[StaffRole, ...]] = {
    "PAYMENTS": (StaffRole.FINANCE,),
    "REFUNDS": (StaffRole.FINANCE,),
    "SEASON": (StaffRole.FINANCE,),
    "INVOICES": (StaffRole.MANAGER, StaffRole.FINANCE),
    "ORDERS": (StaffRole.MANAGER,),
}


class Exports:
    """send: queues an export id for the step that runs it; sign: (object key, seconds, file name) → link."""

    def __init__(
        self,
        *,
        store: ExportStore,
        tasks: Tasks,
        audit: Audit,
        send: Callable[[str], None],
        sign: Callable[[str, int, str], str],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._audit = store, tasks, audit
        self._send, self._sign, self._clock = send, sign, clock

    def start(self, who: Staff, kind: Kind, file: FileKind, asked: Asked, reason: str) -> Export:
        """Queue an export.  Raises Forbidden without a role for the kind, ExportNeeds, TaskUnknown."""
        if not who.has(*MAY[kind]):
            raise Forbidden
        _require(kind, asked)
        task = self._tasks.of_branch(who.branch, asked.task_id) if asked.task_id else None
        now = self._clock()
        about = [task.title] if task else [str(each) for each in (asked.month, asked.year) if each]
        name = "-".join([NAMES[kind], *about, f"{now.astimezone(SHANGHAI):%Y%m%d-%H%M}"])
        export = Export(
            export_id=random_id(16),
            branch=who.branch,
            staff_id=who.staff_id,
            kind=kind,
            file=file,
            state="QUEUED",
            created_at=now,
            name=name,
            asked=asked,
        )
        subject = f"task {asked.task_id}" if task else f"staff {who.staff_id}"
        rows = self._audit.rows(who, "export", subject, reason=reason, kind=kind, export=export.export_id)
        self._store.create(export, rows)
        self._send(export.export_id)
        return export

    def again(self, who: Staff, export_id: str) -> Export:
        """Queue a stopped export, which resumes where it was.  Raises ExportUnknown, ExportNotStopped."""

        def once() -> Export:
            export, now = self._own(who, export_id), self._clock()
            if export.seen_at(now).state != "STALLED":
                raise ExportNotStopped
            restarted = replace(export, moved_at=now)
            rows = self._audit.rows(who, "restart_export", f"staff {who.staff_id}", export=export_id)
            self._store.move(export, restarted, rows)
            return restarted

        restarted = insist(once)
        self._send(export_id)
        return restarted

    def show(self, who: Staff, export_id: str) -> Export:
        """Raises ExportUnknown, also for somebody else's."""
        return self._own(who, export_id).seen_at(self._clock())

    def listed(self, who: Staff) -> list[Export]:
        """One's own, newest first."""
        now = self._clock()
        return [export.seen_at(now) for export in self._store.of_staff(who.staff_id)]

    def link(self, who: Staff, export_id: str) -> str:
        """A link to the table for LINK_SECONDS; audited.  Raises Forbidden once one has no role for it any more,
        ExportUnknown, ExportNotReady, ExportGone."""
        export = self.show(who, export_id)
        if not who.has(*MAY[export.kind]):
            raise Forbidden
        if export.state == "GONE":
            raise ExportGone
        if export.state != "DONE":
            raise ExportNotReady
        self._audit.note(who, "fetch_export", f"staff {who.staff_id}", kind=export.kind, export=export_id)
        return self._sign(export.key, LINK_SECONDS, f"{export.name}.{export.file.lower()}")

    def _own(self, who: Staff, export_id: str) -> Export:
        export = self._store.get(export_id)
        if export is None or export.staff_id != who.staff_id or export.branch != who.branch:
            raise ExportUnknown
        return export


def _require(kind: Kind, asked: Asked) -> None:
    """Raises ExportNeeds, DaysTurned."""
    if asked.first and asked.last and asked.first > asked.last:
        raise DaysTurned(field="first")
    if kind == "ORDERS" and asked.task_id is None:
        raise ExportNeeds(field="task_id", what="任务")
    if kind == "REFUNDS" and asked.group is None:
        raise ExportNeeds(field="group", what="哪一类退款")
    if kind == "SEASON" and asked.year is None:
        raise ExportNeeds(field="year", what="采集季")
