"""A roster's table without a sandbox: the task, the import and its reader."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from chalicelib.imports.enrolments import Enrolment, Enrolments
from chalicelib.imports.model import Import
from chalicelib.imports.people import PeopleTable
from tests.worlds.tasks import PLAIN_FIELDS, a_task

TASK = a_task(collect_mode="PLAIN", form_fields=PLAIN_FIELDS)
JOB = Import(
    import_id="i",
    branch="hunan",
    kind="ROSTER",
    state="QUEUED",
    created_at=datetime(2026, 11, 24, tzinfo=UTC),
    staff_id="s",
    staff_name="李四",
    upload_id="u",
    reason="学校提供",
    task_id=TASK.task_id,
)


def people() -> PeopleTable:
    enrolments = SimpleNamespace(of=lambda _: lambda text: Enrolment(f"{len(text):08x}", text) if text else None)
    tasks = SimpleNamespace(get=lambda _: TASK)
    return PeopleTable(cast(Any, tasks), cast(Enrolments, enrolments), lambda *_: {}, lambda *_: None, captured=False)
