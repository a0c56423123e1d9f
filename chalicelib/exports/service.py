"""Exports as staff ask for them; `runner` runs them.  Each is its own: nobody else sees or fetches it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from chalicelib.desk.money.payments import Wanted
from chalicelib.exports.errors import (
    ExportGone,
    ExportNeeds,
    ExportNotReady,
    ExportNotStopped,
    ExportsOpen,
    ExportUnknown,
)
from chalicelib.exports.model import NAMES, Asked, Export, FileKind, Kind
from chalicelib.exports.store import ExportStore
from chalicelib.invoices.store import RETURNED
from chalicelib.orders.store.index_keys import PaymentGroup, RefundGroup
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import Conflict, Duplicate, as_json, insist
from chalicelib.shared.errors import Forbidden, Invalid
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

LINK_SECONDS = 300
MOST_OPEN = 3  # exports of one person that are not finished
GROUPS: dict[Kind, Collection[str]] = {
    "PAYMENTS": set(PaymentGroup), "REFUNDS": set(RefundGroup), "INVOICES": {RETURNED},
}  # fmt: skip
SAID = {RETURNED: "开具后退款"}  # groups that a table is named after
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
        """Queue an export, unless one's own of the same rows is not finished yet: that one it is, then.  Raises
        Forbidden without a role for the kind, ExportNeeds, Invalid, DaysTurned, TaskUnknown, ExportsOpen."""
        if not who.has(*MAY[kind]):
            raise Forbidden
        _require(kind, asked)
        task = self._tasks.of_branch(who.branch, asked.task_id) if asked.task_id else None
        return insist(lambda: self._start(who, kind, file, asked, reason, task))

    def _start(self, who: Staff, kind: Kind, file: FileKind, asked: Asked, reason: str, task: Task | None) -> Export:
        """Raises ExportsOpen, and Conflict when the same was asked for at the same time."""
        listed, now = self.listed(who), self._clock()
        unfinished = [one for one in listed if one.state not in ("DONE", "GONE")]
        for one in unfinished:
            if (one.kind, one.file, one.asked) == (kind, file, asked):
                return one
        if len(unfinished) >= MOST_OPEN:
            raise ExportsOpen(number=len(unfinished))
        about: list[object] = [task.title] if task else [asked.month, asked.year, SAID.get(asked.group or "")]
        name = "-".join(map(str, filter(None, [NAMES[kind], *about, f"{now.astimezone(SHANGHAI):%Y%m%d-%H%M}"])))
        export = Export(
            export_id=_id_after(listed, who, kind, file, asked),
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
        try:
            self._store.create(export, rows)
        except Duplicate as error:
            raise Conflict from error
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


def _id_after(listed: Sequence[Export], who: Staff, kind: Kind, file: FileKind, asked: Asked) -> str:
    """The same for the same wish after the same exports, so that asking twice at once makes one."""
    newest = listed[0].export_id if listed else ""
    return hashlib.sha256(f"{who.staff_id}\n{newest}\n{kind}\n{file}\n{as_json(asked)}".encode()).hexdigest()[:16]


def _require(kind: Kind, asked: Asked) -> None:
    """Raises ExportNeeds, DaysTurned, Invalid."""
    Wanted(first=asked.first, last=asked.last).span(None)
    if asked.group is not None and asked.group not in GROUPS.get(kind, ()):
        raise Invalid(field="group")
    if kind == "INVOICES" and asked.group and asked.month:
        raise Invalid(field="month")
    if kind == "ORDERS" and asked.task_id is None:
        raise ExportNeeds(field="task_id", what="任务")
    if kind == "REFUNDS" and asked.group is None:
        raise ExportNeeds(field="group", what="哪一类退款")
    if kind == "SEASON" and asked.year is None:
        raise ExportNeeds(field="year", what="采集季")
