"""Imports as staff request them; `runner` runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.imports.errors import ImportGoesOn, ImportNotStopped, ImportUnknown, TaskNeeded, UndoOfOtherKind
from chalicelib.imports.model import UNDOABLE, Import, Kind
from chalicelib.imports.sheets import MOST_BYTES
from chalicelib.imports.store import ImportStore
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import keep_trying
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.storage.links import Form, LinkSigner
from chalicelib.tasks.service import Tasks

FORM_SECONDS = 600
TABLE = "application/octet-stream"  # browsers do not agree on the type of a CSV


class Imports:
    """Starts, restarts, undoes and shows imports.  send: queues an import id for the step that runs it."""

    def __init__(
        self,
        *,
        store: ImportStore,
        tasks: Tasks,
        audit: Audit,
        signer: LinkSigner,
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._audit = store, tasks, audit
        self._signer, self._send, self._clock = signer, send, clock

    def upload(self, who: Staff) -> tuple[str, Form]:
        """(upload id, form to post a table with)."""
        upload_id = random_id()
        return upload_id, self._signer.form(keys.table_upload(who.staff_id, upload_id), TABLE, MOST_BYTES, FORM_SECONDS)

    def start(self, who: Staff, kind: Kind, upload_id: str, task_id: str | None, reason: str) -> Import:
        """Queue the import of an uploaded table.  Raises TaskNeeded, TaskUnknown."""
        if (task_id is None) != (kind == "SCHOOLS"):
            raise TaskNeeded(field="task_id")
        if task_id is not None:
            self._tasks.of_branch(who.branch, task_id)
        job = Import(
            import_id=random_id(16),
            branch=who.branch,
            kind=kind,
            state="QUEUED",
            created_at=self._clock(),
            staff_id=who.staff_id,
            staff_name=who.name,
            upload_id=upload_id,
            reason=reason,
            task_id=task_id,
        )
        subject = f"task {task_id}" if task_id else "schools"
        self._store.create(
            job, self._audit.rows(who, "import", subject, reason=reason, kind=kind, import_id=job.import_id)
        )
        self._send(job.import_id)
        return job

    def restart(self, who: Staff, import_id: str) -> Import:
        """Queue a stopped import, which resumes where it was; one that still runs is left alone.

        Raises ImportUnknown, ImportNotStopped.
        """
        restarted, job = keep_trying(lambda: self._restart(who, import_id))
        if restarted:
            self._send(import_id)
        return job

    def _restart(self, who: Staff, import_id: str) -> tuple[bool, Import]:
        """(whether this call restarted it, the import)."""
        job, now = self._own(who, import_id), self._clock()
        match job.seen_at(now).state:
            case "STALLED":
                restarted = replace(job, moved_at=now)
                subject = f"task {job.task_id}" if job.task_id else "schools"
                self._store.move(job, restarted, self._audit.rows(who, "restart_import", subject, import_id=import_id))
                return True, restarted
            case "QUEUED" | "RUNNING":
                return False, job
            case _:
                raise ImportNotStopped

    def undo(self, who: Staff, import_id: str, reason: str) -> Import:
        """Queue the removal of everything an import wrote; repeated, it removes what is left.

        A REFUSED import can be undone too: an earlier attempt may have written rows.
        Raises ImportUnknown, UndoOfOtherKind, ImportGoesOn.
        """
        job = keep_trying(lambda: self._undo(who, import_id, reason))
        self._send(import_id)
        return job

    def _undo(self, who: Staff, import_id: str, reason: str) -> Import:
        job = self.show(who, import_id)
        if job.taken_back:
            return job
        if job.kind not in UNDOABLE:
            raise UndoOfOtherKind
        if job.state in ("QUEUED", "RUNNING"):
            raise ImportGoesOn
        undoing = replace(job, state="UNDOING", wrong=0, problems=())
        rows = self._audit.rows(who, "undo_import", f"task {job.task_id}", reason=reason, import_id=import_id)
        self._store.save(undoing, rows)
        return undoing

    def show(self, who: Staff, import_id: str) -> Import:
        """The import.  Raises ImportUnknown, also for another branch's import."""
        return self._own(who, import_id).seen_at(self._clock())

    def _own(self, who: Staff, import_id: str) -> Import:
        job = self._store.get(import_id)
        if job is None or job.branch != who.branch:
            raise ImportUnknown
        return job

    def listed(self, who: Staff) -> list[Import]:
        """The branch's newest imports, newest first."""
        now = self._clock()
        return [job.seen_at(now) for job in self._store.of_branch(who.branch)]
