"""Imports as the staff asks for them; `runner` runs them."""

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
    """send: queues an import's id for the step that runs it."""

    def __init__(
        self,
        *,
        store: ImportStore,
        tasks: Tasks,
        audit: Audit,
        signing: LinkSigner,
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._audit = store, tasks, audit
        self._signing, self._send, self._clock = signing, send, clock

    def upload(self, who: Staff) -> tuple[str, Form]:
        """An upload's id, and the form to post a table with."""
        upload_id = random_id()
        return upload_id, self._signing.form(
            keys.table_upload(who.staff_id, upload_id), TABLE, MOST_BYTES, FORM_SECONDS
        )

    def start(self, who: Staff, kind: Kind, upload_id: str, task_id: str | None, reason: str) -> Import:
        """Queues the import of an uploaded table.  Raises TaskNeeded, TaskUnknown."""
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
        """Queues one that stopped, which goes on where it was; one that goes on is left alone.

        Raises ImportUnknown, ImportNotStopped.
        """
        again, job = keep_trying(lambda: self._restart(who, import_id))
        if again:
            self._send(import_id)
        return job

    def _restart(self, who: Staff, import_id: str) -> tuple[bool, Import]:
        """Whether it was this that started it, and the import."""
        job, now = self._own(who, import_id), self._clock()
        match job.seen_at(now).state:
            case "STALLED":
                again = replace(job, moved_at=now)
                subject = f"task {job.task_id}" if job.task_id else "schools"
                self._store.move(job, again, self._audit.rows(who, "restart_import", subject, import_id=import_id))
                return True, again
            case "QUEUED" | "RUNNING":
                return False, job
            case _:
                raise ImportNotStopped

    def undo(self, who: Staff, import_id: str, reason: str) -> Import:
        """Queues that what it wrote goes again; asked once more, what is left goes.

        One that was refused at its second try may have written at its first.
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
        """Raises ImportUnknown, for another branch's too."""
        return self._own(who, import_id).seen_at(self._clock())

    def _own(self, who: Staff, import_id: str) -> Import:
        job = self._store.get(import_id)
        if job is None or job.branch != who.branch:
            raise ImportUnknown
        return job

    def listed(self, who: Staff) -> list[Import]:
        """The branch's newest."""
        now = self._clock()
        return [job.seen_at(now) for job in self._store.of_branch(who.branch)]
