"""A teacher's link to the progress of one task: it needs no account, shows no photo and no full name, and ends."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from chalicelib.desk.teacher_link_store import LinkStore, TeacherLink
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import insist
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.errors import LinkUnknown, TeacherLinkOver
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")


class TeacherLinks:
    """Staff creates, lists and revokes links; whoever has a link opens it."""

    def __init__(self, store: LinkStore, tasks: Tasks, audit: Audit, clock: Clock) -> None:
        self._store, self._tasks, self._audit, self._clock = store, tasks, audit, clock

    def create(self, who: Staff, task_id: str, days: int, reason: str) -> tuple[str, TeacherLink]:
        """(token, link); the token is shown this once.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        token, now = secrets.token_urlsafe(32), self._clock()
        link = TeacherLink(
            link_id=random_id(16),
            digest=sha256_hex(token.encode()),
            task_id=task_id,
            by=who.staff_id,
            by_name=who.name,
            reason=reason,
            at=now,
            until=now + timedelta(days=days),
        )
        rows = self._audit.rows(who, "teacher_link", f"task {task_id}", reason=reason, days=days, link=link.link_id)
        self._store.create(link, rows)
        return token, link

    def list_links(self, who: Staff, task_id: str) -> list[TeacherLink]:
        """A task's working links, newest first.  Raises TaskUnknown."""
        self._tasks.of_branch(who.branch, task_id)
        self._audit.note(who, "view_teacher_links", f"task {task_id}")
        now = self._clock()
        return [link for link in self._store.of_task(task_id) if link.revoked_at is None and now < link.until]

    def revoke(self, who: Staff, task_id: str, link_id: str, reason: str) -> None:
        """The link stops working; revoking it again changes nothing.  Raises TaskUnknown, LinkUnknown, Conflicting."""
        self._tasks.of_branch(who.branch, task_id)
        rows = self._audit.rows(who, "revoke_teacher_link", f"task {task_id}", reason=reason, link=link_id)

        def once() -> None:
            link = self._store.get(task_id, link_id)
            if link is None:
                raise LinkUnknown
            if link.revoked_at is None:
                self._store.revoke(link, self._clock(), rows)

        insist(once)

    def open(self, token: str) -> Task:
        """The task that the link shows.  Raises TeacherLinkOver."""
        link = self._store.by_token(sha256_hex(token.encode())) if TOKEN.fullmatch(token) else None
        if link is None or self._clock() >= link[1]:
            raise TeacherLinkOver
        return self._tasks.get(link[0])
