"""A teacher's link to the progress of one task: it needs no account, shows no photo and no full name, and ends."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.errors import LinkOver
from chalicelib.tasks.link_store import LinkStore
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")


class TeacherLinks:
    """create by staff, open by whoever has it."""

    def __init__(self, store: LinkStore, tasks: Tasks, audit: Audit, clock: Clock) -> None:
        self._store, self._tasks, self._audit, self._clock = store, tasks, audit, clock

    def create(self, who: Staff, task_id: str, days: int, reason: str) -> tuple[str, datetime]:
        """A token, shown once, and until when it works.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        token, until = secrets.token_urlsafe(32), self._clock() + timedelta(days=days)
        rows = self._audit.rows(who, "teacher_link", f"task {task_id}", reason=reason, days=days)
        self._store.create(sha256_hex(token.encode()), task_id, until, rows)
        return token, until

    def open(self, token: str) -> Task:
        """The task it shows.  Raises LinkOver."""
        found = self._store.get(sha256_hex(token.encode())) if TOKEN.fullmatch(token) else None
        if found is None or self._clock() >= found[1]:
            raise LinkOver
        return self._tasks.get(found[0])
