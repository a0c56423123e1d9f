"""Imports as the staff asks for them; the work itself is `running`."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.imports.model import Import, Kind
from chalicelib.imports.reading import MOST_BYTES
from chalicelib.imports.store import ImportStore
from chalicelib.photo.signing import Form, Signing
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import Invalid, NotFound
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks

FORM_SECONDS = 600
TABLE = "application/octet-stream"  # browsers do not agree on the type of a CSV


class ImportUnknown(NotFound):
    code = "import_unknown"
    message = "没有找到这次导入"
    action = "请刷新导入记录后重试"


class TaskNeeded(Invalid):
    code = "import_task_needed"
    message = "请选择要导入的任务"
    action = "只有院校目录的导入不需要选择任务"


class Imports:
    """send: queues an import's id for the step that runs it."""

    def __init__(
        self,
        *,
        store: ImportStore,
        tasks: Tasks,
        audit: Audit,
        signing: Signing,
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._audit = store, tasks, audit
        self._signing, self._send, self._clock = signing, send, clock

    def upload(self, who: Staff) -> tuple[str, Form]:
        """An upload's id, and the form to post a table with."""
        upload_id = random_id()
        return upload_id, self._signing.form(f"in/staff/{who.staff_id}/{upload_id}", TABLE, MOST_BYTES, FORM_SECONDS)

    def start(self, who: Staff, kind: Kind, upload_id: str, task_id: str | None, reason: str) -> Import:
        """Queues the import of an uploaded table.  Raises TaskNeeded, TaskUnknown."""
        if (task_id is None) != (kind == "SCHOOLS"):
            raise TaskNeeded(field="task_id")
        if task_id is not None:
            self._tasks.of_branch(who.branch, task_id)
        job = Import(
            import_id=random_id(16), branch=who.branch, kind=kind, state="QUEUED", created_at=self._clock(),
            staff_id=who.staff_id, staff_name=who.name, upload_id=upload_id, reason=reason, task_id=task_id,
        )  # fmt: skip
        subject = f"task {task_id}" if task_id else "schools"
        self._store.create(
            job, self._audit.rows(who, "import", subject, reason=reason, kind=kind, import_id=job.import_id)
        )
        self._send(job.import_id)
        return job

    def show(self, who: Staff, import_id: str) -> Import:
        """Raises ImportUnknown, for another branch's too."""
        job = self._store.get(import_id)
        if job is None or job.branch != who.branch:
            raise ImportUnknown
        return job

    def listed(self, who: Staff) -> list[Import]:
        """The branch's newest."""
        return self._store.of_branch(who.branch)
